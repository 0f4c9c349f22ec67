// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/picture_flags.h"

#include <map>

#include "core/api/error.h"

namespace syper::cli {
namespace {

const std::map<std::string, core::NoiseMode> kNoise{
    {"const", core::NoiseMode::Const}, {"random", core::NoiseMode::Random}, {"none", core::NoiseMode::None}};

}  // namespace

void PictureFlags::check(const core::NetworkInfo& network, const Session& session) const {
    if (network.cDim == 0 && label >= 0) session.warn("this network has no classes; --class is left out");
    if (network.cDim > 0 && label < 0)
        throw core::Error(core::Errc::BadArgument, "this network has the classes 0 to " +
                                                       std::to_string(network.cDim - 1) + "; say which with --class");
}

core::SampleRequest PictureFlags::request(const core::NetworkInfo& network) const {
    core::SampleRequest request;
    request.psi = psi;
    request.cutoff = cutoff;
    request.classIndex = network.cDim > 0 ? label : -1;
    request.noise = kNoise.at(noise);
    request.writer = writer == "syper" ? core::Writer::Syper : core::Writer::Plain;
    return request;
}

void addPictureFlags(CLI::App& verb, PictureFlags& flags, const std::string& drawnFrom, const std::string& script) {
    verb.add_option("--trunc", flags.psi, "Truncation psi; 1 = none")
        ->capture_default_str()
        ->check(CLI::Range(-100.0, 100.0));
    verb.add_option("--trunc-cutoff", flags.cutoff, "Layers truncated, from the first; -1 = all")
        ->capture_default_str()
        ->check(CLI::Range(-1, 1 << 20));
    verb.add_option("--class", flags.label, "Class, for networks that have classes")->check(CLI::NonNegativeNumber);
    verb.add_option("--noise-mode", flags.noise, "const, random (drawn from " + drawnFrom + ") or none")
        ->capture_default_str()
        ->check(CLI::IsMember({"const", "random", "none"}));
    verb.add_option("--writer", flags.writer,
                    "plain: as " + script + "; syper: 224 px, stretched to 0..255, as SyPer's script")
        ->capture_default_str()
        ->check(CLI::IsMember({"plain", "syper"}));
}

std::vector<core::SampleRequest> requestsOf(const std::vector<std::string>& recipes, const core::NetworkInfo& network) {
    std::vector<core::SampleRequest> requests;
    for (const std::string& path : recipes)
        for (core::Recipe& recipe : core::readRecipes(path)) {
            if (recipe.networkSha256 != network.sha256)
                throw core::Error(core::Errc::BadArgument, "cannot follow " + path + ": its network is " +
                                                               recipe.networkSha256.substr(0, 12) +
                                                               ".., --network is " + network.sha256.substr(0, 12) +
                                                               "..; give the network it was made with");
            requests.push_back(std::move(recipe.request));
        }
    return requests;
}

}  // namespace syper::cli
