// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/mixed_steps.h"

#include <algorithm>

#include "core/runtime/float_conv.h"

namespace syper::core::runtime {
namespace {

constexpr std::int64_t kBands = 16;

/// Values padded with `filler` to whole blocks of 64.
Aligned<float> padded(const std::vector<float>& values, float filler = 0.0F) {
    Aligned<float> list(blocksOf(std::int64_t(values.size())) * kBlock);
    std::fill_n(list.data(), list.size(), filler);
    std::copy(values.begin(), values.end(), list.data());
    return list;
}

/// The same layer with other codes, for the packing of weights.
Layer withCodes(const MixedLayer& layer, const at::Tensor& codes) {
    return {.name = layer.name, .shape = layer.shape, .weight = codes};
}

/// Where sums start so that the inputs' zero is taken off, in lane order.
Aligned<std::int32_t> startFor(const Layer& layer, int zero) {
    Aligned<std::int32_t> start(blocksOf(layer.shape.out) * kBlock);
    const std::vector<std::int64_t> sums = weightSums(layer);
    for (std::int64_t c = 0; c < layer.shape.out; ++c)
        start[c / kBlock * kBlock + lanePlace(c % kBlock)] = std::int32_t(-zero * sums[std::size_t(c)]);
    return start;
}

}  // namespace

void MixedValue::gather(std::byte* memory, std::int64_t block, std::int64_t y, std::int64_t x, std::int64_t pixels,
                        float* tile) const {
    if (codes) {
        const std::uint8_t* from = codes->at(memory, block, y, x);
        const float zero = affine.zeroPoint + affine.lowest;
        for (std::int64_t i = 0; i < pixels * kBlock; ++i) tile[i] = (float(from[i]) + zero) / affine.scale;
        return;
    }
    const std::int64_t width = floatBlock(), plane = side * side, stored = (channels + width - 1) / width;
    const float* from = reinterpret_cast<const float*>(memory + floats);
    for (std::int64_t part = 0; part < kBlock / width; ++part) {
        const std::int64_t at = block * (kBlock / width) + part;
        for (std::int64_t p = 0; p < pixels; ++p)
            for (std::int64_t c = 0; c < width; ++c)
                tile[p * kBlock + part * width + c] =
                    at < stored ? from[(at * plane + y * side + x + p) * width + c] : 0.0F;
    }
}

void MixedValue::scatter(std::byte* memory, std::int64_t block, std::int64_t y, std::int64_t x, std::int64_t pixels,
                         const float* tile) const {
    const std::int64_t width = floatBlock(), plane = side * side, stored = (channels + width - 1) / width;
    float* to = reinterpret_cast<float*>(memory + floats);
    for (std::int64_t part = 0; part < kBlock / width; ++part) {
        const std::int64_t at = block * (kBlock / width) + part;
        if (at >= stored) break;
        for (std::int64_t p = 0; p < pixels; ++p)
            for (std::int64_t c = 0; c < width; ++c)
                to[(at * plane + y * side + x + p) * width + c] = tile[p * kBlock + part * width + c];
    }
}

void MixedTail::finish(std::byte* memory, std::int64_t block, std::int64_t y, std::int64_t x, std::int64_t pixels,
                       float* tile) const {
    alignas(64) float added[kTile * kBlock];
    RoundingTail work{.pixels = pixels, .tile = tile};
    if (slopes.size() > 0) work.slopes = slopes.data() + block * kBlock;
    if (shortcut) {
        shortcut->gather(memory, block, y, x, pixels, added);
        work.shortcut = added;
    }
    if (out.codes) {
        work.codes = out.codes->at(memory, block, y, x);
        work.scale = out.affine.scale;
        work.zeroPoint = out.affine.zeroPoint;
        work.lowest = out.affine.lowest;
        work.highest = out.affine.highest;
    }
    finishTile(work);
    if (!out.codes) out.scatter(memory, block, y, x, pixels, tile);
}

WholeStep::WholeStep(const Kernels& kernels, const MixedLayer& layer, const MixedValue& in, MixedTail tail)
    : kernels_(kernels),
      shape_(layer.shape),
      in_(*in.codes),
      tail_(std::move(tail)),
      depthwise_(isDepthwise(layer.shape)) {
    side_ = outputSide(shape_, in_.side);
    blocks_ = blocksOf(shape_.out);
    bands_ = std::clamp<std::int64_t>(kBands, 1, side_);
    const Layer plain = withCodes(layer, layer.weight);
    // All ones: each channel for itself in a depthwise layer, else one block whose outputs are all the same.
    Layer ones = withCodes(layer, at::ones_like(layer.weight));
    if (!depthwise_) {
        ones.shape.out = 1;
        ones.shape.groups = 1;
        ones.weight = at::ones({1, shape_.in, shape_.kernel, shape_.kernel}, at::kChar);
    }
    weights_ = depthwise_ ? packDepthwise(plain) : packConv(plain, 16);
    ones_ = depthwise_ ? packDepthwise(ones) : packConv(ones, 16);
    start_ = startFor(plain, in_.zero);
    onesStart_ = startFor(ones, in_.zero);
    zero_ = Aligned<std::int32_t>(blocks_ * kBlock);
    std::vector<float> gain;
    for (std::int64_t c = 0; c < shape_.out; ++c) {
        const auto i = std::size_t(c);
        zero_[c / kBlock * kBlock + lanePlace(c % kBlock)] = layer.weightZero[i];
        gain.push_back(layer.gain[i] * layer.weightScale[i] / in.affine.scale);
    }
    gain_ = padded(gain);
    bias_ = padded(layer.bias);
    for (std::int64_t tap = 0; depthwise_ && tap < shape_.kernel * shape_.kernel; ++tap)
        taps_.push_back(tap / shape_.kernel * in_.rowBytes() + tap % shape_.kernel * kBlock);
    while (taps_.size() % 4 != 0) taps_.push_back(0);  // their weights are 0
}

void WholeStep::sums(std::byte* memory, const Aligned<std::int8_t>& weights, const Aligned<std::int32_t>& start,
                     std::int64_t block, std::int64_t y, std::int64_t x, int pixels, std::int32_t* acc) const {
    const std::int64_t top = y * shape_.stride - shape_.padding, left = x * shape_.stride - shape_.padding;
    const std::int64_t blockWeights = weights.size() / (start.size() / kBlock);
    if (depthwise_) {
        kernels_.depthwise({.in = in_.at(memory, block, top, left),
                            .pixelStep = shape_.stride * kBlock,
                            .taps = taps_.data(),
                            .groups = int(taps_.size() / 4),
                            .weights = weights.data() + block * blockWeights,
                            .bias = start.data() + block * kBlock},
                           pixels, acc);
        return;
    }
    const std::int64_t quads = (shape_.in + 3) / 4, inBlocks = (quads + 15) / 16;
    kernels_.conv({.in = in_.at(memory, 0, top, left),
                   .blockStep = in_.blockBytes(),
                   .rowStep = in_.rowBytes(),
                   .tapStep = kBlock,
                   .pixelStep = shape_.stride * kBlock,
                   .blocks = int(inBlocks),
                   .rows = int(shape_.kernel),
                   .columns = int(shape_.kernel),
                   .quads = 16,
                   .lastQuads = int(quads - (inBlocks - 1) * 16),
                   .weights = weights.data() + block * blockWeights,
                   .bias = start.data() + block * kBlock},
                  pixels, acc);
}

void WholeStep::run(int task, std::byte* memory) const {
    if (task == int(bands_)) {
        if (tail_.out.codes) tail_.out.codes->fillHalo(memory);
        return;
    }
    alignas(64) std::int32_t acc[kTile * kBlock], window[kTile * kBlock];
    alignas(64) float tile[kTile * kBlock];
    for (std::int64_t y = side_ * task / bands_; y < side_ * (task + 1) / bands_; ++y)
        for (std::int64_t x = 0; x < side_; x += kTile) {
            const int pixels = int(std::min<std::int64_t>(kTile, side_ - x));
            std::int32_t one[kTile] = {};
            if (!depthwise_) {
                sums(memory, ones_, onesStart_, 0, y, x, pixels, window);
                for (int p = 0; p < pixels; ++p) one[p] = window[p * kBlock];  // channel 0 is in lane 0
            }
            for (std::int64_t block = 0; block < blocks_; ++block) {
                if (depthwise_) sums(memory, ones_, onesStart_, block, y, x, pixels, window);
                sums(memory, weights_, start_, block, y, x, pixels, acc);
                sumsToTile({.pixels = pixels,
                            .sums = acc,
                            .window = depthwise_ ? window : one,
                            .windowWide = depthwise_,
                            .zero = zero_.data() + block * kBlock,
                            .gain = gain_.data() + block * kBlock,
                            .bias = bias_.data() + block * kBlock,
                            .tile = tile});
                tail_.finish(memory, block, y, x, pixels, tile);
            }
        }
}

RealStep::RealStep(MixedValue from, const MixedLayer& reader, MixedValue to)
    : from_(std::move(from)), to_(std::move(to)) {
    const std::vector<float> same(std::size_t(from_.channels), 1.0F), none(std::size_t(from_.channels), 0.0F);
    scale_ = padded(reader.scale.empty() ? same : reader.scale);
    shift_ = padded(reader.scale.empty() ? none : reader.shift);
}

void RealStep::run(int task, std::byte* memory) const {
    alignas(64) float tile[kTile * kBlock];
    const std::int64_t block = task / from_.side, y = task % from_.side;
    for (std::int64_t x = 0; x < from_.side; x += kTile) {
        const std::int64_t pixels = std::min<std::int64_t>(kTile, from_.side - x);
        from_.gather(memory, block, y, x, pixels, tile);
        for (std::int64_t p = 0; p < pixels; ++p)
            for (std::int64_t c = 0; c < kBlock; ++c)
                tile[p * kBlock + c] = tile[p * kBlock + c] * scale_[block * kBlock + c] + shift_[block * kBlock + c];
        to_.scatter(memory, block, y, x, pixels, tile);
    }
}

void TailStep::run(int task, std::byte* memory) const {
    if (task == tasks() - 1) {
        if (tail_.out.codes) tail_.out.codes->fillHalo(memory);
        return;
    }
    alignas(64) float tile[kTile * kBlock];
    const std::int64_t block = task / sums_.side, y = task % sums_.side;
    for (std::int64_t x = 0; x < sums_.side; x += kTile) {
        const std::int64_t pixels = std::min<std::int64_t>(kTile, sums_.side - x);
        sums_.gather(memory, block, y, x, pixels, tile);
        tail_.finish(memory, block, y, x, pixels, tile);
    }
}

}  // namespace syper::core::runtime
