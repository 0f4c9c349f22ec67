// SPDX-License-Identifier: GPL-3.0-or-later
// The loops behind ConvKernels. Included once by each conv_kernels_ISA.cpp, which sets SYPER_WIDTH (floats a register),
// SYPER_ROW_BLOCK (rows of a product that fit the registers) and the flags of its instruction set. Everything here has
// internal linkage and no library's code goes into it, so that nothing compiled for one processor is linked into
// another's path.
#include "core/generator/conv_kernels_product.h"

namespace syper::core {
namespace {

/// x to B^T x for F(4,3) with the points 0, +-a, +-b and infinity.
SYPER_INLINE void intoPoints(Vec (&x)[6]) {
    constexpr float a = kInnerPoint, b = kOuterPoint;
    const Vec evenA = x[4] - b * b * x[2], oddA = a * (x[3] - b * b * x[1]);
    const Vec evenB = x[4] - a * a * x[2], oddB = b * (x[3] - a * a * x[1]);
    const Vec first = a * a * b * b * x[0] - (a * a + b * b) * x[2] + x[4];
    const Vec last = a * a * b * b * x[1] - (a * a + b * b) * x[3] + x[5];
    x[0] = first;
    x[1] = evenA + oddA;
    x[2] = evenA - oddA;
    x[3] = evenB + oddB;
    x[4] = evenB - oddB;
    x[5] = last;
}

/// m to A^T m: six points to four values.
SYPER_INLINE void fromPoints(const Vec (&m)[6], Vec (&y)[4]) {
    constexpr float a = kInnerPoint, b = kOuterPoint;
    const Vec evenA = m[1] + m[2], oddA = m[1] - m[2], evenB = m[3] + m[4], oddB = m[3] - m[4];
    y[0] = m[0] + evenA + evenB;
    y[1] = a * oddA + b * oddB;
    y[2] = a * a * evenA + b * b * evenB;
    y[3] = a * a * a * oddA + b * b * b * oddB + m[5];
}

/// The plane that holds channel c, from that channel on.
template <class Float>
SYPER_INLINE Float* planeOf(Float* planes, std::int64_t c, std::int64_t area) {
    return planes + (c - c % kLanes) * area + c % kLanes;
}

/// Six pixels of row y from column x on, times scale plus shift; zero outside of the plane.
SYPER_INLINE void tileRow(const float* plane, std::int64_t side, std::int64_t y, std::int64_t x, const Vec& scale,
                          const Vec& shift, Vec (&out)[6]) {
    const bool inside = y >= 0 && y < side;
    const float* const row = plane + y * side * kLanes;
    if (inside && x >= 0 && x + 6 <= side) {
        for (int i = 0; i < 6; ++i) out[i] = load(row + (x + i) * kLanes) * scale + shift;
        return;
    }
    for (int i = 0; i < 6; ++i)
        out[i] = inside && x + i >= 0 && x + i < side ? load(row + (x + i) * kLanes) * scale + shift : Vec{};
}

template <bool Half>
SYPER_INLINE void storeValues(void* to, std::int64_t offset, const Vec& value) {
    if constexpr (!Half) store(static_cast<float*>(to) + offset, value);
#ifdef __AVX512BF16__
    if constexpr (Half) storeHalf(static_cast<Bits*>(to) + offset, value);
#endif
}

template <bool Half>
void planesToTiles(const float* planes, const float* scale, std::int64_t channels, const Tiles& tiles, void* to,
                   std::int64_t row, std::int64_t rowsOfPoint, std::int64_t stride) {
    const std::int64_t across = (tiles.side + kTileSide - 1) / kTileSide, point = rowsOfPoint * stride;
    for (std::int64_t c = 0; c < channels; c += kWidth) {
        const float* const plane = planeOf(planes, c, tiles.side * tiles.side);
        const Vec factor = load(scale + c), shift = tiles.shift != nullptr ? load(tiles.shift + c) : Vec{};
        for (std::int64_t t = 0; t < tiles.count; ++t) {
            const std::int64_t y = (tiles.first + t) / across * kTileSide - 1;
            const std::int64_t x = (tiles.first + t) % across * kTileSide - 1;
            Vec d[6][6];
            for (int i = 0; i < 6; ++i) {
                tileRow(plane, tiles.side, y + i, x, factor, shift, d[i]);
                intoPoints(d[i]);
            }
            const std::int64_t where = (row + t) * stride + c;
            for (int j = 0; j < 6; ++j) {
                Vec column[6];
                for (int i = 0; i < 6; ++i) column[i] = d[i][j];
                intoPoints(column);
                for (int i = 0; i < 6; ++i) storeValues<Half>(to, where + (6 * i + j) * point, column[i]);
            }
        }
    }
}

struct Finisher {
    Vec gain, bias, limit;
    float noiseGain, slope;
    const float* noise;
    const float* aside;
    bool slopesOwn;
    Vec slopes;

