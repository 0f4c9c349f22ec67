// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

/// The integer loops of the runtime over plain memory. One table of them for each instruction set; all give the same
/// integers, bit for bit. Nothing of torch or the standard library's templates is used here, so that code for one
/// instruction set cannot leak into a file for another.
///
/// Codes are unsigned 8-bit activations in blocks of 64 channels, [block][row][column][64], and signed 8-bit weights.
/// Within a block of accumulators, channel c stands at lanePlace(c): packing 32 to 16 to 8 bits puts it back in order.
namespace syper::core::runtime {

inline constexpr std::int64_t kBlock = 64;               ///< channels of a block
inline constexpr int kTile = 14;                         ///< most output pixels that one call computes
inline constexpr std::int64_t kKeptWeights = 640 << 10;  ///< bytes of weights that stay in a core's cache

[[nodiscard]] constexpr std::int64_t lanePlace(std::int64_t channel) {
    return (channel % 16) / 4 * 16 + channel / 16 * 4 + channel % 4;
}

/// A run of output pixels of one row, for one block of 64 output channels.
struct ConvWork {
    const std::uint8_t* in = nullptr;  ///< the first tap of the first pixel
    std::int64_t blockStep = 0;        ///< bytes from a block of input channels to the next
    std::int64_t rowStep = 0;          ///< bytes from a row of taps to the next
    std::int64_t tapStep = 0;          ///< bytes from a tap of a row to the next
    std::int64_t pixelStep = 0;        ///< bytes between the first taps of two neighbouring outputs
    int blocks = 1, rows = 1, columns = 1;
    int quads = 16, lastQuads = 16;  ///< groups of four channels in a block, in the last block
    /// [half][block][row][column][quad][2 vectors][16 channels][4 inputs]
    const std::int8_t* weights = nullptr;
    const std::int32_t* bias = nullptr;  ///< [64] where accumulators start, in lane order
};

/// The same for a convolution of each channel by itself.
struct DepthwiseWork {
    const std::uint8_t* in = nullptr;
    std::int64_t pixelStep = 0;
    const std::int64_t* taps = nullptr;    ///< bytes from `in` to each tap, filled up to a multiple of four
    int groups = 1;                        ///< groups of four taps
    const std::int8_t* weights = nullptr;  ///< [group][4 vectors][16 channels in lane order][4 taps]
    const std::int32_t* bias = nullptr;
};

/// From accumulators to a finer or coarser scale: roundShift(clamp(v, -limit, limit) * multiplier, shift), the
/// multiplier chosen by v's sign, which makes a PReLU of it.
struct Scaling {
    const std::int32_t* positive = nullptr;  ///< [64] in lane order
    const std::int32_t* negative = nullptr;  ///< the same pointer where signs do not matter
    std::int32_t limit = 0x7FFFFFFF;         ///< accumulators are within this one anyway
    int shift = 32;                          ///< 1..62
};

/// Codes made from 16-bit sums: clamp(roundShift(t * multiplier + offset, shift) + zero, 0, highest). Of all pixels, or
/// of every second one.
struct CodeOutput {
    const std::int32_t* multiplier = nullptr;  ///< [64] in lane order
    const std::int64_t* offset = nullptr;      ///< [4 vectors][8 even lanes, 8 odd lanes]
    int shift = 32;
    std::int32_t zero = 0, highest = 255;
    int first = 0, every = 1;     ///< the pixel where it begins, below `every`, which is 1 or 2
    std::uint8_t* out = nullptr;  ///< the 64 channels of that pixel; those coded follow each other
};

/// What happens to accumulators [pixels][64]. Either codes at once (`direct`), or 16-bit sums, with a shortcut added,
/// kept and coded as asked for.
struct Epilogue {
    Scaling scaling;
    bool direct = true;
    std::int32_t zero = 0, highest = 255;    ///< direct
    std::uint8_t* codes = nullptr;           ///< direct
    const std::int16_t* shortcut = nullptr;  ///< [pixels][64], in the order that `sums` has
    std::int16_t* sums = nullptr;            ///< [pixels][64]
    int outputs = 0;
    CodeOutput output[3];
};

inline constexpr std::int64_t kCodeTilePoints = 36;  ///< of Winograd's F(4x4, 3x3)

/// A run of tiles of one plane of codes for a 3x3 convolution of stride 1, in the order of rows: first .. first +
/// count. A tile makes 4x4 outputs; those of the last row and column may reach beyond the plane.
struct CodeTiles {
    const std::uint8_t* in = nullptr;  ///< the pixel above and left of the plane's first, in its halo
    std::int64_t blockStep = 0, rowStep = 0;
    std::int64_t side = 0, first = 0, count = 0;
    int blocks = 1;
    std::int16_t* to = nullptr;  ///< [36][count][blocks][64], a block's even channels before its odd ones
    std::int64_t stride = 0;     ///< numbers from a tile to the next
    std::int64_t pointStep = 0;  ///< numbers from a point to the next
};

/// Weights of half a block of outputs, as ConvWork has them, at the points of the tiles.
struct TileWeights {
    const std::int8_t* from = nullptr;
    int blocks = 1, quads = 16, lastQuads = 16;
    std::int16_t* to = nullptr;  ///< [36][block][quad][even, odd][2 vectors][16 channels][2 inputs]
    std::int64_t pointStep = 0;
};

/// sums [4 rows][6 columns][count][64] = tiles * weights for 32 of the 64, rows already as they leave the tiles, modulo
/// 2^32.
struct TileProduct {
    const std::int16_t* tiles = nullptr;
    std::int64_t stride = 0, pointStep = 0;
    const std::int16_t* weights = nullptr;
    std::int64_t weightStep = 0;
    int blocks = 1, quads = 16, lastQuads = 16;
    std::int64_t count = 0;
    std::int32_t* sums = nullptr;
};

/// The stages of a convolution in tiles, which gives the same accumulators as Kernels::conv where every convolution is
/// certain to be less than 2^25.
struct TileKernels {
    void (*toTiles)(const CodeTiles&);
    void (*weights)(const TileWeights&);
    void (*multiply)(const TileProduct&);
    /// acc [4][count * 4][64] = bias + convolution, of the tiles first .. first + count of `all` in sums.
    void (*fromTiles)(const std::int32_t* sums, std::int64_t all, std::int64_t first, std::int64_t count,
                      const std::int32_t* bias, std::int32_t* acc);
};

struct Kernels {
    const char* name;
    /// acc [pixels][64] = bias + sum of codes * weights.
    void (*conv)(const ConvWork&, int pixels, std::int32_t* acc);
    void (*depthwise)(const DepthwiseWork&, int pixels, std::int32_t* acc);
    void (*finish)(const Epilogue&, int pixels, const std::int32_t* acc);
    /// out[r] = sum over n < 65536 of x[i] * w[r * stride + i].
    void (*rows)(const std::uint8_t* x, const std::int8_t* w, std::int64_t stride, std::int64_t n, int rows,
                 std::int32_t* out);
    /// The same for weights of 4 bits: n a multiple of 128; of each 64 bytes of w the low halves are the codes of the
    /// first 64 inputs, the high halves those of the next 64, each plus 8. stride in bytes.
    void (*halfRows)(const std::uint8_t* x, const std::uint8_t* w, std::int64_t stride, std::int64_t n, int rows,
                     std::int32_t* out);
    const TileKernels* tiles = nullptr;  ///< where they are faster than `conv`
};

extern const Kernels kPortableKernels;
#if defined(__x86_64__)
extern const Kernels kAvx2Kernels;
extern const Kernels kVnniKernels;
#endif

/// value / 2^shift, half away from zero. The one definition of rounding in the integer graph.
[[nodiscard]] constexpr std::int64_t roundShift(std::int64_t value, int shift) {
    return (value + (std::int64_t(1) << (shift - 1)) + (value >> 63)) >> shift;
}

}  // namespace syper::core::runtime
