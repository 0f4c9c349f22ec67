// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include "core/api/image8.h"

namespace syper::vision {

/// In pixels of a picture; (0, 0) is the middle of its first pixel.
struct Point {
    double x = 0.0, y = 0.0;
};

/// Five points of a face: the eye that is left in the picture, the other eye, nose tip, the mouth's left and right
/// corner.
using Landmarks = std::array<Point, 5>;

/// Where a face lies in the frame that eyes are cut from: 1000 x 1000 pixels with a border of 250 around them.
struct FaceAlignment {
    std::array<double, 6> matrix{};  ///< rows of [A | t]: picture to frame, before the border
    Landmarks projected{};           ///< the landmarks in the frame, border included
    int halfWidth = 0;               ///< of the square around an eye, in the frame
};

/// The template's five points, in pixels of the frame without its border.
[[nodiscard]] Landmarks faceTemplate();

/// The similarity transform that brings landmarks to the ArcFace template with least squared error.
/// Source: Umeyama 1991; template of Deng et al. 2019 for 112 pixels, scaled to 1000.
/// Throws core::Error{BadArgument} for points that are no face (all in one place, eyes too near, not finite).
[[nodiscard]] FaceAlignment alignFace(const Landmarks& landmarks);

struct EyeCrops {
    core::Image8 left, right;  ///< by their place in the picture; size x size, RGB, not mirrored
};

struct CropOptions {
    int size = 224;        ///< pixels, 8..2000
    bool stretch = false;  ///< the picture's darkest and brightest value become 0 and 255 first
};

/// Throws core::Error{BadArgument} for a size out of range.
void checkCropOptions(const CropOptions& options);

/// Cuts both eyes out: bilinear warp into the frame, replicated border, a square of half the eyes' distance to each
/// side around either eye, bicubic to the size.
/// Throws core::Error{BadArgument} as alignFace, and where the eyes fall outside the frame.
[[nodiscard]] EyeCrops cropEyes(const core::Image8& image, const Landmarks& landmarks, const CropOptions& options = {});

}  // namespace syper::vision
