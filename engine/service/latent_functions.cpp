// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/latent_functions.h"

#include "core/api/sampler.h"
#include "vision/eye_crops.h"
#include "vision/image_io.h"
#include "vision/journey_film.h"
#include "vision/resize.h"
#include "vision/sides.h"

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

ProjectionTarget target(const std::filesystem::path& photograph, int side) {
    const core::Image8 picture = vision::readImage(photograph);
    const vision::EyeReading reading = vision::EyeReader().read(picture);
    // Of a face the eye that is right in the picture: it looks as the generator's eyes do, not mirrored.
    if (!reading.faces.empty())
        return {vision::centreSquare(reading.faces.front().crops.right, side), ProjectionTarget::Part::Eye};
    ProjectionTarget found{vision::centreSquare(picture, side)};
    if (!reading.isEye) found.part = ProjectionTarget::Part::Middle;
    found.mirrored = vision::wantsMirroring(photograph);
    if (found.mirrored) found.image = core::mirrored(found.image);
    return found;
}

}  // namespace

std::filesystem::path keyframesBeside(const std::filesystem::path& out) {
    if (!isFilm(out)) return out / "keyframes.json";
    return out.parent_path() / (out.stem().string() + ".keyframes.json");
}

LatentFunctions engineLatent() {
    return {.exportJourney = exportJourney, .project = core::projectImage, .target = target};
}

}  // namespace syper::service
