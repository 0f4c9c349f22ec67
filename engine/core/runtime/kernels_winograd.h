// SPDX-License-Identifier: GPL-3.0-or-later
// Winograd's F(4x4, 3x3) (Lavin and Gray 2016, arXiv:1509.09308) in whole numbers, exact. Included once by each
// kernels_ISA.cpp, which sets SYPER_BYTES (of a register) and SYPER_TILE_ROWS (tiles multiplied together) and defines
// multiplyAdd(sums, x, w): sums plus the dot products of neighbouring pairs of 16-bit numbers, modulo 2^32.
//
// With the points 0, +-1, +-2 and infinity, inputs of 0..255 become numbers of 16 bits at once (at most 68 * 255), and
// weights do where the fractions of their transform are left out: each side of the kernel comes out 24 times too
// large, but for the last point, which is 12 times so and doubled when it leaves (at most 144 * 128). The sum of the
// products is then 576 = 64 * 9 times the convolution. Everything is computed modulo 2^32, so dividing by 9 is a
// multiplication by its inverse, and dividing by 64 leaves the convolution modulo 2^26, which is the convolution itself
// wherever that is less than 2^25. The engine uses these loops only where it must be.
#include <cstdint>

#include "core/runtime/kernels.h"

namespace syper::core::runtime {
namespace {

#define SYPER_INLINE inline __attribute__((always_inline))
using Words = std::int16_t __attribute__((vector_size(SYPER_BYTES)));
using Sums = std::uint32_t __attribute__((vector_size(SYPER_BYTES)));
using SignedSums = std::int32_t __attribute__((vector_size(SYPER_BYTES)));
using LooseWords = std::int16_t __attribute__((vector_size(SYPER_BYTES), aligned(1), may_alias));
using LooseSums = std::uint32_t __attribute__((vector_size(SYPER_BYTES), aligned(1), may_alias));
using LooseInt = std::int32_t __attribute__((aligned(1), may_alias));

SYPER_INLINE Words wordsAt(const void* from) {
    return *static_cast<const LooseWords*>(from);
}
SYPER_INLINE void keepWords(void* to, const Words& value) {
    *static_cast<LooseWords*>(to) = value;
}
SYPER_INLINE Sums sumsAt(const void* from) {
    return *static_cast<const LooseSums*>(from);
}
SYPER_INLINE void keepSums(void* to, const Sums& value) {
    *static_cast<LooseSums*>(to) = value;
}

/// x to B^T x.
SYPER_INLINE void codesIntoPoints(Words (&x)[6]) {
    const Words d31 = (x[3] - x[1]) << 1, d42 = x[4] - x[2];
    const Words far = x[4] - (x[2] << 2), near = x[3] - (x[1] << 2);
    x[0] = ((x[0] - x[2]) << 2) + d42;
    x[5] = x[5] - x[3] - (d31 << 1);
    x[1] = far + near;
    x[2] = far - near;
    x[3] = d42 + d31;
    x[4] = d42 - d31;
}

/// Three weights to their six points, as described above.
SYPER_INLINE void weightsIntoPoints(const Words& a, const Words& b, const Words& c, Words (&to)[6]) {
    const Words ends = -((a + c) << 2), middle = b << 2, outer = a + (c << 2), twice = b << 1;
    to[0] = (a << 2) + (a << 1);
    to[1] = ends - middle;
    to[2] = ends + middle;
    to[3] = outer + twice;
    to[4] = outer - twice;
    to[5] = (c << 3) + (c << 2);
}

/// m to A^T m.
SYPER_INLINE void sumsFromPoints(const Sums (&m)[6], Sums (&y)[4]) {
    const Sums s1 = m[1] + m[2], d1 = m[1] - m[2], s2 = m[3] + m[4], d2 = m[3] - m[4];
    y[0] = m[0] + s1 + s2;
    y[1] = d1 + (d2 << 1);
    y[2] = s1 + (s2 << 2);
    y[3] = d1 + (d2 << 3) + (m[5] << 1);
}

void codesToTiles(const CodeTiles& t) {
    const std::int64_t across = (t.side + 3) / 4;
    for (std::int64_t tile = 0; tile < t.count; ++tile) {
        const std::int64_t y = (t.first + tile) / across * 4, x = (t.first + tile) % across * 4;
        std::int64_t row[6], column[6];  // those beyond the halo only feed outputs beyond the picture
        for (std::int64_t i = 0; i < 6; ++i) {
            row[i] = (y + i <= t.side + 1 ? y + i : t.side + 1) * t.rowStep;
            column[i] = (x + i <= t.side + 1 ? x + i : t.side + 1) * kBlock;
        }
        for (int block = 0; block < t.blocks; ++block)
            for (std::int64_t part = 0; part < kBlock; part += SYPER_BYTES) {
                const std::uint8_t* const from = t.in + block * t.blockStep + part;
                std::int16_t* const to = t.to + tile * t.stride + block * kBlock + part / 2;
                // The channels 0, 2, 4 .. of the part, then 1, 3, 5 ..: neighbours of a pair are two apart.
                for (int odd = 0; odd < 2; ++odd) {
                    Words d[6][6];
#pragma GCC unroll 6
                    for (int i = 0; i < 6; ++i) {
#pragma GCC unroll 6
                        for (int j = 0; j < 6; ++j) {
                            const Words both = wordsAt(from + row[i] + column[j]);
                            d[i][j] = odd != 0 ? Words((both >> 8) & 255) : Words(both & 255);
                        }
                        codesIntoPoints(d[i]);
                    }
#pragma GCC unroll 6
                    for (int j = 0; j < 6; ++j) {
                        Words line[6];
#pragma GCC unroll 6
                        for (int i = 0; i < 6; ++i) line[i] = d[i][j];
                        codesIntoPoints(line);
#pragma GCC unroll 6
                        for (int i = 0; i < 6; ++i)
                            keepWords(to + odd * kBlock / 2 + (6 * i + j) * t.pointStep, line[i]);
                    }
                }
            }
    }
}

void weightsToTiles(const TileWeights& w) {
    for (int block = 0; block < w.blocks; ++block) {
        const std::int64_t own = block + 1 == w.blocks ? w.lastQuads : w.quads;
        const std::int8_t* const from = w.from + block * w.quads * 9 * 128;
        std::int16_t* const to = w.to + block * w.quads * 128;
        for (std::int64_t quad = 0; quad < own; ++quad)
            for (std::int64_t part = 0; part < 128; part += SYPER_BYTES)
                for (int odd = 0; odd < 2; ++odd) {
                    Words lines[3][6];
#pragma GCC unroll 3
                    for (int i = 0; i < 3; ++i) {
                        Words tap[3];
#pragma GCC unroll 3
                        for (int j = 0; j < 3; ++j) {
                            const Words both = wordsAt(from + ((i * 3 + j) * own + quad) * 128 + part);
                            tap[j] = odd != 0 ? Words(both >> 8) : Words(Words(both << 8) >> 8);
                        }
                        weightsIntoPoints(tap[0], tap[1], tap[2], lines[i]);
                    }
#pragma GCC unroll 6
                    for (int j = 0; j < 6; ++j) {
                        Words points[6];
                        weightsIntoPoints(lines[0][j], lines[1][j], lines[2][j], points);
#pragma GCC unroll 6
                        for (int i = 0; i < 6; ++i)
                            keepWords(to + quad * 128 + odd * 64 + part / 2 + (6 * i + j) * w.pointStep, points[i]);
                    }
                }
    }
}

constexpr int kPanelVectors = 128 / SYPER_BYTES;  // 32 channels

/// 32 channels of P tiles at one point.
template <int P>
void tileProduct(const TileProduct& t, const std::int16_t* tiles, const std::int16_t* weights, std::int32_t* out) {
    Sums sum[P][kPanelVectors];
#pragma GCC unroll 16
    for (int p = 0; p < P; ++p)
#pragma GCC unroll 4
        for (int v = 0; v < kPanelVectors; ++v) sum[p][v] = Sums{};
    for (int block = 0; block < t.blocks; ++block) {
        const std::int64_t quads = block + 1 == t.blocks ? t.lastQuads : t.quads;
        const std::int16_t* x = tiles + block * kBlock;
        for (std::int64_t quad = 0; quad < quads; ++quad, x += 2, weights += 128)
#pragma GCC unroll 2
            for (int odd = 0; odd < 2; ++odd) {
                Words by[kPanelVectors];
#pragma GCC unroll 4
                for (int v = 0; v < kPanelVectors; ++v) by[v] = wordsAt(weights + odd * 64 + v * SYPER_BYTES / 2);
#pragma GCC unroll 16
                for (int p = 0; p < P; ++p) {
                    const SignedSums pair =
                        SignedSums{} + *reinterpret_cast<const LooseInt*>(x + p * t.stride + odd * 32);
#pragma GCC unroll 4
                    for (int v = 0; v < kPanelVectors; ++v) sum[p][v] = multiplyAdd(sum[p][v], (Words)pair, by[v]);
                }
            }
    }
#pragma GCC unroll 16
    for (int p = 0; p < P; ++p)
#pragma GCC unroll 4
        for (int v = 0; v < kPanelVectors; ++v) keepSums(out + p * 32 + v * (SYPER_BYTES / 4), sum[p][v]);
}

template <int P = SYPER_TILE_ROWS>
void tileRows(std::int64_t rows, const TileProduct& t, const std::int16_t* tiles, const std::int16_t* weights,
              std::int32_t* out) {
    if (rows == P) return tileProduct<P>(t, tiles, weights, out);
    if constexpr (P > 1) tileRows<P - 1>(rows, t, tiles, weights, out);
}

/// Six points [6][tiles][32] of a column to its four values [4], `step` sums apart.
SYPER_INLINE void columnFromPoints(const std::int32_t* points, std::int64_t tiles, std::int32_t* to,
                                   std::int64_t step) {
    for (std::int64_t tile = 0; tile < tiles; ++tile)
#pragma GCC unroll 4
        for (int v = 0; v < kPanelVectors; ++v) {
            constexpr std::int64_t kPanelLanes = 32, kLanes = SYPER_BYTES / 4;
            Sums m[6], y[4];
#pragma GCC unroll 6
            for (int i = 0; i < 6; ++i) m[i] = sumsAt(points + (i * SYPER_TILE_ROWS + tile) * kPanelLanes + v * kLanes);
            sumsFromPoints(m, y);
#pragma GCC unroll 4
            for (int i = 0; i < 4; ++i) keepSums(to + i * step + tile * kBlock + v * kLanes, y[i]);
        }
}

void multiplyTiles(const TileProduct& t) {
    const std::int64_t groups = (t.count + SYPER_TILE_ROWS - 1) / SYPER_TILE_ROWS;
    alignas(64) std::int32_t points[6 * SYPER_TILE_ROWS * 32];
    for (std::int64_t column = 0; column < 6; ++column)
        for (std::int64_t i = 0, first = 0; i < groups; ++i) {
            const std::int64_t own = (t.count - first + groups - i - 1) / (groups - i);
            for (std::int64_t row = 0; row < 6; ++row)
                tileRows(own, t, t.tiles + (row * 6 + column) * t.pointStep + first * t.stride,
                         t.weights + (row * 6 + column) * t.weightStep, points + row * SYPER_TILE_ROWS * 32);
            columnFromPoints(points, own, t.sums + (column * t.count + first) * kBlock, 6 * t.count * kBlock);
            first += own;
        }
}

/// Rows of `count` tiles from `first` on, of `all`, to accumulators [4][count * 4][64].
void sumsFromTiles(const std::int32_t* sums, std::int64_t all, std::int64_t first, std::int64_t count,
                   const std::int32_t* bias, std::int32_t* acc) {
    constexpr std::uint32_t kNinth = 0x38E38E39U;  // 9 * kNinth = 1 modulo 2^32
    for (std::int64_t row = 0; row < 4; ++row)
        for (std::int64_t tile = 0; tile < count; ++tile)
#pragma GCC unroll 4
            for (std::int64_t lane = 0; lane < kBlock; lane += SYPER_BYTES / 4) {
                const std::int32_t* const from = sums + (row * 6 * all + first + tile) * kBlock + lane;
                Sums m[6], out[4];
#pragma GCC unroll 6
                for (int j = 0; j < 6; ++j) m[j] = sumsAt(from + j * all * kBlock);
                sumsFromPoints(m, out);
                const Sums start = sumsAt(bias + lane);
#pragma GCC unroll 4
                for (int j = 0; j < 4; ++j)
                    keepSums(acc + ((row * count + tile) * 4 + j) * kBlock + lane,
                             start + (Sums)((SignedSums)(out[j] * kNinth) >> 6));
            }
}

constexpr TileKernels kTileKernels{codesToTiles, weightsToTiles, multiplyTiles, sumsFromTiles};

}  // namespace
}  // namespace syper::core::runtime
