// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/kernels.h"

namespace syper::core::runtime {
namespace {

template <class T>
constexpr T clamped(T value, T low, T high) {
    return value < low ? low : value > high ? high : value;
}

void conv(const ConvWork& w, int pixels, std::int32_t* acc) {
    for (int p = 0; p < pixels; ++p)
        for (std::int64_t c = 0; c < kBlock; ++c) acc[p * kBlock + c] = w.bias[c];
    const std::int8_t* weights = w.weights;
    for (int half = 0; half < 2; ++half)
        for (int block = 0; block < w.blocks; ++block)
            for (int row = 0; row < w.rows; ++row)
                for (int column = 0; column < w.columns; ++column) {
                    const std::uint8_t* in = w.in + block * w.blockStep + row * w.rowStep + column * w.tapStep;
                    const int quads = block + 1 == w.blocks ? w.lastQuads : w.quads;
                    for (int quad = 0; quad < quads; ++quad, weights += 128)
                        for (int p = 0; p < pixels; ++p) {
                            const std::uint8_t* x = in + p * w.pixelStep + quad * 4;
                            std::int32_t* to = acc + p * kBlock + half * 32;
                            for (int lane = 0; lane < 32; ++lane) {
                                const std::int8_t* by = weights + lane * 4;
                                to[lane] += x[0] * by[0] + x[1] * by[1] + x[2] * by[2] + x[3] * by[3];
                            }
                        }
                }
}

void depthwise(const DepthwiseWork& w, int pixels, std::int32_t* acc) {
    for (int p = 0; p < pixels; ++p)
        for (std::int64_t channel = 0; channel < kBlock; ++channel) {
            const std::int64_t place = lanePlace(channel);
            const std::uint8_t* in = w.in + p * w.pixelStep + channel;
            std::int32_t sum = w.bias[place];
            for (int group = 0; group < w.groups; ++group)
                for (int tap = 0; tap < 4; ++tap)
                    sum += in[w.taps[group * 4 + tap]] * w.weights[(group * kBlock + place) * 4 + tap];
            acc[p * kBlock + place] = sum;
        }
}

std::int32_t scaled(const Scaling& s, std::int64_t lane, std::int32_t value) {
    const std::int64_t v = clamped(value, -s.limit, s.limit);
    return std::int32_t(roundShift(v * (v < 0 ? s.negative : s.positive)[lane], s.shift));
}

/// Where the 16-bit sum of a lane is kept: as packing pairs of vectors leaves them.
constexpr std::int64_t sumPlace(std::int64_t lane) {
    const std::int64_t vector = lane / 16, quarter = lane % 16 / 4;
    return vector / 2 * 32 + quarter * 8 + vector % 2 * 4 + lane % 4;
}

constexpr std::int64_t channelAt(std::int64_t lane) {
    return lane % 16 / 4 * 16 + lane / 16 * 4 + lane % 4;
}

void finish(const Epilogue& e, int pixels, const std::int32_t* acc) {
    for (int p = 0; p < pixels; ++p)
        for (std::int64_t lane = 0; lane < kBlock; ++lane) {
            const std::int64_t at = p * kBlock;
            std::int32_t t = scaled(e.scaling, lane, acc[at + lane]);
            if (e.direct) {
                e.codes[at + channelAt(lane)] = std::uint8_t(clamped(t + e.zero, 0, e.highest));
                continue;
            }
            t = clamped(t, -32768, 32767);
            if (e.shortcut != nullptr) t = clamped(t + e.shortcut[at + sumPlace(lane)], -32768, 32767);
            if (e.sums != nullptr) e.sums[at + sumPlace(lane)] = std::int16_t(t);
            for (int i = 0; i < e.outputs; ++i) {
                const CodeOutput& o = e.output[i];
                if (p < o.first || (p - o.first) % o.every != 0) continue;
                const std::int64_t offset = o.offset[lane / 16 * 16 + lane % 2 * 8 + lane % 16 / 2];
                const std::int64_t product = std::int64_t(t) * o.multiplier[lane] + offset;
                const auto code = std::int32_t(roundShift(product, o.shift)) + o.zero;
                o.out[(p - o.first) / o.every * kBlock + channelAt(lane)] = std::uint8_t(clamped(code, 0, o.highest));
            }
        }
}

void rows(const std::uint8_t* x, const std::int8_t* w, std::int64_t stride, std::int64_t n, int count,
          std::int32_t* out) {
    for (int r = 0; r < count; ++r) {
        std::int32_t sum = 0;
        for (std::int64_t i = 0; i < n; ++i) sum += x[i] * w[r * stride + i];
        out[r] = sum;
    }
}

void halfRows(const std::uint8_t* x, const std::uint8_t* w, std::int64_t stride, std::int64_t n, int count,
              std::int32_t* out) {
    for (int r = 0; r < count; ++r) {
        const std::uint8_t* by = w + r * stride;
        std::int32_t sum = 0;
        for (std::int64_t at = 0; at < n; at += 128, by += 64)
            for (std::int64_t i = 0; i < 64; ++i)
                sum += x[at + i] * ((by[i] & 15) - 8) + x[at + 64 + i] * ((by[i] >> 4) - 8);
        out[r] = sum;
    }
}

}  // namespace

const Kernels kPortableKernels{"portable", conv, depthwise, finish, rows, halfRows};

}  // namespace syper::core::runtime
