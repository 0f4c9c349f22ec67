// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/onnx_rounding.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "core/runtime/prepack.h"

namespace syper::core::runtime {
namespace {

constexpr std::int64_t kExact = 1 << 24;  // float32 counts as far as that
constexpr std::int64_t kMostSum = 32767;

std::int64_t lane(std::int64_t channel) {
    return channel / kBlock * kBlock + lanePlace(channel % kBlock);
}

/// value * multiplier + offset, rounded as the integer graph does, and the codes that are told apart, less their zero.
struct Step {
    std::int64_t multiplier = 0, offset = 0;
    int shift = 32;
    std::int64_t lowest = 0, highest = 0;

    [[nodiscard]] std::int64_t code(std::int64_t value) const {
        return std::clamp(roundShift(value * multiplier + offset, shift), lowest, highest);
    }
};

/// The values next to which the code changes, of those from `first` to `last`.
std::vector<std::int64_t> edges(const Step& step, std::int64_t first, std::int64_t last) {
    std::vector<std::int64_t> list;
    if (step.multiplier == 0) return list;
    const double unit = std::ldexp(1.0, step.shift);
    for (std::int64_t code = step.lowest; code < step.highest; ++code) {
        const double at = ((double(code) + 0.5) * unit - double(step.offset)) / double(step.multiplier);
        if (!(at > double(first) - 2.0 && at < double(last) + 2.0)) continue;
        const auto below = std::int64_t(std::floor(at));
        for (const std::int64_t value : {below - 1, below, below + 1, below + 2})
            if (value >= first && value <= last) list.push_back(value);
    }
    return list;
}

template <class Real>
std::int64_t misses(const Step& step, std::span<const std::int64_t> values, const Real& real) {
    std::int64_t count = 0;
    for (const std::int64_t value : values) {
        const auto code = std::int64_t(std::nearbyint(real(float(value))));
        if (std::clamp(code, step.lowest, step.highest) != step.code(value)) ++count;
    }
    return count;
}

/// The `place`-th neighbour of a number: itself, the next above, the next below ..
float neighbour(float x, int place) {
    constexpr float kFar = std::numeric_limits<float>::infinity();
    for (int i = 0; i < (place + 1) / 2; ++i) x = std::nextafter(x, place % 2 == 1 ? kFar : -kFar);
    return x;
}

constexpr int kTries = 17;

template <class Miss>
float bestNeighbour(float x, const Miss& missesOf) {
    float best = x;
    std::int64_t least = missesOf(x);
    for (int place = 1; place < kTries && least > 0; ++place) {
        const float other = neighbour(x, place);
        const std::int64_t count = missesOf(other);
        if (count >= least) continue;
        least = count;
        best = other;
    }
    return best;
}

float realOf(std::int64_t multiplier, int shift) {
    return float(std::ldexp(double(multiplier), -shift));
}

}  // namespace

ScaleRounding roundingTo(const Layer& layer, const Codes& codes) {
    const ScalingConstants constants = scalingTo(layer, codes.scale);
    ScaleRounding found;
    for (std::int64_t c = 0; c < layer.shape.out; ++c) {
        Step step{.multiplier = constants.positive[lane(c)],
                  .shift = constants.shift,
                  .lowest = -codes.zero,
                  .highest = codes.highest() - codes.zero};
        const bool bent = !layer.slopes.empty();
        const auto above = edges(step, bent ? 0 : -kExact, kExact);
        const float factor = bestNeighbour(realOf(step.multiplier, step.shift), [&](float by) {
            return misses(step, above, [by](float value) { return value * by; });
        });
        found.factor.push_back(factor);
        if (!bent) continue;
        const std::int64_t positive = step.multiplier;
        step.multiplier = constants.negative[lane(c)];
        const auto below = edges(step, -kExact, -1);
        const float slope = positive == 0 ? 0.0F : float(double(step.multiplier) / double(positive));
        found.slope.push_back(bestNeighbour(slope, [&](float by) {
            return misses(step, below, [factor, by](float value) { return value * factor * by; });
        }));
    }
    return found;
}

SumScale scaleTo(const Layer& layer, double unit) {
    const ScalingConstants constants = scalingTo(layer, unit);
    SumScale found;
    for (std::int64_t c = 0; c < layer.shape.out; ++c) {
        found.above.push_back(std::ldexp(double(constants.positive[lane(c)]), -constants.shift));
        if (!layer.slopes.empty())
            found.below.push_back(std::ldexp(double(constants.negative[lane(c)]), -constants.shift));
    }
    return found;
}

SumRounding roundingOf(const Layer& reader, double unit) {
    const CodeConstants constants = codesFor(reader, unit, reader.shape.in);
    SumRounding found;
    for (std::int64_t c = 0; c < reader.shape.in; ++c) {
        const std::int64_t place = lanePlace(c % kBlock);
        const Step step{
            .multiplier = constants.multiplier[lane(c)],
            .offset = constants.offset[c / kBlock * kBlock + place / 16 * 16 + place % 2 * 8 + place % 16 / 2],
            .shift = constants.shift,
            .lowest = -reader.codes.zero,
            .highest = reader.codes.highest() - reader.codes.zero};
        const auto values = edges(step, -kMostSum - 1, kMostSum);
        float offset = realOf(step.offset, step.shift);
        const float exact = realOf(step.multiplier, step.shift);
        const auto missesOf = [&](float by, float plus) {
            return misses(step, values, [by, plus](float value) {
                const float product = value * by;
                return product + plus;
            });
        };
        float factor = bestNeighbour(exact, [&](float by) { return missesOf(by, offset); });
        if (!reader.scale.empty() && missesOf(factor, offset) > 0) {
            offset = bestNeighbour(offset, [&](float plus) { return missesOf(factor, plus); });
            factor = bestNeighbour(factor, [&](float by) { return missesOf(by, offset); });
        }
        found.factor.push_back(factor);
        found.offset.push_back(offset);
    }
    return found;
}

std::vector<std::int32_t> wholeBias(const Layer& layer) {
    constexpr std::int64_t kMost = std::int64_t(1) << 30;
    const Aligned<std::int32_t> start = startingSums(layer);
    const std::vector<std::int64_t> sums = weightSums(layer);
    std::vector<std::int32_t> codes;
    for (std::int64_t c = 0; c < layer.shape.out; ++c) {
        const std::int64_t code = start[lane(c)] + layer.codes.zero * sums[std::size_t(c)];
        codes.push_back(std::int32_t(std::clamp(code, -kMost, kMost)));
    }
    return codes;
}

}  // namespace syper::core::runtime
