// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled for AVX2; called only where the processor has it. Products are widened to 16 bits before they are added in
// pairs: the instruction that multiplies bytes directly saturates its sums of two.
#include <immintrin.h>

#include "core/runtime/kernels.h"

#define SYPER_BYTES 32
#define SYPER_TILE_ROWS 3
namespace syper::core::runtime {
namespace {

template <class Sums, class Words>
inline __attribute__((always_inline)) Sums multiplyAdd(const Sums& sums, const Words& x, const Words& w) {
    return sums + (Sums)_mm256_madd_epi16((__m256i)x, (__m256i)w);
}

}  // namespace
}  // namespace syper::core::runtime
#include "core/runtime/kernels_winograd.h"

namespace syper::core::runtime {
namespace {

__m256i load(const void* from) {
    return _mm256_loadu_si256(static_cast<const __m256i*>(from));
}

void store(void* to, __m256i value) {
    _mm256_storeu_si256(static_cast<__m256i*>(to), value);
}

/// sum + the dot products of four unsigned and four signed bytes in each 32-bit lane.
struct Unsigned {
    __m256i even, odd;
    explicit Unsigned(__m256i x) : even(_mm256_and_si256(x, _mm256_set1_epi16(0xFF))), odd(_mm256_srli_epi16(x, 8)) {}
};
struct Signed {
    __m256i even, odd;
    explicit Signed(__m256i w) : even(_mm256_srai_epi16(_mm256_slli_epi16(w, 8), 8)), odd(_mm256_srai_epi16(w, 8)) {}
};
__m256i dot(__m256i sum, const Unsigned& x, const Signed& w) {
    return _mm256_add_epi32(sum, _mm256_add_epi32(_mm256_madd_epi16(x.even, w.even), _mm256_madd_epi16(x.odd, w.odd)));
}

/// Sixteen channels of P pixels.
template <int P>
void convVector(const ConvWork& w, const std::uint8_t* start, const std::int8_t* weights, const std::int32_t* bias,
                std::int32_t* acc) {
    __m256i sum[P][2];
    for (int p = 0; p < P; ++p) {
        sum[p][0] = load(bias);
        sum[p][1] = load(bias + 8);
    }
    for (int block = 0; block < w.blocks; ++block) {
        const int quads = block + 1 == w.blocks ? w.lastQuads : w.quads;
        for (int row = 0; row < w.rows; ++row)
            for (int column = 0; column < w.columns; ++column) {
                const std::uint8_t* in = start + block * w.blockStep + row * w.rowStep + column * w.tapStep;
                for (int quad = 0; quad < quads; ++quad, weights += 128, in += 4) {
                    const Signed w0(load(weights)), w1(load(weights + 32));
#pragma GCC unroll 4
                    for (int p = 0; p < P; ++p) {
                        std::int32_t four;
                        __builtin_memcpy(&four, in + p * w.pixelStep, sizeof four);
                        const Unsigned x(_mm256_set1_epi32(four));
                        sum[p][0] = dot(sum[p][0], x, w0);
                        sum[p][1] = dot(sum[p][1], x, w1);
                    }
                }
            }
    }
    for (int p = 0; p < P; ++p) {
        store(acc + p * kBlock, sum[p][0]);
        store(acc + p * kBlock + 8, sum[p][1]);
    }
}

void conv(const ConvWork& w, int pixels, std::int32_t* acc) {
    const std::int64_t half = (std::int64_t(w.blocks - 1) * w.quads + w.lastQuads) * w.rows * w.columns * 128;
    for (int vector = 0; vector < 4; ++vector) {
        const std::int8_t* weights = w.weights + vector / 2 * half + vector % 2 * 64;
        const std::int32_t* bias = w.bias + vector * 16;
        int p = 0;
        for (; p + 4 <= pixels; p += 4)
            convVector<4>(w, w.in + p * w.pixelStep, weights, bias, acc + p * kBlock + vector * 16);
        for (; p < pixels; ++p) convVector<1>(w, w.in + p * w.pixelStep, weights, bias, acc + p * kBlock + vector * 16);
    }
}

void depthwise(const DepthwiseWork& w, int pixels, std::int32_t* acc) {
    for (int p = 0; p < pixels; ++p)
        for (int side = 0; side < 2; ++side) {  // channels 0..31, 32..63: the lower and the upper half of each vector
            const std::uint8_t* in = w.in + p * w.pixelStep + side * 32;
            __m256i sum[4];
            for (int j = 0; j < 4; ++j) sum[j] = load(w.bias + j * 16 + side * 8);
            for (int group = 0; group < w.groups; ++group) {
                const std::int64_t* taps = w.taps + group * 4;
                const std::int8_t* by = w.weights + group * 256 + side * 32;
                const __m256i a = load(in + taps[0]), b = load(in + taps[1]), c = load(in + taps[2]),
                              d = load(in + taps[3]);
                const __m256i abLow = _mm256_unpacklo_epi8(a, b), abHigh = _mm256_unpackhi_epi8(a, b);
                const __m256i cdLow = _mm256_unpacklo_epi8(c, d), cdHigh = _mm256_unpackhi_epi8(c, d);
                sum[0] = dot(sum[0], Unsigned(_mm256_unpacklo_epi16(abLow, cdLow)), Signed(load(by)));
                sum[1] = dot(sum[1], Unsigned(_mm256_unpackhi_epi16(abLow, cdLow)), Signed(load(by + 64)));
                sum[2] = dot(sum[2], Unsigned(_mm256_unpacklo_epi16(abHigh, cdHigh)), Signed(load(by + 128)));
                sum[3] = dot(sum[3], Unsigned(_mm256_unpackhi_epi16(abHigh, cdHigh)), Signed(load(by + 192)));
            }
            for (int j = 0; j < 4; ++j) store(acc + p * kBlock + j * 16 + side * 8, sum[j]);
        }
}

/// roundShift of 64-bit lanes; there is no arithmetic shift of them, so negative ones are shifted as their complement.
__m256i rounded(__m256i product, __m256i half, __m128i shift) {
    const __m256i nothing = _mm256_setzero_si256();
    const __m256i t = _mm256_add_epi64(_mm256_add_epi64(product, half), _mm256_cmpgt_epi64(nothing, product));
    const __m256i sign = _mm256_cmpgt_epi64(nothing, t);
    return _mm256_xor_si256(_mm256_srl_epi64(_mm256_xor_si256(t, sign), shift), sign);
}

__m256i joined(__m256i even, __m256i odd) {
    return _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xAA);
}

__m256i scaled(const Scaling& s, std::int64_t lane, __m256i v) {
    v = _mm256_min_epi32(_mm256_max_epi32(v, _mm256_set1_epi32(-s.limit)), _mm256_set1_epi32(s.limit));
    const __m256i below = _mm256_srai_epi32(v, 31);
    const __m256i m = _mm256_blendv_epi8(load(s.positive + lane), load(s.negative + lane), below);
    const __m256i half = _mm256_set1_epi64x(std::int64_t(1) << (s.shift - 1));
    const __m128i shift = _mm_cvtsi32_si128(s.shift);
    return joined(rounded(_mm256_mul_epi32(v, m), half, shift),
                  rounded(_mm256_mul_epi32(_mm256_srli_epi64(v, 32), _mm256_srli_epi64(m, 32)), half, shift));
}

__m256i packed(const __m256i (&t)[4]) {
    return _mm256_packus_epi16(_mm256_packs_epi32(t[0], t[1]), _mm256_packs_epi32(t[2], t[3]));
}

void code(const CodeOutput& o, const __m256i (&t)[4], std::int64_t pixel, int side) {
    if (pixel < o.first || (pixel - o.first) % o.every != 0) return;
    const __m256i half = _mm256_set1_epi64x(std::int64_t(1) << (o.shift - 1)), zero = _mm256_set1_epi32(o.zero);
    const __m128i shift = _mm_cvtsi32_si128(o.shift);
    __m256i q[4];
    for (int j = 0; j < 4; ++j) {
        const __m256i m = load(o.multiplier + j * 16 + side * 8);
        const std::int64_t* offset = o.offset + j * 16 + side * 4;
        const __m256i even = _mm256_add_epi64(_mm256_mul_epi32(t[j], m), load(offset));
        const __m256i odd =
            _mm256_add_epi64(_mm256_mul_epi32(_mm256_srli_epi64(t[j], 32), _mm256_srli_epi64(m, 32)), load(offset + 8));
        q[j] = _mm256_add_epi32(joined(rounded(even, half, shift), rounded(odd, half, shift)), zero);
    }
    store(o.out + (pixel - o.first) / o.every * kBlock + side * 32,
          _mm256_min_epu8(packed(q), _mm256_set1_epi8(static_cast<char>(o.highest))));
}

void finishSums(const Epilogue& e, std::int64_t pixel, int side, __m256i (&t)[4]) {
    const std::int64_t at = pixel * kBlock + side * 16;
    __m256i low = _mm256_packs_epi32(t[0], t[1]), high = _mm256_packs_epi32(t[2], t[3]);
    if (e.shortcut != nullptr) {
        low = _mm256_adds_epi16(low, load(e.shortcut + at));
        high = _mm256_adds_epi16(high, load(e.shortcut + at + 32));
    }
    if (e.sums != nullptr) {
        store(e.sums + at, low);
        store(e.sums + at + 32, high);
    }
    t[0] = _mm256_srai_epi32(_mm256_unpacklo_epi16(low, low), 16);
    t[1] = _mm256_srai_epi32(_mm256_unpackhi_epi16(low, low), 16);
    t[2] = _mm256_srai_epi32(_mm256_unpacklo_epi16(high, high), 16);
    t[3] = _mm256_srai_epi32(_mm256_unpackhi_epi16(high, high), 16);
    for (int i = 0; i < e.outputs; ++i) code(e.output[i], t, pixel, side);
}

void finish(const Epilogue& e, int pixels, const std::int32_t* acc) {
    const __m256i zero = _mm256_set1_epi32(e.zero), highest = _mm256_set1_epi8(static_cast<char>(e.highest));
    for (int p = 0; p < pixels; ++p)
        for (int side = 0; side < 2; ++side) {
            __m256i t[4];
            for (int j = 0; j < 4; ++j) {
                const std::int64_t lane = j * 16 + side * 8;
                t[j] = scaled(e.scaling, lane, load(acc + p * kBlock + lane));
            }
            if (!e.direct) {
                finishSums(e, p, side, t);
                continue;
            }
            for (__m256i& v : t) v = _mm256_add_epi32(v, zero);
            store(e.codes + p * kBlock + side * 32, _mm256_min_epu8(packed(t), highest));
        }
}

std::int32_t total(__m256i sum) {
    __m128i four = _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
    four = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0x4E));
    four = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0xB1));
    return _mm_cvtsi128_si32(four);
}

