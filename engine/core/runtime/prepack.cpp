// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/prepack.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace syper::core::runtime {
namespace {

constexpr double kMost = 1 << 30;  // of an accumulator's start, and of what a scaled one may become

const std::int8_t* codesOf(const Layer& layer) {
    return layer.weight.data_ptr<std::int8_t>();
}

std::int64_t lane(std::int64_t channel) {
    return channel / kBlock * kBlock + lanePlace(channel % kBlock);
}

/// The shift that makes the largest factor a multiplier of 31 bits.
int shiftFor(double largest) {
    return largest > 0 ? std::clamp(30 - std::ilogb(largest), 1, 62) : 32;
}

std::int32_t multiplier(double factor, int shift) {
    const double most = std::numeric_limits<std::int32_t>::max();
    return std::int32_t(std::clamp(std::round(std::ldexp(factor, shift)), -most, most));
}

}  // namespace

Aligned<std::int8_t> packConv(const Layer& layer, int quadsInBlock) {
    const ConvShape& s = layer.shape;
    const std::int64_t taps = s.kernel * s.kernel, blockChannels = quadsInBlock * 4;
    const std::int64_t quads = (s.in + 3) / 4;
    const std::int64_t half = quads * taps * 128, perGroupIn = s.in / s.groups, perGroupOut = s.out / s.groups;
    Aligned<std::int8_t> packed(blocksOf(s.out) * 2 * half);
    const std::int8_t* from = codesOf(layer);
    for (std::int64_t o = 0; o < s.out; ++o) {
        const std::int64_t place = lanePlace(o % kBlock), group = o / perGroupOut;
        std::int8_t* to = packed.data() + (o / kBlock * 2 + place / 32) * half + place % 32 * 4;
        for (std::int64_t i = 0; i < perGroupIn; ++i) {
            const std::int64_t c = group * perGroupIn + i, block = c / blockChannels;
            const std::int64_t quadsHere = std::min<std::int64_t>(quadsInBlock, quads - block * quadsInBlock);
            // Blocks before this one are whole.
            std::int8_t* at = to + block * quadsInBlock * taps * 128 + c % blockChannels / 4 * 128 + c % 4;
            for (std::int64_t tap = 0; tap < taps; ++tap)
                at[tap * quadsHere * 128] = from[(o * perGroupIn + i) * taps + tap];
        }
    }
    return packed;
}

Aligned<std::int8_t> packDepthwise(const Layer& layer) {
    const std::int64_t taps = layer.shape.kernel * layer.shape.kernel, groups = (taps + 3) / 4;
    Aligned<std::int8_t> packed(blocksOf(layer.shape.out) * groups * 256);
    for (std::int64_t c = 0; c < layer.shape.out; ++c)
        for (std::int64_t tap = 0; tap < taps; ++tap)
            packed[(c / kBlock * groups + tap / 4) * 256 + lanePlace(c % kBlock) * 4 + tap % 4] =
                codesOf(layer)[c * taps + tap];
    return packed;
}

std::vector<std::int64_t> weightSums(const Layer& layer) {
    const std::int64_t size = layer.weight.numel() / layer.shape.out;
    std::vector<std::int64_t> sums(std::size_t(layer.shape.out));
    const std::int8_t* from = codesOf(layer);
    for (std::int64_t o = 0; o < layer.shape.out; ++o) {
        std::int64_t sum = 0;
        for (std::int64_t first = 0; first < size; first += 1 << 20) {  // short enough for 32-bit sums, which are fast
            std::int32_t part = 0;
            for (std::int64_t i = first; i < std::min(size, first + (1 << 20)); ++i) part += from[o * size + i];
            sum += part;
        }
        sums[std::size_t(o)] = sum;
    }
    return sums;
}

