// SPDX-License-Identifier: GPL-3.0-or-later
// The inner loops of the synthesis network, compiled once an instruction set and chosen when the program runs.
//
// Activations are planes of sixteen channels, [channels / 16, side, side, 16]; the last one is filled up with zeros.
// What multiplies matrices takes them as rows of pixels, a panel of 32 output channels at a time. Every result is
// summed in one order whatever the number of rows, so it depends on neither batch nor threads.
#pragma once

#include <cstdint>
#include <span>

namespace syper::core {

inline constexpr std::int64_t kLanes = 16;       ///< channels a plane
inline constexpr std::int64_t kPanel = 32;       ///< output channels a product
inline constexpr std::int64_t kTilePoints = 36;  ///< of Winograd's F(4x4, 3x3)
inline constexpr std::int64_t kTileSide = 4;     ///< outputs of a tile along one side
/// Winograd's points are 0, +-inner, +-outer and infinity. These halve the rounding error of the usual 1 and 2, in
/// bfloat16 most of all, and their squares are exact.
inline constexpr float kInnerPoint = 0.75F, kOuterPoint = 1.5F;

/// out[r, 0..31] = sum over taps t and k < depth of rows[r * rowStride + taps[t] + k] * weights[t, k, 0..31].
/// In half precision rows and weights are bfloat16, weights [t, k / 2, 32, 2], and sums are float32.
struct Product {
    const void* rows = nullptr;
    const std::int64_t* taps = nullptr;  ///< offsets into rows, in values
    std::int64_t tapCount = 1;
    std::int64_t rowStride = 0, depth = 0, count = 0;  ///< in values; count = how many rows
    const void* weights = nullptr;
    float* out = nullptr;
    std::int64_t outStride = 0;
};

/// What follows a convolution: act(x * gain[c] + noise[p] * noiseGain + bias[c]), act = leaky ReLU, limited to +-limit
/// (may be infinite), plus `aside` [as the output] where there is one. noise [side, side] or null. slopes: one a
/// channel, of any sign, instead of `slope`, or null.
struct Finish {
    const float *gain = nullptr, *bias = nullptr, *noise = nullptr, *aside = nullptr;
    float noiseGain = 0.0F, limit = 0.0F, slope = 0.2F;
    const float* slopes = nullptr;
};

/// A run of Winograd's tiles of one picture: tiles first .. first + count - 1 in the order of rows. Tiles of the last
/// row and column may reach beyond the picture.
struct Tiles {
    std::int64_t side = 0;  ///< of the picture
    std::int64_t first = 0, count = 0;
    const float* shift = nullptr;  ///< [channels] added to what a tile takes in from inside of the picture, or null
};

/// A convolution of sixteen channels each by itself. planes [side, side, 16], weights [kernel, kernel, 16].
struct Depthwise {
    const float *planes = nullptr, *weights = nullptr;
    std::int64_t side = 0, outSide = 0, kernel = 3, stride = 1, padding = 1;
};

/// One row of the up-sampling filter: from `taps` padded rows [width + taps - 1, 32] to [width] pixels.
struct LowPass {
    const float* const* rows = nullptr;  ///< a tap each; each begins where the filter's first tap falls on pixel 0
    const float* filter = nullptr;       ///< [taps, taps], as a correlation, gain included
    std::int64_t taps = 0, width = 0;
    std::int64_t y = 0;  ///< the row of the output
};

struct ConvKernels {
    const char* name;       ///< of the instruction set
    bool half;              ///< multiplies bfloat16
    std::int64_t rowBlock;  ///< rows of a product that are computed together

    void (*multiply)(const Product& product);
    void (*multiplyHalf)(const Product& product);
    /// planes * scale to tiles [36, rowsOfPoint, stride]: the tile `first` goes to row `row`.
    void (*toTiles)(const float* planes, const float* scale, std::int64_t channels, const Tiles& tiles, void* to,
                    std::int64_t row, std::int64_t rowsOfPoint, std::int64_t stride, bool half);
    /// The reverse for channels [channel, channel + channels): tiles [36, rowsOfPoint, stride] to finished planes.
    void (*fromTiles)(const float* from, std::int64_t row, std::int64_t rowsOfPoint, std::int64_t stride,
                      const Tiles& tiles, std::int64_t channels, const Finish& finish, float* planes);
    /// Rows y of planes * scale to pixels [side, stride] of all channels.
    void (*toRows)(const float* planes, const float* scale, std::int64_t channels, std::int64_t side, std::int64_t y,
                   void* to, std::int64_t stride, bool half);
    /// Pixels [count, stride] to finished planes of `area` pixels, beginning with pixel `first`.
    void (*fromRows)(const float* from, std::int64_t stride, std::int64_t first, std::int64_t count,
                     std::int64_t channels, std::int64_t area, const Finish& finish, float* planes);
    /// Row y of the output, finished, to its plane [outSide, outSide, 16].
    void (*depthwise)(const Depthwise& work, std::int64_t y, const Finish& finish, float* plane);
    /// Filters a row of a panel and finishes it: `channels` of its 32 to planes of side * side pixels.
    void (*lowPass)(const LowPass& pass, std::int64_t channels, std::int64_t side, const Finish& finish, float* planes);
    /// picture[k, p] += limited(sum over c of planes[c, p] * weight[k, c] + bias[k]) for pixels begin..end-1.
    void (*colours)(const float* planes, const float* weight, const float* bias, std::int64_t channels,
                    std::int64_t area, std::int64_t begin, std::int64_t end, float limit, float* picture);
};

/// Those that this processor can run, the fastest first; the last one runs on any.
[[nodiscard]] std::span<const ConvKernels* const> convKernels();

}  // namespace syper::core
