// SPDX-License-Identifier: GPL-3.0-or-later
// Registers and the products of matrices, the part of conv_kernels_impl.h that multiplies; included by that file alone.
#include <cstdint>
#include <utility>

#ifdef __AVX512BF16__
#include <immintrin.h>
#endif

#include "core/generator/conv_kernels.h"

namespace syper::core {
namespace {

constexpr std::int64_t kWidth = SYPER_WIDTH;
using Vec = float __attribute__((vector_size(4 * SYPER_WIDTH)));
using LooseVec = float __attribute__((vector_size(4 * SYPER_WIDTH), aligned(4), may_alias));
#define SYPER_INLINE inline __attribute__((always_inline))

SYPER_INLINE Vec load(const float* from) {
    return *reinterpret_cast<const LooseVec*>(from);
}
SYPER_INLINE void store(float* to, const Vec& value) {
    *reinterpret_cast<LooseVec*>(to) = value;
}
SYPER_INLINE Vec splat(float value) {
    return Vec{} + value;
}
SYPER_INLINE Vec least(const Vec& a, const Vec& b) {
    return a < b ? a : b;
}
SYPER_INLINE Vec most(const Vec& a, const Vec& b) {
    return a > b ? a : b;
}

constexpr int kRows = SYPER_ROW_BLOCK;
constexpr std::int64_t kPoints = kTilePoints;

/// Pointers to every third row: the three are then reached by an index register, which processors add for nothing.
template <int Rows, class Value>
struct RowPointers {
    static constexpr int kCount = (Rows + 2) / 3;
    const char* at[kCount];
    std::int64_t stride;  // bytes

    SYPER_INLINE RowPointers(const Value* rows, std::int64_t rowStride)
        : stride(rowStride * std::int64_t(sizeof(Value))) {
        for (int i = 0; i < kCount; ++i) at[i] = reinterpret_cast<const char*>(rows) + 3 * i * stride;
    }
    template <int Row>
    SYPER_INLINE const char* row() const {
        if constexpr (Row % 3 == 0) return at[Row / 3];
        if constexpr (Row % 3 == 1) return at[Row / 3] + stride;
        return at[Row / 3] + 2 * stride;
    }
    SYPER_INLINE void advance(std::int64_t bytes) {
        for (int i = 0; i < kCount; ++i) at[i] += bytes;
    }
};

constexpr int kVectors = int(kPanel / kWidth);  ///< a panel

/// Sums of one row. Members are reached by constants alone, so that they stay in registers.
struct RowSums {
    Vec of[kVectors] = {};

    template <int... I>
    SYPER_INLINE void add(const Vec& value, const Vec (&weights)[kVectors], std::integer_sequence<int, I...>) {
        ((of[I] += value * weights[I]), ...);
    }
    template <int... I>
    SYPER_INLINE void store(float* out, std::integer_sequence<int, I...>) const {
        (::syper::core::store(out + I * kWidth, of[I]), ...);
    }
};

template <int... I>
SYPER_INLINE void loadPanel(const float* weights, Vec (&to)[kVectors], std::integer_sequence<int, I...>) {
    ((to[I] = load(weights + I * kWidth)), ...);
}

template <int... Row>
SYPER_INLINE void productRows(const Product& p, std::int64_t first, std::integer_sequence<int, Row...>) {
    constexpr int kOwn = sizeof...(Row);
    constexpr auto kAll = std::make_integer_sequence<int, kVectors>{};
    RowSums sums[kOwn];
    const auto* weights = static_cast<const float*>(p.weights);
    const auto* rows = static_cast<const float*>(p.rows) + first * p.rowStride;
    for (std::int64_t t = 0; t < p.tapCount; ++t) {
        RowPointers<kOwn, float> x(rows + p.taps[t], p.rowStride);
        for (std::int64_t k = 0; k < p.depth; ++k) {
            Vec panel[kVectors];
            loadPanel(weights, panel, kAll);
            (sums[Row].add(splat(*reinterpret_cast<const float*>(x.template row<Row>())), panel, kAll), ...);
            weights += kPanel;
            x.advance(sizeof(float));
        }
    }
    float* const out = p.out + first * p.outStride;
    (sums[Row].store(out + Row * p.outStride, kAll), ...);
}

#ifdef __AVX512BF16__
using Bits = std::uint16_t;

SYPER_INLINE void storeHalf(Bits* to, const Vec& value) {
    const __m256bh rounded = _mm512_cvtneps_pbh(__m512(value));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), (__m256i)rounded);
}

template <int... Row>
SYPER_INLINE void halfRows(const Product& p, std::int64_t first, std::integer_sequence<int, Row...>) {
    constexpr int kOwn = sizeof...(Row);
    __m512 low[kOwn], high[kOwn];
    ((low[Row] = high[Row] = _mm512_setzero_ps()), ...);
    const auto* weights = static_cast<const Bits*>(p.weights);
    const auto* rows = static_cast<const Bits*>(p.rows) + first * p.rowStride;
    for (std::int64_t t = 0; t < p.tapCount; ++t) {
        RowPointers<kOwn, Bits> x(rows + p.taps[t], p.rowStride);
        for (std::int64_t k = 0; k < p.depth; k += 2) {
            const auto a = (__m512bh)_mm512_loadu_si512(weights);
            const auto b = (__m512bh)_mm512_loadu_si512(weights + kPanel);
            (([&] {
                 std::int32_t pair;
                 __builtin_memcpy(&pair, x.template row<Row>(), sizeof pair);
                 const auto value = (__m512bh)_mm512_set1_epi32(pair);
                 low[Row] = _mm512_dpbf16_ps(low[Row], value, a);
                 high[Row] = _mm512_dpbf16_ps(high[Row], value, b);
             }()),
             ...);
            weights += 2 * kPanel;
            x.advance(2 * sizeof(Bits));
        }
    }
    float* const out = p.out + first * p.outStride;
    ((_mm512_storeu_ps(out + Row * p.outStride, low[Row]),
      _mm512_storeu_ps(out + Row * p.outStride + kLanes, high[Row])),
     ...);
}
#endif

/// Rows by the number of them that are left: 1 .. kRows.
template <bool Half, int Rows = kRows>
void productOf(const Product& p, std::int64_t first, std::int64_t rows) {
    if (rows == Rows) {
        using All = std::make_integer_sequence<int, Rows>;
        if constexpr (!Half) productRows(p, first, All{});
#ifdef __AVX512BF16__
        if constexpr (Half) halfRows(p, first, All{});
#endif
        return;
    }
    if constexpr (Rows > 1) productOf<Half, Rows - 1>(p, first, rows);
}

template <bool Half>
void multiplied(const Product& p) {
    // Blocks of about equal size: 13 rows are 7 and 6 of them, not 12 and 1.
    const std::int64_t blocks = (p.count + kRows - 1) / kRows;
    for (std::int64_t i = 0, first = 0; i < blocks; ++i) {
        const std::int64_t own = (p.count - first + blocks - i - 1) / (blocks - i);
        productOf<Half>(p, first, own);
        first += own;
    }
}

}  // namespace
}  // namespace syper::core
