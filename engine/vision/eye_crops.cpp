// SPDX-License-Identifier: GPL-3.0-or-later
#include "vision/eye_crops.h"

#include <algorithm>

#include "core/api/error.h"

namespace syper::vision {

bool looksLikeEyeCrop(const core::Image8& image) noexcept {
    const int longer = std::max(image.width(), image.height()), shorter = std::min(image.width(), image.height());
    return shorter >= 16 && longer <= 640 && 3 * longer <= 4 * shorter;
}

EyeReading EyeReader::read(const core::Image8& image, const EyeOptions& options) {
    checkCropOptions(options.crop);
    const bool maybe = options.mayBeEye && looksLikeEyeCrop(image);
    FoundFaces found = finder_.find(image, {.all = options.all, .sure = maybe});
    EyeReading reading{.faces = {}, .detector = found.detector, .isEye = false};
    for (const Face& face : found.faces) {
        try {
            reading.faces.push_back({face, cropEyes(image, face.landmarks, options.crop)});
        } catch (const core::Error&) {
            continue;  // detectors guess; landmarks that form no face are not one
        }
        if (!options.all) break;
    }
    reading.isEye = reading.faces.empty() && maybe;
    return reading;
}

}  // namespace syper::vision
