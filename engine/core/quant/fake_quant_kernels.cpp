// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/fake_quant_kernels.h"

#include <array>
#include <limits>

#include "core/util/target_clones.h"

namespace syper::core::kernels {
namespace {

constexpr std::int64_t kLanes = 32;  // enough independent sums for two registers of the widest kind

/// Half to even for |x| < 2^22: codes are at most 128 here, and clamped before.
inline float roundEven(float x) {
    constexpr float kMagic = 12582912.0F;  // 1.5 * 2^23
    return (x + kMagic) - kMagic;
}

/// The bounds are whole, so clamping first gives the same as rounding first. NaN passes.
inline float roundOne(float x, const Affine& a) {
    float code = a.scale * x - a.zeroPoint;
    code = code < a.lowest ? a.lowest : code;
    code = code > a.highest ? a.highest : code;
    return (roundEven(code) + a.zeroPoint) / a.scale;
}

inline float preluOne(float x, float slope) {
    return x > 0.0F ? x : slope * x;
}

}  // namespace

SYPER_CLONES Range minMax(const float* x, std::int64_t n) {
    std::array<float, kLanes> low, high, odd;
    low.fill(std::numeric_limits<float>::infinity());
    high.fill(-std::numeric_limits<float>::infinity());
    odd.fill(0.0F);
    const auto take = [&](std::size_t lane, float value) {
        low[lane] = value < low[lane] ? value : low[lane];
        high[lane] = value > high[lane] ? value : high[lane];
        odd[lane] += value * 0.0F;  // NaN from then on if the value is not finite
    };
    std::int64_t i = 0;
    for (; i + kLanes <= n; i += kLanes)
        for (std::int64_t lane = 0; lane < kLanes; ++lane) take(std::size_t(lane), x[i + lane]);
    for (; i < n; ++i) take(0, x[i]);
    Range range{low[0], high[0]};
    float anyOdd = 0.0F;
    for (std::size_t lane = 0; lane < std::size_t(kLanes); ++lane) {
        range.low = low[lane] < range.low ? low[lane] : range.low;
        range.high = high[lane] > range.high ? high[lane] : range.high;
        anyOdd += odd[lane];
    }
    if (anyOdd != anyOdd) range.low = range.high = std::numeric_limits<float>::quiet_NaN();
    return range;
}

SYPER_CLONES void round(const float* x, float* out, std::int64_t n, const Affine& affine) {
    const Affine a = affine;
    for (std::int64_t i = 0; i < n; ++i) out[i] = roundOne(x[i], a);
}

SYPER_CLONES void prelu(const float* x, float* y, std::int64_t n, float slope) {
    for (std::int64_t i = 0; i < n; ++i) y[i] = preluOne(x[i], slope);
}

SYPER_CLONES void preluRound(const float* x, float* y, std::int64_t n, float slope, const Affine& affine) {
    const Affine a = affine;
    for (std::int64_t i = 0; i < n; ++i) y[i] = roundOne(preluOne(x[i], slope), a);
}

SYPER_CLONES double preluBackward(const float* x, const float* grad, float* dx, std::int64_t n, float slope) {
    std::array<float, kLanes> sums{};
    const auto take = [&](std::size_t lane, std::int64_t i) {
        const bool positive = x[i] > 0.0F;
        dx[i] = grad[i] * (positive ? 1.0F : slope);
        sums[lane] += positive ? 0.0F : grad[i] * x[i];
    };
    std::int64_t i = 0;
    for (; i + kLanes <= n; i += kLanes)
        for (std::int64_t lane = 0; lane < kLanes; ++lane) take(std::size_t(lane), i + lane);
    for (; i < n; ++i) take(0, i);
    double sum = 0.0;
    for (const float part : sums) sum += double(part);
    return sum;
}

}  // namespace syper::core::kernels
