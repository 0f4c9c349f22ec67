// SPDX-License-Identifier: GPL-3.0-or-later
#include "vision/journey_film.h"

#include <optional>

#include "core/api/manifest.h"
#include "vision/video_file.h"

namespace syper::vision {

std::int64_t filmJourney(core::Sampler& sampler, const core::Journey& journey, const std::filesystem::path& path,
                         double fps, core::RunControl& control) {
    core::Manifest manifest("interpolate");
    core::checkJourney(journey);
    const core::LatentSpace space = sampler.latentSpace();
    std::optional<VideoFile> film;
    try {
        for (std::int64_t i = 0; i < journey.frames; ++i) {
            control.gate();
            const core::Image8 frame = sampler.sample(core::frameOf(space, journey, i), control);
            if (!film) film.emplace(path, frame.width(), frame.height(), fps);
            film->add(frame);
            control.report({.phase = "filming", .done = i + 1, .total = journey.frames});
        }
    } catch (...) {
        if (film) film->finish();
        throw;
    }
    film->finish();
    manifest.model("network", sampler.info().path);
    manifest.result(path);
    manifest.writeBeside(path);
    return film->frames();
}

}  // namespace syper::vision
