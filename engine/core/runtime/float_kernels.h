// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

/// Loops over plain memory, a version for each instruction set, all with the same bits.
namespace syper::core::runtime {

/// `count` pixels of three planes of numbers in [-1,1], `plane` apart, to their bytes and a 0: floor((x + 1) * 127.5 +
/// 0.5), limited to 0..255.
void codePixels(const float* from, std::int64_t plane, std::int64_t count, std::uint8_t* to);

/// Codes from fewer bits, `count` a multiple of 128. Of each 128 codes byte i of 64 in `low` holds the low four bits of
/// codes i and i + 64; byte i of 32 in `high` the two above of codes i, i + 32, i + 64 and i + 96. Each is code + 32,
/// or code + 8 where `high` is null.
void unpackCodes(const std::uint8_t* low, const std::uint8_t* high, std::int64_t count, std::int8_t* to);

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
