// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace syper::core {

/// Now, as 2026-01-31T12:00:00Z.
[[nodiscard]] std::string utcNow();

/// What a manifest tells of one run: what made the results and which they are. Program version, command, host, threads
/// and hashes are added when it is written.
class Manifest {
public:
    /// verb: what ran, such as "embed". The run begins now.
    explicit Manifest(std::string verb);

    /// A file that decided the results: ("model", path).
    void model(std::string role, std::filesystem::path path);
    /// The pictures that went in: how many, and ImageSet::digest().
    void pictures(std::int64_t count, std::string digest);
    /// A file that the run wrote.
    void result(std::filesystem::path path);

    /// Writes `folder`/manifest.json; paths of results below the folder are told from there. Throws Error{Io,
    /// NotFound}.
    void writeInto(const std::filesystem::path& folder, bool complete = true) const;
    /// Beside a single file: manifest.json in its folder, or FILE.manifest.json where that one tells of other files.
    void writeBeside(const std::filesystem::path& file) const;

private:
    void write(const std::filesystem::path& path, const std::filesystem::path& folder, bool complete) const;

    std::string verb_, date_;
    double start_;
    std::vector<std::pair<std::string, std::filesystem::path>> models_;
    std::optional<std::pair<std::int64_t, std::string>> pictures_;
    std::vector<std::filesystem::path> results_;
};

}  // namespace syper::core