    SYPER_INLINE Finisher(const Finish& finish, std::int64_t channel, std::int64_t area)
        : gain(load(finish.gain + channel)),
          bias(load(finish.bias + channel)),
          limit(splat(finish.limit)),
          noiseGain(finish.noiseGain),
          slope(finish.slope),
          noise(finish.noise),
          aside(finish.aside == nullptr ? nullptr : planeOf(finish.aside, channel, area)),
          slopesOwn(finish.slopes != nullptr),
          slopes(slopesOwn ? load(finish.slopes + channel) : Vec{}) {}

    SYPER_INLINE void operator()(const Vec& sum, std::int64_t pixel, float* plane) const {
        const float own = noise == nullptr ? 0.0F : noise[pixel] * noiseGain;
        Vec value = sum * gain + (bias + own);
        value = slopesOwn ? (value > 0.0F ? value : value * slopes) : most(value, value * slope);
        value = least(most(value, -limit), limit);
        if (aside != nullptr) value += load(aside + pixel * kLanes);
        store(plane + pixel * kLanes, value);
    }
};

void tilesToPlanes(const float* from, std::int64_t row, std::int64_t rowsOfPoint, std::int64_t stride,
                   const Tiles& tiles, std::int64_t channels, const Finish& finish, float* planes) {
    const std::int64_t across = (tiles.side + kTileSide - 1) / kTileSide, point = rowsOfPoint * stride;
    const std::int64_t area = tiles.side * tiles.side;
    for (std::int64_t c = 0; c < channels; c += kWidth) {
        const Finisher done(finish, c, area);
        float* const plane = planeOf(planes, c, area);
        for (std::int64_t t = 0; t < tiles.count; ++t) {
            const float* const where = from + (row + t) * stride + c;
            const std::int64_t y = (tiles.first + t) / across * kTileSide, x = (tiles.first + t) % across * kTileSide;
            Vec columns[6][4];
            for (int j = 0; j < 6; ++j) {
                Vec m[6];
                for (int i = 0; i < 6; ++i) m[i] = load(where + (6 * i + j) * point);
                fromPoints(m, columns[j]);
            }
            for (int i = 0; i < 4; ++i) {
                Vec m[6], out[4];
                for (int j = 0; j < 6; ++j) m[j] = columns[j][i];
                fromPoints(m, out);
                if (y + i >= tiles.side) break;
                for (int j = 0; j < 4 && x + j < tiles.side; ++j) done(out[j], (y + i) * tiles.side + x + j, plane);
            }
        }
    }
}

template <bool Half>
void planesToRows(const float* planes, const float* scale, std::int64_t channels, std::int64_t side, std::int64_t y,
                  void* to, std::int64_t stride) {
    for (std::int64_t c = 0; c < channels; c += kWidth) {
        const Vec factor = load(scale + c);
        const float* const row = planeOf(planes, c, side * side) + y * side * kLanes;
        for (std::int64_t x = 0; x < side; ++x) storeValues<Half>(to, x * stride + c, load(row + x * kLanes) * factor);
    }
}

void rowsToPlanes(const float* from, std::int64_t stride, std::int64_t first, std::int64_t count, std::int64_t channels,
                  std::int64_t area, const Finish& finish, float* planes) {
    for (std::int64_t c = 0; c < channels; c += kWidth) {
        const Finisher done(finish, c, area);
        float* const plane = planeOf(planes, c, area);
        for (std::int64_t p = 0; p < count; ++p) done(load(from + p * stride + c), first + p, plane);
    }
}

/// `Own` neighbouring outputs whose taps are all inside of a row's columns, from the one at x on.
template <int Own>
SYPER_INLINE void depthwiseRun(const Depthwise& w, std::int64_t y, std::int64_t x, std::int64_t c, Vec (&sums)[Own]) {
    for (Vec& sum : sums) sum = Vec{};
    for (std::int64_t i = 0; i < w.kernel; ++i) {
        const std::int64_t row = y * w.stride - w.padding + i;
        if (row < 0 || row >= w.side) continue;
        const float* from = w.planes + (row * w.side + x * w.stride - w.padding) * kLanes + c;
        const float* by = w.weights + i * w.kernel * kLanes + c;
        for (std::int64_t j = 0; j < w.kernel; ++j, from += kLanes, by += kLanes) {
            const Vec weight = load(by);
            for (int o = 0; o < Own; ++o) sums[o] += load(from + o * w.stride * kLanes) * weight;
        }
    }
}

void depthwiseRow(const Depthwise& w, std::int64_t y, const Finish& finish, float* plane) {
    constexpr int kOwn = 4;
    for (std::int64_t c = 0; c < kLanes; c += kWidth) {
        const Finisher done(finish, c, w.outSide * w.outSide);
        const auto inside = [&](std::int64_t x) {
            return x * w.stride >= w.padding && x * w.stride - w.padding + w.kernel <= w.side;
        };
        for (std::int64_t x = 0; x < w.outSide;) {
            if (x + kOwn <= w.outSide && inside(x) && inside(x + kOwn - 1)) {
                Vec sums[kOwn];
                depthwiseRun<kOwn>(w, y, x, c, sums);
                for (int o = 0; o < kOwn; ++o) done(sums[o], y * w.outSide + x + o, plane + c);
                x += kOwn;
                continue;
            }
            Vec sum = {};
            for (std::int64_t i = 0; i < w.kernel; ++i)
                for (std::int64_t j = 0; j < w.kernel; ++j) {
                    const std::int64_t row = y * w.stride - w.padding + i, column = x * w.stride - w.padding + j;
                    if (row < 0 || row >= w.side || column < 0 || column >= w.side) continue;
                    sum += load(w.planes + (row * w.side + column) * kLanes + c) *
                           load(w.weights + (i * w.kernel + j) * kLanes + c);
                }
            done(sum, y * w.outSide + x, plane + c);
            ++x;
        }
    }
}

/// Taps known when compiled (0: not) are worth it: the published filter has four.
template <std::int64_t Known>
void lowPassedOf(const LowPass& pass, std::int64_t channels, std::int64_t side, const Finish& finish, float* planes) {
    const std::int64_t taps = Known > 0 ? Known : pass.taps;
    for (std::int64_t c = 0; c < channels; c += kWidth) {
        const Finisher done(finish, c, side * side);
        float* const plane = planeOf(planes, c, side * side);
        for (std::int64_t x = 0; x < pass.width; ++x) {
            Vec sum = {};
            for (std::int64_t i = 0; i < taps; ++i)
                for (std::int64_t j = 0; j < taps; ++j)
                    sum += load(pass.rows[i] + (x + j) * kPanel + c) * pass.filter[i * taps + j];
            done(sum, pass.y * side + x, plane);
        }
    }
}

void lowPassed(const LowPass& pass, std::int64_t channels, std::int64_t side, const Finish& finish, float* planes) {
    if (pass.taps == 4) return lowPassedOf<4>(pass, channels, side, finish, planes);
    lowPassedOf<0>(pass, channels, side, finish, planes);
}

using Lanes = std::int32_t __attribute__((vector_size(4 * SYPER_WIDTH)));

/// Lane i + half of a register in lane i.
template <int... Lane>
SYPER_INLINE Vec lowered(const Vec& value, int half, std::integer_sequence<int, Lane...>) {
    return __builtin_shuffle(value, Lanes{((Lane + half) % int(kWidth))...});
}

/// Sixteen running sums, added up in one order whatever the width of a register: i and i + 8, then i + 4 ..
struct LaneSums {
    static constexpr int kVectorCount = int(kLanes / kWidth);
    Vec of[kVectorCount] = {};

