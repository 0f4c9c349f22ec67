// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "vision/eye_crop.h"
#include "vision/face_finder.h"

namespace syper::vision {

/// A face and its two eyes as models want them, by their place in the picture and not mirrored: the eye that is left in
/// the picture is the one that models see mirrored.
struct FaceEyes {
    Face face;
    EyeCrops crops;
};

/// What a picture was understood as.
struct EyeReading {
    std::vector<FaceEyes> faces;  ///< the largest first
    std::string detector;         ///< which one saw them
    /// No face, but the picture is near square and small: taken as the crop of one eye as it is.
    bool isEye = false;
};

struct EyeOptions {
    CropOptions crop = {};
    bool all = false;  ///< every face, not only the largest
    /// The picture may be the crop of an eye: where it looks like one, only faces that are sure count.
    bool mayBeEye = true;
};

/// Turns pictures into eyes. One thread at a time; making one loads the detectors' models.
class EyeReader {
public:
    /// As FaceFinder.
    explicit EyeReader(const std::string& detector = "auto") : finder_(detector) {}

    /// Faces whose eyes cannot be cut out are left out. Throws core::Error{BadArgument} for an empty picture.
    [[nodiscard]] EyeReading read(const core::Image8& image, const EyeOptions& options = {});

private:
    FaceFinder finder_;
};

/// Whether a picture without a face may be the crop of an eye: near square, 16 to 640 pixels a side.
[[nodiscard]] bool looksLikeEyeCrop(const core::Image8& image) noexcept;

}  // namespace syper::vision
