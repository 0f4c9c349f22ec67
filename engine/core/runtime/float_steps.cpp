// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/float_steps.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace syper::core::runtime {
namespace {

constexpr std::int64_t kTasks = 24;  // about so many a step: enough to share out evenly among a few threads

std::int64_t panelsOf(std::int64_t channels) {
    return (channels + kPanel - 1) / kPanel;
}

/// The weight of a layer whose groups are written out.
at::Tensor denseWeight(const Layer& layer) {
    const at::Tensor weight = layer.weight.detach().to(at::kFloat).contiguous();
    const ConvShape& s = layer.shape;
    if (s.groups == 1) return weight;
    at::Tensor dense = at::zeros({s.out, s.in, s.kernel, s.kernel});
    const std::int64_t in = s.in / s.groups, out = s.out / s.groups;
    for (std::int64_t g = 0; g < s.groups; ++g)
        dense.slice(0, g * out, (g + 1) * out)
            .slice(1, g * in, (g + 1) * in)
            .copy_(weight.slice(0, g * out, (g + 1) * out));
    return dense;
}

}  // namespace

Aligned<float> paddedFloats(const std::vector<float>& values) {
    Aligned<float> list(panelsOf(std::int64_t(values.size())) * kPanel);
    std::copy(values.begin(), values.end(), list.data());
    return list;
}

FloatTail::FloatTail(const Layer& layer)
    : ones(paddedFloats(std::vector<float>(layer.bias.size(), 1.0F))),
      bias(paddedFloats(layer.bias)),
      slopes(paddedFloats(layer.slopes)) {}

Finish FloatTail::finish(std::byte* memory) const {
    return {.gain = ones.data(),
            .bias = bias.data(),
            .aside = shortcut ? shortcut->at(memory) : nullptr,
            .limit = std::numeric_limits<float>::infinity(),
            .slope = 1.0F,
            .slopes = slopes.size() > 0 ? slopes.data() : nullptr};
}

void FloatPictureStep::run(int task, std::byte* memory) const {
    const float* from = reinterpret_cast<const float*>(memory + from_) + task * to_.side;
    float* to = to_.at(memory) + task * to_.side * to_.pixel;
    for (std::int64_t x = 0; x < to_.side; ++x, to += to_.pixel) {
        for (std::int64_t c = 0; c < 3; ++c) to[c] = from[c * to_.area() + x];
        to[3] = 0.0F;
    }
}

void FloatScaleStep::run(int task, std::byte* memory) const {
    const std::int64_t block = task / from_.side, y = task % from_.side;
    const std::int64_t first = (block * from_.area() + y * from_.side) * kLanes;
    const float *from = from_.at(memory) + first, *scale = scale_.data() + block * kLanes,
                *shift = shift_.data() + block * kLanes;
    float* to = to_.at(memory) + first;
    for (std::int64_t x = 0; x < from_.side * kLanes; x += kLanes)
        for (std::int64_t c = 0; c < kLanes; ++c) to[x + c] = from[x + c] * scale[c] + shift[c];
}

DirectStep::DirectStep(const ConvKernels& kernels, const Layer& layer, FloatValue in, FloatValue out, FloatTail tail,
                       std::size_t zeros)
    : kernels_(kernels),
      shape_(layer.shape),
      in_(in),
      out_(out),
      tail_(std::move(tail)),
      zeros_(zeros),
      panels_(panelsOf(shape_.out)),
      bands_(std::clamp<std::int64_t>((kTasks + panels_ - 1) / panels_, 1, out.side)),
      depth_(in.pixel == kLanes ? kLanes : shape_.in),
      bandsFirst_(panels_ * shape_.kernel * shape_.kernel * shape_.in * kPanel * std::int64_t(sizeof(float)) <=
                  kKeptWeights),
      weights_(panels_ * shape_.kernel * shape_.kernel * in.blocks() * depth_ * kPanel) {
    const at::Tensor weight = denseWeight(layer);
    const auto* from = weight.data_ptr<float>();
    const std::int64_t k = shape_.kernel, blocks = in_.blocks();
    for (std::int64_t o = 0; o < shape_.out; ++o)
        for (std::int64_t i = 0; i < shape_.in; ++i)
            for (std::int64_t y = 0; y < k; ++y)
                for (std::int64_t x = 0; x < k; ++x) {
                    const std::int64_t tap =
                        (((o / kPanel * k + x) * k + y) * blocks + i / kLanes) * depth_ + i % kLanes;
                    weights_[tap * kPanel + o % kPanel] = from[((o * shape_.in + i) * k + y) * k + x];
                }
}

