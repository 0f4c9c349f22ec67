// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/journey.h"
#include "core/api/sample_folder.h"

namespace syper::core {
namespace {

constexpr std::int64_t kGateEvery = 256;

std::string frameName(std::int64_t index) {
    const std::string digits = std::to_string(index);
    return "frame" + std::string(digits.size() < 5 ? 5 - digits.size() : 0, '0') + digits + ".png";
}

}  // namespace

std::int64_t journeyPictures(Sampler& sampler, const Journey& journey, const std::filesystem::path& folder, bool resume,
                             RunControl& control) {
    checkJourney(journey);
    SampleFolderJob job{.pictures = {}, .folder = folder, .resume = resume};
    const LatentSpace space = sampler.latentSpace();
    for (std::int64_t i = 0; i < journey.frames; ++i) {
        if (i % kGateEvery == 0) control.gate();
        job.pictures.push_back({frameName(i), frameOf(space, journey, i)});
    }
    const SampleFolderOutcome outcome = sampleFolder(sampler, job, control);
    return outcome.made + outcome.kept;
}

}  // namespace syper::core
