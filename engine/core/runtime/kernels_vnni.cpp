// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled for AVX-512 with VNNI; called only where the processor has it.
#include <immintrin.h>

#include "core/runtime/kernels.h"

#define SYPER_BYTES 64
#define SYPER_TILE_ROWS 14
namespace syper::core::runtime {
namespace {

template <class Sums, class Words>
inline __attribute__((always_inline)) Sums multiplyAdd(const Sums& sums, const Words& x, const Words& w) {
    return (Sums)_mm512_dpwssd_epi32((__m512i)sums, (__m512i)x, (__m512i)w);
}

}  // namespace
}  // namespace syper::core::runtime
#include "core/runtime/kernels_winograd.h"

namespace syper::core::runtime {
namespace {

__m512i load(const void* from) {
    return _mm512_loadu_si512(from);
}

__m512i broadcast(const std::uint8_t* from) {
    return _mm512_set1_epi32(*reinterpret_cast<const std::int32_t __attribute__((may_alias, aligned(1)))*>(from));
}

/// One half (32 channels) of P pixels. kStep is pixelStep, or 0 where only the work knows it.
template <int P, int kStep>
void convHalf(const ConvWork& w, const std::int8_t* weights, const std::int32_t* bias, std::int32_t* acc) {
    const std::int64_t step = kStep != 0 ? kStep : w.pixelStep;
    __m512i sum[P][2];
    const __m512i first = load(bias), second = load(bias + 16);
#pragma GCC unroll 16
    for (int p = 0; p < P; ++p) {
        sum[p][0] = first;
        sum[p][1] = second;
    }
    for (int block = 0; block < w.blocks; ++block) {
        const std::int64_t quads = block + 1 == w.blocks ? w.lastQuads : w.quads;
        for (int row = 0; row < w.rows; ++row)
            for (int column = 0; column < w.columns; ++column) {
                const std::uint8_t* in = w.in + block * w.blockStep + row * w.rowStep + column * w.tapStep;
                for (std::int64_t quad = 0; quad < quads; ++quad, weights += 128, in += 4) {
                    const __m512i w0 = load(weights), w1 = load(weights + 64);
#pragma GCC unroll 16
                    for (int p = 0; p < P; ++p) {
                        const __m512i x = broadcast(in + p * step);
                        sum[p][0] = _mm512_dpbusd_epi32(sum[p][0], x, w0);
                        sum[p][1] = _mm512_dpbusd_epi32(sum[p][1], x, w1);
                    }
                }
            }
    }
#pragma GCC unroll 16
    for (int p = 0; p < P; ++p) {
        _mm512_storeu_si512(acc + p * kBlock, sum[p][0]);
        _mm512_storeu_si512(acc + p * kBlock + 16, sum[p][1]);
    }
}

std::int64_t halfSize(const ConvWork& w) {
    return (std::int64_t(w.blocks - 1) * w.quads + w.lastQuads) * w.rows * w.columns * 128;
}

template <int P>
void convPixels(const ConvWork& w, std::int64_t done, std::int32_t* acc) {
    ConvWork part = w;
    part.in += done * w.pixelStep;
    const std::int64_t size = halfSize(w);
    for (int half = 0; half < 2; ++half) {
        const std::int8_t* weights = w.weights + half * size;
        const std::int32_t* bias = w.bias + half * 32;
        std::int32_t* to = acc + done * kBlock + half * 32;
        switch (w.pixelStep) {
            case 64:
                convHalf<P, 64>(part, weights, bias, to);
                break;
            case 128:
                convHalf<P, 128>(part, weights, bias, to);
                break;
            case 4:
                convHalf<P, 4>(part, weights, bias, to);
                break;
            default:
                convHalf<P, 0>(part, weights, bias, to);
        }
    }
}

void conv(const ConvWork& w, int pixels, std::int32_t* acc) {
    int done = 0;
    for (; pixels - done >= 14; done += 14) convPixels<14>(w, done, acc);
    for (; pixels - done >= 7; done += 7) convPixels<7>(w, done, acc);
    for (; pixels - done >= 4; done += 4) convPixels<4>(w, done, acc);
    for (; pixels - done >= 1; done += 1) convPixels<1>(w, done, acc);
}

void depthwise(const DepthwiseWork& w, int pixels, std::int32_t* acc) {
    const __m512i bias[4] = {load(w.bias), load(w.bias + 16), load(w.bias + 32), load(w.bias + 48)};
    for (int p = 0; p < pixels; ++p) {
        const std::uint8_t* in = w.in + p * w.pixelStep;
        __m512i s0 = bias[0], s1 = bias[1], s2 = bias[2], s3 = bias[3];
        for (int group = 0; group < w.groups; ++group) {
            const std::int64_t* taps = w.taps + group * 4;
            const std::int8_t* by = w.weights + group * 256;
            const __m512i a = load(in + taps[0]), b = load(in + taps[1]), c = load(in + taps[2]),
                          d = load(in + taps[3]);
            const __m512i abLow = _mm512_unpacklo_epi8(a, b), abHigh = _mm512_unpackhi_epi8(a, b);
            const __m512i cdLow = _mm512_unpacklo_epi8(c, d), cdHigh = _mm512_unpackhi_epi8(c, d);
            s0 = _mm512_dpbusd_epi32(s0, _mm512_unpacklo_epi16(abLow, cdLow), load(by));
            s1 = _mm512_dpbusd_epi32(s1, _mm512_unpackhi_epi16(abLow, cdLow), load(by + 64));
            s2 = _mm512_dpbusd_epi32(s2, _mm512_unpacklo_epi16(abHigh, cdHigh), load(by + 128));
            s3 = _mm512_dpbusd_epi32(s3, _mm512_unpackhi_epi16(abHigh, cdHigh), load(by + 192));
        }
        std::int32_t* to = acc + p * kBlock;
        _mm512_storeu_si512(to, s0);
        _mm512_storeu_si512(to + 16, s1);
        _mm512_storeu_si512(to + 32, s2);
        _mm512_storeu_si512(to + 48, s3);
    }
}

/// roundShift of products: even lanes' results go to the low halves of 64 bits, odd lanes' to the high ones.
struct Rounder {
    __m512i half;
    __m128i even, odd;