void DirectStep::row(std::byte* memory, std::int64_t panel, std::int64_t y, float* sums) const {
    const std::int64_t k = shape_.kernel, blocks = in_.blocks(),
                       each = k * blocks * depth_ * kPanel;  // a column of taps
    const float* const planes = in_.at(memory);
    const float* const zeros = reinterpret_cast<const float*>(memory + zeros_);
    thread_local std::vector<std::int64_t> taps;
    // Outputs whose taps reach the same columns go together: the first ones, the inner ones, the last ones.
    for (std::int64_t x = 0; x < out_.side;) {
        const auto columns = [&](std::int64_t at) {
            const std::int64_t left = at * shape_.stride - shape_.padding;
            return std::pair(std::clamp<std::int64_t>(-left, 0, k), std::clamp<std::int64_t>(in_.side - left, 0, k));
        };
        const auto [first, last] = columns(x);
        std::int64_t end = x + 1;
        while (end < out_.side && columns(end) == std::pair(first, last)) ++end;
        const float* const base = planes + (x * shape_.stride - shape_.padding) * in_.pixel;
        taps.clear();
        for (std::int64_t column = first; column < last; ++column)
            for (std::int64_t r = 0; r < k; ++r) {
                const std::int64_t from = y * shape_.stride - shape_.padding + r;
                for (std::int64_t b = 0; b < blocks; ++b)
                    taps.push_back(from < 0 || from >= in_.side
                                       ? zeros - base
                                       : (b * in_.area() + from * in_.side + column) * in_.pixel);
            }
        kernels_.multiply({.rows = base,
                           .taps = taps.data(),
                           .tapCount = std::ssize(taps),
                           .rowStride = shape_.stride * in_.pixel,
                           .depth = depth_,
                           .count = end - x,
                           .weights = weights_.data() + (panel * k + first) * each,
                           .out = sums + x * kPanel,
                           .outStride = kPanel});
        x = end;
    }
}

void DirectStep::run(int task, std::byte* memory) const {
    const std::int64_t panel = bandsFirst_ ? task % panels_ : task / bands_, channel = panel * kPanel;
    const std::int64_t band = bandsFirst_ ? task / panels_ : task % bands_;
    thread_local std::vector<float> sums;
    sums.resize(std::max(sums.size(), std::size_t(out_.side * kPanel)));
    Finish finish = tail_.finish(memory);
    finish.gain += channel;
    finish.bias += channel;
    if (finish.slopes != nullptr) finish.slopes += channel;
    if (finish.aside != nullptr) finish.aside += channel * out_.area();
    const std::int64_t channels = std::min(kPanel, out_.blocks() * kLanes - channel);
    for (std::int64_t y = out_.side * band / bands_; y < out_.side * (band + 1) / bands_; ++y) {
        row(memory, panel, y, sums.data());
        kernels_.fromRows(sums.data(), kPanel, y * out_.side, out_.side, channels, out_.area(), finish,
                          out_.at(memory) + channel * out_.area());
    }
}