void rows(const std::uint8_t* x, const std::int8_t* w, std::int64_t stride, std::int64_t n, int count,
          std::int32_t* out) {
    for (int r = 0; r < count; ++r) {
        const std::int8_t* by = w + r * stride;
        __m256i sum = _mm256_setzero_si256();
        std::int64_t i = 0;
        for (; i + 32 <= n; i += 32) sum = dot(sum, Unsigned(load(x + i)), Signed(load(by + i)));
        std::int32_t all = total(sum);
        for (; i < n; ++i) all += x[i] * by[i];
        out[r] = all;
    }
}

/// Sums of 15 * 255 in pairs fit 16 bits, so here bytes can be multiplied directly.
void halfRows(const std::uint8_t* x, const std::uint8_t* w, std::int64_t stride, std::int64_t n, int count,
              std::int32_t* out) {
    const __m256i low = _mm256_set1_epi8(15), ones8 = _mm256_set1_epi8(1), ones16 = _mm256_set1_epi16(1);
    for (int r = 0; r < count; ++r) {
        const std::uint8_t* by = w + r * stride;
        __m256i sum = _mm256_setzero_si256(), inputs = sum;
        for (std::int64_t at = 0; at < n; at += 128, by += 64)
            for (std::int64_t part = 0; part < 64; part += 32) {
                const __m256i both = load(by + part), x0 = load(x + at + part), x1 = load(x + at + 64 + part);
                const __m256i w0 = _mm256_and_si256(both, low), w1 = _mm256_and_si256(_mm256_srli_epi16(both, 4), low);
                const __m256i pairs = _mm256_add_epi16(_mm256_maddubs_epi16(x0, w0), _mm256_maddubs_epi16(x1, w1));
                const __m256i seen = _mm256_add_epi16(_mm256_maddubs_epi16(x0, ones8), _mm256_maddubs_epi16(x1, ones8));
                sum = _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, ones16));
                inputs = _mm256_add_epi32(inputs, _mm256_madd_epi16(seen, ones16));
            }
        out[r] = total(sum) - 8 * total(inputs);
    }
}

}  // namespace

const Kernels kAvx2Kernels{"avx2", conv, depthwise, finish, rows, halfRows, &kTileKernels};

}  // namespace syper::core::runtime