    explicit Rounder(int shift)
        : half(_mm512_set1_epi64(std::int64_t(1) << (shift - 1))),
          even(_mm_cvtsi32_si128(shift)),
          odd(_mm_cvtsi32_si128(shift >= 32 ? shift - 32 : 32 - shift)) {}

    /// kHigh: shift is 32 or more. Odd results go straight to the upper half, by what is left of the shift or over it.
    template <bool kHigh>
    __m512i operator()(__m512i p, __m512i q) const {
        p = _mm512_add_epi64(_mm512_add_epi64(p, half), _mm512_srai_epi64(p, 63));
        q = _mm512_add_epi64(_mm512_add_epi64(q, half), _mm512_srai_epi64(q, 63));
        p = _mm512_sra_epi64(p, even);
        q = kHigh ? _mm512_sra_epi64(q, odd) : _mm512_sll_epi64(q, odd);
        return _mm512_mask_blend_epi32(0xAAAA, p, q);
    }
};

__m512i odds(__m512i v) {
    return _mm512_srli_epi64(v, 32);
}

/// kSlopes: multipliers differ by sign. kLimit: accumulators may be beyond the limit.
template <bool kSlopes, bool kLimit, bool kHigh>
struct Scaler {
    __m512i low, high, up[4], down[4], upOdd[4];
    Rounder rounder;

    explicit Scaler(const Scaling& s)
        : low(_mm512_set1_epi32(-s.limit)), high(_mm512_set1_epi32(s.limit)), rounder(s.shift) {
#pragma GCC unroll 4
        for (int j = 0; j < 4; ++j) {
            up[j] = load(s.positive + j * 16);
            down[j] = load(s.negative + j * 16);
            upOdd[j] = odds(up[j]);
        }
    }

