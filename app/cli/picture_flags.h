// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "cli/session.h"
#include "core/api/sampler.h"

namespace syper::cli {

/// How a picture is made from its latent, as the verbs that draw say it.
struct PictureFlags {
    std::string noise = "const", writer = "plain";
    double psi = 1.0;
    int cutoff = -1, label = -1;

    /// Warns of a class that the network has no use for. Throws Error{BadArgument} where it needs one.
    void check(const core::NetworkInfo& network, const Session& session) const;
    /// The part of a request that they decide; noise seed 0. A network without classes gets none.
    [[nodiscard]] core::SampleRequest request(const core::NetworkInfo& network) const;
};

/// The flags' names, for what excludes them.
inline constexpr const char* kPictureFlags[] = {"--trunc", "--trunc-cutoff", "--class", "--noise-mode", "--writer"};

/// Adds them; `drawnFrom` and `script` complete the help of random noise and of the plain writer.
void addPictureFlags(CLI::App& verb, PictureFlags& flags, const std::string& drawnFrom, const std::string& script);

/// What the pictures or JSON files ask for, in order. Throws Error, also where another network made one.
[[nodiscard]] std::vector<core::SampleRequest> requestsOf(const std::vector<std::string>& recipes,
                                                          const core::NetworkInfo& network);

}  // namespace syper::cli