    SYPER_INLINE float total() const {
        Vec sums[kVectorCount];
        for (int i = 0; i < kVectorCount; ++i) sums[i] = of[i];
        for (int half = kVectorCount / 2; half > 0; half /= 2)
            for (int i = 0; i < half; ++i) sums[i] += sums[i + half];
        Vec all = sums[0];
        for (int half = int(kWidth) / 2; half > 0; half /= 2)
            all += lowered(all, half, std::make_integer_sequence<int, int(kWidth)>{});
        return all[0];
    }
};

void coloursAdded(const float* planes, const float* weight, const float* bias, std::int64_t channels, std::int64_t area,
                  std::int64_t begin, std::int64_t end, float limit, float* picture) {
    for (std::int64_t p = begin; p < end; ++p) {
        LaneSums sums[3];
        for (std::int64_t c = 0; c < channels; c += kLanes)
            for (std::int64_t i = 0; i < kLanes / kWidth; ++i) {
                const Vec value = load(planes + c * area + p * kLanes + i * kWidth);
                for (std::int64_t k = 0; k < 3; ++k)
                    sums[k].of[i] += value * load(weight + k * channels + c + i * kWidth);
            }
        for (std::int64_t k = 0; k < 3; ++k) {
            const float value = sums[k].total() + bias[k];
            const float above = value < -limit ? -limit : value;
            picture[k * area + p] += above > limit ? limit : above;
        }
    }
}

void toTilesOf(const float* planes, const float* scale, std::int64_t channels, const Tiles& tiles, void* to,
               std::int64_t row, std::int64_t rowsOfPoint, std::int64_t stride, [[maybe_unused]] bool half) {
#ifdef __AVX512BF16__
    if (half) return planesToTiles<true>(planes, scale, channels, tiles, to, row, rowsOfPoint, stride);
#endif
    planesToTiles<false>(planes, scale, channels, tiles, to, row, rowsOfPoint, stride);
}

void toRowsOf(const float* planes, const float* scale, std::int64_t channels, std::int64_t side, std::int64_t y,
              void* to, std::int64_t stride, [[maybe_unused]] bool half) {
#ifdef __AVX512BF16__
    if (half) return planesToRows<true>(planes, scale, channels, side, y, to, stride);
#endif
    planesToRows<false>(planes, scale, channels, side, y, to, stride);
}

constexpr ConvKernels kernelsNamed(const char* name) {
    ConvKernels kernels{.name = name,
                        .half = false,
                        .rowBlock = kRows,
                        .multiply = multiplied<false>,
                        .multiplyHalf = nullptr,
                        .toTiles = toTilesOf,
                        .fromTiles = tilesToPlanes,
                        .toRows = toRowsOf,
                        .fromRows = rowsToPlanes,
                        .depthwise = depthwiseRow,
                        .lowPass = lowPassed,
                        .colours = coloursAdded};
#ifdef __AVX512BF16__
    kernels.half = true;
    kernels.multiplyHalf = multiplied<true>;
#endif
    return kernels;
}

}  // namespace
}  // namespace syper::core