DepthwiseStep::DepthwiseStep(const ConvKernels& kernels, const Layer& layer, FloatValue in, FloatValue out,
                             FloatTail tail)
    : kernels_(kernels),
      shape_(layer.shape),
      in_(in),
      out_(out),
      tail_(std::move(tail)),
      bands_(std::clamp<std::int64_t>((kTasks + out.blocks() - 1) / out.blocks(), 1, out.side)),
      weights_(out.blocks() * shape_.kernel * shape_.kernel * kLanes) {
    const at::Tensor weight = layer.weight.detach().to(at::kFloat).contiguous();
    const std::int64_t taps = shape_.kernel * shape_.kernel;
    for (std::int64_t c = 0; c < shape_.out; ++c)
        for (std::int64_t t = 0; t < taps; ++t)
            weights_[(c / kLanes * taps + t) * kLanes + c % kLanes] = weight.data_ptr<float>()[c * taps + t];
}

void DepthwiseStep::run(int task, std::byte* memory) const {
    const std::int64_t block = task % out_.blocks(), band = task / out_.blocks(), channel = block * kLanes;
    Finish finish = tail_.finish(memory);
    finish.gain += channel;
    finish.bias += channel;
    if (finish.slopes != nullptr) finish.slopes += channel;
    if (finish.aside != nullptr) finish.aside += channel * out_.area();
    const Depthwise work{.planes = in_.at(memory) + channel * in_.area(),
                         .weights = weights_.data() + channel * shape_.kernel * shape_.kernel,
                         .side = in_.side,
                         .outSide = out_.side,
                         .kernel = shape_.kernel,
                         .stride = shape_.stride,
                         .padding = shape_.padding};
    for (std::int64_t y = out_.side * band / bands_; y < out_.side * (band + 1) / bands_; ++y)
        kernels_.depthwise(work, y, finish, out_.at(memory) + channel * out_.area());
}

ProductStep::ProductStep(const ConvKernels& kernels, const Layer& layer, FloatValue in, std::size_t out)
    : kernels_(kernels),
      in_(in),
      out_(out),
      rows_(layer.shape.out),
      panels_(panelsOf(rows_)),
      weights_(panels_ * in.numbers() * kPanel),
      bias_(paddedFloats(layer.bias)),
      slopes_(paddedFloats(layer.slopes)) {
    const at::Tensor weight = layer.weight.detach().to(at::kFloat).contiguous();
    const std::int64_t area = in_.area(), channels = layer.shape.in;
    for (std::int64_t r = 0; r < rows_; ++r) {
        const float* from = weight.data_ptr<float>() + r * channels * area;
        float* to = weights_.data() + r / kPanel * in_.numbers() * kPanel + r % kPanel;
        for (std::int64_t c = 0; c < channels; ++c)
            for (std::int64_t p = 0; p < area; ++p)
                to[((c / in_.pixel * area + p) * in_.pixel + c % in_.pixel) * kPanel] = from[c * area + p];
    }
}

void ProductStep::run(int task, std::byte* memory) const {
    constexpr std::int64_t kRun = 4096, zero = 0;  // inputs summed in single precision
    const float* const x = in_.at(memory);
    double total[kPanel] = {};
    alignas(64) float sums[kPanel];
    for (std::int64_t first = 0; first < in_.numbers(); first += kRun) {
        kernels_.multiply({.rows = x + first,
                           .taps = &zero,
                           .rowStride = kRun,
                           .depth = std::min(kRun, in_.numbers() - first),
                           .count = 1,
                           .weights = weights_.data() + (task * in_.numbers() + first) * kPanel,
                           .out = sums,
                           .outStride = kPanel});
        for (std::int64_t o = 0; o < kPanel; ++o) total[o] += double(sums[o]);
    }
    float* const to = reinterpret_cast<float*>(memory + out_) + task * kPanel;
    for (std::int64_t o = 0; o < std::min(kPanel, rows_ - task * kPanel); ++o) {
        const double y = total[o] + double(bias_[task * kPanel + o]);
        to[o] = float(slopes_.size() == 0 || y > 0.0 ? y : y * double(slopes_[task * kPanel + o]));
    }
}

}  // namespace syper::core::runtime
