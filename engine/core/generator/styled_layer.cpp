// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/styled_layer.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "core/generator/kernels.h"
#include "core/generator/parallel_tasks.h"

namespace syper::core {
namespace {

float limitOf(double limit) {
    return limit > 0.0 ? float(limit) : std::numeric_limits<float>::infinity();
}

}  // namespace

StyleAffine StyleAffine::read(const WeightReader& reader, const std::string& name, std::int64_t channels,
                              std::int64_t wDim) {
    return {reader.take(name + ".affine.weight", {channels, wDim}) / std::sqrt(double(wDim)),
            reader.take(name + ".affine.bias", {channels})};
}

void StyleAffine::styles(std::span<const float> w, std::vector<float>& to) const {
    const auto channels = std::size_t(weight.size(0));
    to.assign(std::size_t(wholePlanes(weight.size(0))), 0.0F);
    kernels::dense(floats(weight), w, floats(bias), std::span(to).first(channels));
}

StyledLayer::StyledLayer(const WeightReader& reader, const std::string& name, const Sizes& sizes,
                         const ConvKernels& kernels)
    : sizes_(sizes),
      affine_(StyleAffine::read(reader, name, sizes.in, sizes.wDim)),
      bias_(reader.take(name + ".bias", {sizes.out})),
      conv_(reader.take(name + ".weight", {sizes.out, sizes.in, 3, 3}),
            sizes.up ? reader.filter(name + ".resample_filter") : at::Tensor(),
            {.in = sizes.in,
             .out = sizes.out,
             .side = sizes.up ? sizes.resolution / 2 : sizes.resolution,
             .up = sizes.up},
            kernels) {
    squares_ =
        reader.take(name + ".weight", {sizes.out, sizes.in, 3, 3}).square().sum(at::IntArrayRef{2, 3}).contiguous();
    if (!reader.contains(name + ".noise_const")) return;
    noise_ = reader.take(name + ".noise_const", {sizes.resolution, sizes.resolution});
    noiseStrength_ = reader.take(name + ".noise_strength", {}).item<double>();
}

void StyledLayer::forward(std::span<const StyledInput> pictures, double gain, bool half, LayerScratch& scratch) const {
    const double act = std::numbers::sqrt2 * gain;  // leaky ReLU's gain may act before it
    const auto out = std::size_t(sizes_.out), whole = std::size_t(wholePlanes(sizes_.out));
    if (scratch.pictures.size() < pictures.size()) scratch.pictures.resize(pictures.size());
    scratch.jobs.clear();
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        const StyledInput& in = pictures[i];
        LayerScratch::Vectors& own = scratch.pictures[i];
        affine_.styles(in.w, own.styles);
        own.squares.resize(std::size_t(sizes_.in));
        std::transform(own.styles.begin(), own.styles.begin() + sizes_.in, own.squares.begin(),
                       [](float s) { return s * s; });
        own.gain.assign(whole, 0.0F);
        own.bias.assign(whole, 0.0F);
        kernels::dense(floats(squares_), own.squares, {}, std::span(own.gain).first(out));
        for (std::size_t o = 0; o < out; ++o) {
            own.gain[o] = float(act / std::sqrt(double(own.gain[o]) + 1e-8));
            own.bias[o] = float(act * floats(bias_)[o]);
        }
        scratch.jobs.push_back({.x = in.x,
                                .scale = own.styles.data(),
                                .finish = {.gain = own.gain.data(),
                                           .bias = own.bias.data(),
                                           .noise = in.noise.empty() ? nullptr : in.noise.data(),
                                           .aside = in.aside,
                                           .noiseGain = float(act * noiseStrength_),
                                           .limit = limitOf(gain * sizes_.limit)},
                                .out = in.out});
    }
    conv_.forward(scratch.jobs, half, scratch.conv);
}

ColourLayer::ColourLayer(const WeightReader& reader, const std::string& name, std::int64_t in, std::int64_t wDim,
                         double limit, const ConvKernels& kernels)
    : weight_(at::zeros({3, wholePlanes(in)})),
      bias_(reader.take(name + ".bias", {3})),
      affine_(StyleAffine::read(reader, name, in, wDim)),
      limit_(limit),
      kernels_(kernels) {
    weight_.slice(1, 0, in).copy_(reader.take(name + ".weight", {3, in, 1, 1}).view({3, in}) / std::sqrt(double(in)));
}

void ColourLayer::addTo(float* picture, const float* x, std::int64_t side, std::span<const float> w,
                        LayerScratch& scratch) const {
    if (scratch.pictures.empty()) scratch.pictures.resize(1);
    LayerScratch::Vectors& own = scratch.pictures.front();
    affine_.styles(w, own.styles);
    own.gain.resize(3 * own.styles.size());
    for (std::size_t i = 0; i < own.gain.size(); ++i)
        own.gain[i] = floats(weight_)[i] * own.styles[i % own.styles.size()];
    const std::int64_t channels = weight_.size(1), area = side * side, rows = std::max<std::int64_t>(1, 4096 / side);
    runTasks((side + rows - 1) / rows, [&](std::int64_t task, std::int64_t) {
        const std::int64_t begin = task * rows * side, end = std::min(area, begin + rows * side);
        kernels_.colours(x, own.gain.data(), bias_.data_ptr<float>(), channels, area, begin, end, limitOf(limit_),
                         picture);
    });
}

ShortcutLayer::ShortcutLayer(const WeightReader& reader, const std::string& name, std::int64_t in, std::int64_t out,
                             std::int64_t side, const ConvKernels& kernels)
    : ones_(std::size_t(std::max(wholePlanes(in), wholePlanes(out))), 1.0F),
      zeros_(std::size_t(wholePlanes(out)), 0.0F),
      conv_((reader.take(name + ".weight", {out, in, 1, 1}) / std::sqrt(double(in))).contiguous(),
            reader.filter(name + ".resample_filter"), {.in = in, .out = out, .side = side, .up = true}, kernels) {}

void ShortcutLayer::forward(const float* x, double gain, float* out, LayerScratch& scratch) const {
    if (scratch.pictures.empty()) scratch.pictures.resize(1);
    std::vector<float>& gains = scratch.pictures.front().gain;
    gains.assign(zeros_.size(), float(gain));
    const ConvJob job{.x = x,
                      .scale = ones_.data(),
                      .finish = {.gain = gains.data(),
                                 .bias = zeros_.data(),
                                 .limit = std::numeric_limits<float>::infinity(),
                                 .slope = 1.0F},
                      .out = out};
    conv_.forward({&job, 1}, false, scratch.conv);
}

}  // namespace syper::core
