// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/image8.h"

namespace syper::vision {

/// Resizes as Pillow's Image.resize(BILINEAR) does: a triangle filter whose support grows with the factor, horizontal
/// first, rounded to 8 bits after each pass. Any channel count. Throws core::Error{BadArgument}.
[[nodiscard]] core::Image8 resizePillow(const core::Image8& image, int width, int height);

}  // namespace syper::vision
