// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace syper::core {

/// The values that a quantizer covers.
struct Range {
    float low = 0.0F, high = 0.0F;
};

/// Affine rounding: code = clamp(round(scale * x - zeroPoint), lowest, highest), half to even; real = (code +
/// zeroPoint) / scale. All in single precision.
struct Affine {
    float scale = 1.0F, zeroPoint = 0.0F, lowest = -128.0F, highest = 127.0F;
};

}  // namespace syper::core