    __m512i operator()(int j, __m512i v) const {
        if constexpr (kLimit) v = _mm512_min_epi32(_mm512_max_epi32(v, low), high);
        if constexpr (!kSlopes)
            return rounder.template operator()<kHigh>(_mm512_mul_epi32(v, up[j]), _mm512_mul_epi32(odds(v), upOdd[j]));
        const __m512i m = _mm512_mask_blend_epi32(_mm512_movepi32_mask(v), up[j], down[j]);
        return rounder.template operator()<kHigh>(_mm512_mul_epi32(v, m), _mm512_mul_epi32(odds(v), odds(m)));
    }
};

__m512i packed(const __m512i (&t)[4]) {
    return _mm512_packus_epi16(_mm512_packs_epi32(t[0], t[1]), _mm512_packs_epi32(t[2], t[3]));
}

/// The codes of 16-bit sums. Constants stay in registers over all pixels.
template <bool kHigh>
void codeWith(const CodeOutput& o, int pixels, const std::int16_t* sums) {
    const Rounder rounder(o.shift);
    const __m512i zero = _mm512_set1_epi32(o.zero), highest = _mm512_set1_epi8(static_cast<char>(o.highest));
    __m512i by[4], byOdd[4], offset[4], offsetOdd[4];
#pragma GCC unroll 4
    for (int j = 0; j < 4; ++j) {
        by[j] = load(o.multiplier + j * 16);
        byOdd[j] = odds(by[j]);
        offset[j] = load(o.offset + j * 16);
        offsetOdd[j] = load(o.offset + j * 16 + 8);
    }
    std::uint8_t* to = o.out;
    for (int p = o.first; p < pixels; p += o.every, to += kBlock) {
        const __m512i low = load(sums + p * kBlock), high = load(sums + p * kBlock + 32);
        __m512i t[4] = {_mm512_unpacklo_epi16(low, low), _mm512_unpackhi_epi16(low, low),
                        _mm512_unpacklo_epi16(high, high), _mm512_unpackhi_epi16(high, high)};
#pragma GCC unroll 4
        for (int j = 0; j < 4; ++j) {
            t[j] = _mm512_srai_epi32(t[j], 16);
            const __m512i even = _mm512_add_epi64(_mm512_mul_epi32(t[j], by[j]), offset[j]);
            const __m512i odd = _mm512_add_epi64(_mm512_mul_epi32(odds(t[j]), byOdd[j]), offsetOdd[j]);
            t[j] = _mm512_add_epi32(rounder.template operator()<kHigh>(even, odd), zero);
        }
        _mm512_storeu_si512(to, _mm512_min_epu8(packed(t), highest));
    }
}

template <class Scale>
void finishDirect(const Epilogue& e, int pixels, const std::int32_t* acc) {
    const Scale scale(e.scaling);
    const __m512i zero = _mm512_set1_epi32(e.zero), highest = _mm512_set1_epi8(static_cast<char>(e.highest));
    for (int p = 0; p < pixels; ++p) {
        __m512i t[4];
#pragma GCC unroll 4
        for (int j = 0; j < 4; ++j) t[j] = _mm512_add_epi32(scale(j, load(acc + p * kBlock + j * 16)), zero);
        _mm512_storeu_si512(e.codes + p * kBlock, _mm512_min_epu8(packed(t), highest));
    }
}

template <class Scale>
void finishSums(const Epilogue& e, int pixels, const std::int32_t* acc, std::int16_t* sums) {
    const Scale scale(e.scaling);
    for (int p = 0; p < pixels; ++p) {
        __m512i t[4];
#pragma GCC unroll 4
        for (int j = 0; j < 4; ++j) t[j] = scale(j, load(acc + p * kBlock + j * 16));
        __m512i low = _mm512_packs_epi32(t[0], t[1]), high = _mm512_packs_epi32(t[2], t[3]);
        if (e.shortcut != nullptr) {
            low = _mm512_adds_epi16(low, load(e.shortcut + p * kBlock));
            high = _mm512_adds_epi16(high, load(e.shortcut + p * kBlock + 32));
        }
        _mm512_storeu_si512(sums + p * kBlock, low);
        _mm512_storeu_si512(sums + p * kBlock + 32, high);
    }
}

template <class Scale>
void finishAll(const Epilogue& e, int pixels, const std::int32_t* acc) {
    constexpr int kRun = 16;  // even, so that every second pixel goes on from run to run
    alignas(64) std::int16_t room[kRun * kBlock];
    for (int done = 0; done < pixels; done += kRun) {
        const int own = pixels - done < kRun ? pixels - done : kRun;
        Epilogue part = e;
        if (e.shortcut != nullptr) part.shortcut = e.shortcut + done * kBlock;
        std::int16_t* const sums = e.sums != nullptr ? e.sums + done * kBlock : room;
        finishSums<Scale>(part, own, acc + done * kBlock, sums);
        for (int i = 0; i < e.outputs; ++i) {
            CodeOutput& o = part.output[i];
            o.out += done / o.every * kBlock;
            o.shift >= 32 ? codeWith<true>(o, own, sums) : codeWith<false>(o, own, sums);
        }
    }
}

template <bool kSlopes, bool kLimit, bool kHigh>
void finishWith(const Epilogue& e, int pixels, const std::int32_t* acc) {
    using Scale = Scaler<kSlopes, kLimit, kHigh>;
    if (e.direct) return finishDirect<Scale>(e, pixels, acc);
    finishAll<Scale>(e, pixels, acc);
}

template <bool kLimit, bool kHigh>
void finishBySign(const Epilogue& e, int pixels, const std::int32_t* acc) {
    e.scaling.positive != e.scaling.negative ? finishWith<true, kLimit, kHigh>(e, pixels, acc)
                                             : finishWith<false, kLimit, kHigh>(e, pixels, acc);
}

void finish(const Epilogue& e, int pixels, const std::int32_t* acc) {
    const bool high = e.scaling.shift >= 32;
    if (e.scaling.limit != 0x7FFFFFFF)
        return high ? finishBySign<true, true>(e, pixels, acc) : finishBySign<true, false>(e, pixels, acc);
    high ? finishBySign<false, true>(e, pixels, acc) : finishBySign<false, false>(e, pixels, acc);
}

template <int R>
void rowsOf(const std::uint8_t* x, const std::int8_t* w, std::int64_t stride, std::int64_t n, std::int32_t* out) {
    __m512i sum[R][2];
    for (int r = 0; r < R; ++r) sum[r][0] = sum[r][1] = _mm512_setzero_si512();
    std::int64_t i = 0;
    for (; i + 128 <= n; i += 128) {
        const __m512i x0 = load(x + i), x1 = load(x + i + 64);
#pragma GCC unroll 4
        for (int r = 0; r < R; ++r) {
            sum[r][0] = _mm512_dpbusd_epi32(sum[r][0], x0, load(w + r * stride + i));
            sum[r][1] = _mm512_dpbusd_epi32(sum[r][1], x1, load(w + r * stride + i + 64));
        }
    }
    for (; i < n; i += 64) {
        const std::int64_t left = n - i;
        const __mmask64 mask = left >= 64 ? ~__mmask64(0) : (__mmask64(1) << left) - 1;
        const __m512i x0 = _mm512_maskz_loadu_epi8(mask, x + i);
        for (int r = 0; r < R; ++r)
            sum[r][0] = _mm512_dpbusd_epi32(sum[r][0], x0, _mm512_maskz_loadu_epi8(mask, w + r * stride + i));
    }
    for (int r = 0; r < R; ++r) out[r] = _mm512_reduce_add_epi32(_mm512_add_epi32(sum[r][0], sum[r][1]));
}

void rows(const std::uint8_t* x, const std::int8_t* w, std::int64_t stride, std::int64_t n, int count,
          std::int32_t* out) {
    int r = 0;
    for (; r + 4 <= count; r += 4) rowsOf<4>(x, w + r * stride, stride, n, out + r);
    for (; r < count; ++r) rowsOf<1>(x, w + r * stride, stride, n, out + r);
}

template <int R>
void halfRowsOf(const std::uint8_t* x, const std::uint8_t* w, std::int64_t stride, std::int64_t n, std::int32_t* out) {
    const __m512i low = _mm512_set1_epi8(15), ones = _mm512_set1_epi8(1);
    __m512i sum[R][2], inputs = _mm512_setzero_si512();
    for (int r = 0; r < R; ++r) sum[r][0] = sum[r][1] = _mm512_setzero_si512();
    for (std::int64_t at = 0; at < n; at += 128, w += 64) {
        const __m512i x0 = load(x + at), x1 = load(x + at + 64);
        inputs = _mm512_dpbusd_epi32(_mm512_dpbusd_epi32(inputs, x0, ones), x1, ones);
#pragma GCC unroll 4
        for (int r = 0; r < R; ++r) {
            const __m512i both = load(w + r * stride);
            sum[r][0] = _mm512_dpbusd_epi32(sum[r][0], x0, _mm512_and_si512(both, low));
            sum[r][1] = _mm512_dpbusd_epi32(sum[r][1], x1, _mm512_and_si512(_mm512_srli_epi16(both, 4), low));
        }
    }
    const std::int32_t seen = _mm512_reduce_add_epi32(inputs);
    for (int r = 0; r < R; ++r) out[r] = _mm512_reduce_add_epi32(_mm512_add_epi32(sum[r][0], sum[r][1])) - 8 * seen;
}

void halfRows(const std::uint8_t* x, const std::uint8_t* w, std::int64_t stride, std::int64_t n, int count,
              std::int32_t* out) {
    int r = 0;
    for (; r + 4 <= count; r += 4) halfRowsOf<4>(x, w + r * stride, stride, n, out + r);
    for (; r < count; ++r) halfRowsOf<1>(x, w + r * stride, stride, n, out + r);
}

}  // namespace

const Kernels kVnniKernels{"avx512-vnni", conv, depthwise, finish, rows, halfRows, &kTileKernels};

}  // namespace syper::core::runtime
