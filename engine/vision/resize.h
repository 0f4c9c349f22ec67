// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/api/image8.h"

namespace syper::vision {

/// Pillow's filters: a triangle, or Lanczos' windowed sinc of radius 3.
enum class Resample : std::uint8_t { Bilinear, Lanczos };

/// Resizes as Pillow's Image.resize does: a filter whose support grows with the factor, horizontal first, rounded to 8
/// bits after each pass. Any channel count. Throws core::Error{BadArgument}.
[[nodiscard]] core::Image8 resizePillow(const core::Image8& image, int width, int height,
                                        Resample resample = Resample::Bilinear);

/// The largest square in the middle (half the rest, rounded down, is cut before it), resized to side x side by
/// Lanczos' filter: what the official projector makes of a photograph. Throws core::Error{BadArgument}.
[[nodiscard]] core::Image8 centreSquare(const core::Image8& image, int side);

}  // namespace syper::vision
