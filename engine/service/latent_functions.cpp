// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/latent_functions.h"

#include "core/api/sampler.h"
#include "vision/journey_film.h"

namespace syper::service {
namespace {

bool isFilm(const std::filesystem::path& out) {
    return out.extension() == ".mp4";
}

std::int64_t exportJourney(const JourneyExport& wanted, core::RunControl& control) {
    core::Sampler sampler = core::Sampler::load(wanted.network);
    core::checkJourney(wanted.journey);
    const bool film = isFilm(wanted.out);
    if (!film) std::filesystem::create_directories(wanted.out);
    core::writeJourney(keyframesBeside(wanted.out), wanted.journey, sampler.info().sha256);
    if (!film) return core::journeyPictures(sampler, wanted.journey, wanted.out, false, control);
    return vision::filmJourney(sampler, wanted.journey, wanted.out, wanted.fps, control);
}

}  // namespace

std::filesystem::path keyframesBeside(const std::filesystem::path& out) {
    if (!isFilm(out)) return out / "keyframes.json";
    return out.parent_path() / (out.stem().string() + ".keyframes.json");
}

LatentFunctions engineLatent() {
    return {.exportJourney = exportJourney};
}

}  // namespace syper::service
