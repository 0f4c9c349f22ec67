// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/deploy_ranges.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>

namespace syper::core {
namespace {

double squared(double x) {
    return x * x;
}

/// Squared error of rounding `count` weights with this scale.
double weightError(const float* w, std::int64_t count, float scale, float most) {
    constexpr float kMagic = 12582912.0F;  // 1.5 * 2^23: adding and taking it away rounds, and unlike a call in vectors
    constexpr std::int64_t kLanes = 16;
    const float inverse = 1.0F / scale;
    float sums[kLanes] = {};
    const auto take = [&](std::int64_t lane, float value) {
        float code = value * inverse;
        code = code < -most ? -most : code > most ? most : code;
        const float gap = value - ((code + kMagic) - kMagic) * scale;
        sums[lane] += gap * gap;
    };
    std::int64_t i = 0;
    for (; i + kLanes <= count; i += kLanes)
        for (std::int64_t lane = 0; lane < kLanes; ++lane) take(lane, w[i + lane]);
    for (; i < count; ++i) take(0, w[i]);
    double error = 0.0;
    for (const float sum : sums) error += double(sum);
    return error;
}

float bestScale(const float* w, std::int64_t count, float most, int tries) {
    float largest = 0.0F;
    for (std::int64_t i = 0; i < count; ++i) largest = std::max(largest, std::abs(w[i]));
    const float whole = std::max(largest, 1e-12F) / most;
    float best = whole;
    double least = tries > 1 ? weightError(w, count, whole, most) : 0.0;
    for (int t = 1; t < tries; ++t) {
        const float scale = whole * (1.0F - 0.7F * float(t) / float(tries));
        const double error = weightError(w, count, scale, most);
        if (error < least) {
            least = error;
            best = scale;
        }
    }
    return best;
}

}  // namespace

void ValueHistogram::grow(double needed) {
    if (reach_ == 0.0) {
        reach_ = std::exp2(std::ceil(std::log2(std::max(needed, 1e-12))));
        bins_.assign(std::size_t(2 * kHalf), 0);
    }
    while (needed > reach_) {
        std::vector<std::int64_t> wider(bins_.size(), 0);
        for (std::int64_t i = 0; i < 2 * kHalf; ++i)
            wider[std::size_t((i - kHalf + 2 * kHalf) / 2)] += bins_[std::size_t(i)];
        bins_ = std::move(wider);
        reach_ *= 2.0;
    }
}

void ValueHistogram::add(const at::Tensor& values) {
    const at::Tensor flat = values.detach().to(at::kFloat).contiguous();
    if (flat.numel() == 0) return;
    const float low = flat.min().item<float>(), high = flat.max().item<float>();
    if (!std::isfinite(low) || !std::isfinite(high))
        throw Error(Errc::BadFormat, "the network makes values that are not numbers of these pictures");
    low_ = std::min(low_, double(low));
    high_ = std::max(high_, double(high));
    largest_ = std::max(-low_, high_);
    grow(largest_);
    const auto* from = flat.data_ptr<float>();
    const float perUnit = float(double(kHalf) / reach_);
    for (std::int64_t i = 0; i < flat.numel(); ++i) {
        const auto bin = std::int64_t(from[i] * perUnit + float(kHalf));
        ++bins_[std::size_t(std::clamp<std::int64_t>(bin, 0, 2 * kHalf - 1))];
    }
}

double ValueHistogram::errorOf(const runtime::Codes& codes) const {
    const double low = -codes.scale * codes.zero, high = codes.scale * (codes.highest() - codes.zero);
    const bool fine = codes.scale < 4.0 * width();  // bins too coarse to see single codes
    double error = 0.0;
    for (std::int64_t i = 0; i < 2 * kHalf; ++i) {
        const auto count = bins_[std::size_t(i)];
        if (count == 0) continue;
        const double x = (double(i - kHalf) + 0.5) * width();
        double gap = 0.0;
        if (x < low - 0.5 * codes.scale || x > high + 0.5 * codes.scale)
            gap = squared(x < low ? low - x : x - high);
        else if (fine)
            gap = squared(codes.scale) / 12.0;
        else
            gap = squared(x - codes.scale * std::nearbyint(x / codes.scale)) + squared(width()) / 12.0;
        error += double(count) * gap;
    }
    return error;
}

runtime::Codes ValueHistogram::bestCodes(int bits) const {
    runtime::Codes best{.scale = 1.0, .zero = 0, .bits = bits};
    if (largest_ <= 0.0) return best;
    const auto codesFor = [&](double low, double high) {
        runtime::Codes codes{.scale = std::max((high - low) / double(best.highest()), 1e-12), .zero = 0, .bits = bits};
        codes.zero = std::clamp(int(std::lround(-low / codes.scale)), 0, codes.highest());
        return codes;
    };
    constexpr int kSteps = 40;
    double keepLow = 1.0, keepHigh = 1.0, least = std::numeric_limits<double>::infinity();
    // One end after the other, twice: the error is smooth in both.
    for (int round = 0; round < 2; ++round)
        for (double* end : {&keepHigh, &keepLow}) {
            double chosen = *end;
            for (int i = 1; i <= kSteps; ++i) {
                *end = double(i) / kSteps;
                const runtime::Codes codes = codesFor(low_ * keepLow, high_ * keepHigh);
                const double error = errorOf(codes);
                if (error < least) {
                    least = error;
                    best = codes;
                    chosen = *end;
                }
            }
            *end = chosen;
        }
    return best;
}

std::vector<float> bestWeightScales(const at::Tensor& weight, int bits) {
    const at::Tensor flat = weight.detach().to(at::kFloat).contiguous();
    const std::int64_t rows = flat.size(0), size = flat.numel() / rows;
    const float most = std::exp2(float(bits - 1)) - 1.0F;
    const int tries = bits == 8 ? 1 : 24;  // at 8 bits nothing is gained by clipping
    std::vector<float> scales(static_cast<std::size_t>(rows));
    const auto* from = flat.data_ptr<float>();
    at::parallel_for(0, rows, 1, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t r = first; r < last; ++r)
            scales[std::size_t(r)] = bestScale(from + r * size, size, most, tries);
    });
    return scales;
}

at::Tensor weightCodes(const at::Tensor& weight, const std::vector<float>& scales, int bits) {
    std::vector<std::int64_t> rows(std::size_t(weight.dim()), 1);
    rows[0] = -1;
    const double most = std::exp2(double(bits - 1)) - 1.0;
    return (weight.detach() / at::tensor(scales).view(rows)).round().clamp(-most, most).to(at::kChar);
}

}  // namespace syper::core
