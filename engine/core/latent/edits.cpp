// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include "core/api/error.h"
#include "core/api/latent.h"

namespace syper::core {
namespace {

int layersOf(std::span<const float> ws, int wDim) {
    return int(ws.size() / std::size_t(wDim));
}

double length(std::span<const float> x) {
    double squares = 0.0;
    for (const float value : x) squares += double(value) * value;
    return std::sqrt(squares);
}

void requireEqualSizes(std::span<const float> a, std::span<const float> b) {
    if (a.size() != b.size())
        throw Error(Errc::BadShape, "cannot go from a latent of " + std::to_string(a.size()) + " values to one of " +
                                        std::to_string(b.size()) + "; take both from one network");
}

std::vector<float> copyOf(std::span<const float> x) {
    return {x.begin(), x.end()};
}

}  // namespace

std::vector<SeedShare> seedsAround(const SeedPlane& point) {
    constexpr double kFar = 2147483648.0;
    if (!(std::abs(point.x) <= kFar) || !(std::abs(point.y) <= kFar))
        throw Error(Errc::BadArgument, "the point of the seed plane is not finite or too far out; stay within 2^31");
    const double column = std::floor(point.x), row = std::floor(point.y);
    std::vector<SeedShare> around;
    for (const double dy : {0.0, 1.0})
        for (const double dx : {0.0, 1.0}) {
            const double share = (1.0 - std::abs(point.x - column - dx)) * (1.0 - std::abs(point.y - row - dy));
            if (share <= 0.0) continue;
            const auto seed = std::uint32_t(std::int64_t(column + dx)) +
                              std::uint32_t(std::int64_t(row + dy)) * point.rowStep;  // wraps, as said
            around.push_back({seed, share});
        }
    return around;
}

void mixStyles(std::span<float> ws, std::span<const float> donor, int wDim, const LayerRange& range, double amount) {
    const auto wide = std::size_t(wDim);
    const bool one = donor.size() == wide;
    for (int layer = 0; layer < layersOf(ws, wDim); ++layer) {
        if (!range.holds(layer)) continue;
        const std::size_t begin = std::size_t(layer) * wide;
        const std::span<float> own = ws.subspan(begin, wide);
        const std::span<const float> other = donor.subspan(one ? 0 : begin, wide);
        if (amount == 1.0)
            std::ranges::copy(other, own.begin());
        else
            for (std::size_t i = 0; i < wide; ++i) own[i] = float(own[i] + amount * (double(other[i]) - own[i]));
    }
}

void walkAlong(std::span<float> ws, std::span<const float> unit, double length, const LayerRange& range) {
    const auto step = float(length);
    for (std::size_t layer = 0; layer * unit.size() < ws.size(); ++layer) {
        if (!range.holds(int(layer))) continue;
        const std::span<float> own = ws.subspan(layer * unit.size(), unit.size());
        for (std::size_t i = 0; i < own.size(); ++i) own[i] += step * unit[i];
    }
}

void truncateTowards(std::span<float> ws, std::span<const float> average, double psi, int cutoff) {
    if (psi == 1.0) return;
    const std::size_t layers = ws.size() / average.size();
    const std::size_t truncated = cutoff < 0 ? layers : std::min(layers, std::size_t(cutoff));
    for (std::size_t layer = 0; layer < truncated; ++layer)
        for (std::size_t i = 0; i < average.size(); ++i) {
            float& value = ws[layer * average.size() + i];
            value = float(average[i] + psi * (double(value) - average[i]));
        }
}

std::vector<float> lerp(std::span<const float> a, std::span<const float> b, double t) {
    requireEqualSizes(a, b);
    if (t == 0.0) return copyOf(a);
    if (t == 1.0) return copyOf(b);
    std::vector<float> between(a.size());
    for (std::size_t i = 0; i < between.size(); ++i) between[i] = float(a[i] + t * (double(b[i]) - a[i]));
    return between;
}

std::vector<float> slerp(std::span<const float> a, std::span<const float> b, double t) {
    requireEqualSizes(a, b);
    if (t == 0.0) return copyOf(a);
    if (t == 1.0) return copyOf(b);
    const double longA = length(a), longB = length(b);
    if (longA == 0.0 || longB == 0.0) return lerp(a, b, t);
    double cosine = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) cosine += double(a[i]) / longA * (double(b[i]) / longB);
    const double angle = std::acos(std::clamp(cosine, -1.0, 1.0)), sine = std::sin(angle);
    if (sine < 1e-6) return lerp(a, b, t);  // one direction, or opposite ones
    const double wanted = longA + t * (longB - longA);
    const double shareA = std::sin((1.0 - t) * angle) / sine * wanted / longA;
    const double shareB = std::sin(t * angle) / sine * wanted / longB;
    std::vector<float> between(a.size());
    for (std::size_t i = 0; i < between.size(); ++i) between[i] = float(shareA * a[i] + shareB * b[i]);
    return between;
}

}  // namespace syper::core
