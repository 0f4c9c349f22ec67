// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

/// Loops over one block of channels in the blocked layout that oneDNN computes in: [pixels][width].
namespace syper::core::runtime {

/// What follows a convolution, in one pass over memory: y = prelu(y) + shortcut, kept in place, and for each scaled
/// reader its own copy y * scale + shift.
struct FloatTail {
    std::int64_t pixels = 0, width = 16;  ///< width at most 16
    float* y = nullptr;
    const float* slopes = nullptr;    ///< [width] or null
    const float* shortcut = nullptr;  ///< [pixels][width] or null
    int copies = 0;
    struct Copy {
        float* to = nullptr;
        const float *scale = nullptr, *shift = nullptr;  ///< [width]
    } copy[2];
};
void finishFloats(const FloatTail& tail);

/// What follows a convolution of the published scheme, on pixels x 64 channels: prelu, shortcut, and rounding to codes
/// clamp(round(scale * y - zeroPoint), lowest, highest) - lowest, half to even, as the scheme's simulation rounds.
struct RoundingTail {
    std::int64_t pixels = 0;
    float* tile = nullptr;            ///< [pixels][64]
    const float* slopes = nullptr;    ///< [64] or null
    const float* shortcut = nullptr;  ///< [pixels][64] or null
    std::uint8_t* codes = nullptr;    ///< [pixels][64], or null: no rounding
    float scale = 1.0F, zeroPoint = 0.0F, lowest = -128.0F, highest = 127.0F;
};
void finishTile(const RoundingTail& tail);

/// tile [pixels][64] = gain * (sum + zero * window) + bias, sums in lane order. `window` (the sum of the inputs' codes
/// less their zero) is one number a pixel, or [pixels][64] in lane order if `windowWide`.
struct SumsToTile {
    std::int64_t pixels = 0;
    const std::int32_t* sums = nullptr;
    const std::int32_t* window = nullptr;
    bool windowWide = false;
    const std::int32_t* zero = nullptr;  ///< [64]
    const float *gain = nullptr, *bias = nullptr;
    float* tile = nullptr;
};
void sumsToTile(const SumsToTile& work);

}  // namespace syper::core::runtime