ScalingConstants scalingTo(const Layer& layer, double unit) {
    const std::int64_t channels = layer.shape.out;
    std::vector<double> above(static_cast<std::size_t>(channels)), below(above);
    double largest = 0.0;
    for (std::size_t c = 0; c < above.size(); ++c) {
        above[c] = std::min(layer.codes.scale * double(layer.weightScale[c]) / unit, std::ldexp(1.0, 29));
        below[c] = layer.slopes.empty() ? above[c] : above[c] * double(layer.slopes[c]);
        largest = std::max({largest, above[c], std::abs(below[c])});
    }
    ScalingConstants constants{
        .positive = Aligned<std::int32_t>(blocksOf(channels) * kBlock),
        .negative = Aligned<std::int32_t>(layer.slopes.empty() ? 0 : blocksOf(channels) * kBlock),
        .limit = std::numeric_limits<std::int32_t>::max(),
        .shift = shiftFor(largest)};
    if (largest > 0) constants.limit = std::int32_t(std::clamp(std::floor(kMost / largest), 1.0, 2147483647.0));
    for (std::int64_t c = 0; c < channels; ++c) {
        constants.positive[lane(c)] = multiplier(above[std::size_t(c)], constants.shift);
        if (constants.negative.size() > 0)
            constants.negative[lane(c)] = multiplier(below[std::size_t(c)], constants.shift);
    }
    return constants;
}

Aligned<std::int32_t> startingSums(const Layer& layer) {
    Aligned<std::int32_t> start(blocksOf(layer.shape.out) * kBlock);
    const std::vector<std::int64_t> sums = weightSums(layer);
    for (std::int64_t c = 0; c < layer.shape.out; ++c) {
        const auto i = std::size_t(c);
        const double bias = std::round(double(layer.bias[i]) / (layer.codes.scale * double(layer.weightScale[i])));
        const double all = std::clamp(bias, -kMost / 2, kMost / 2) - double(layer.codes.zero) * double(sums[i]);
        start[lane(c)] = std::int32_t(std::clamp(all, -kMost, kMost));
    }
    return start;
}

std::int64_t largestSum(const Layer& layer, const Aligned<std::int32_t>& start) {
    const std::int64_t size = layer.weight.numel() / layer.shape.out;
    const std::int8_t* w = codesOf(layer);
    std::int64_t largest = 0;
    for (std::int64_t o = 0; o < layer.shape.out; ++o, w += size) {
        std::int32_t sizes = 0;
        for (std::int64_t i = 0; i < size; ++i) sizes += std::abs(int(w[i]));
        largest =
            std::max(largest, std::abs(std::int64_t(start[lane(o)])) + layer.codes.highest() * std::int64_t(sizes));
    }
    return largest;
}

CodeConstants codesFor(const Layer& reader, double unit, std::int64_t channels) {
    const auto factor = [&](std::int64_t c) {
        const double by = reader.scale.empty() ? 1.0 : double(reader.scale[std::size_t(c)]);
        return std::clamp(unit * by / reader.codes.scale, -16384.0, 16384.0);
    };
    double largest = 0.0;
    for (std::int64_t c = 0; c < channels; ++c) largest = std::max(largest, std::abs(factor(c)));
    CodeConstants constants{.multiplier = Aligned<std::int32_t>(blocksOf(channels) * kBlock),
                            .offset = Aligned<std::int64_t>(blocksOf(channels) * kBlock),
                            .shift = std::min(shiftFor(largest), 46)};
    for (std::int64_t c = 0; c < channels; ++c) {
        const std::int64_t place = lanePlace(c % kBlock), block = c / kBlock * kBlock;
        constants.multiplier[block + place] = multiplier(factor(c), constants.shift);
        if (reader.scale.empty()) continue;
        const double offset = std::clamp(double(reader.shift[std::size_t(c)]) / reader.codes.scale, -65536.0, 65536.0);
        constants.offset[block + place / 16 * 16 + place % 2 * 8 + place % 16 / 2] =
            std::int64_t(std::round(std::ldexp(offset, constants.shift)));
    }
    return constants;
}

}  // namespace syper::core::runtime
