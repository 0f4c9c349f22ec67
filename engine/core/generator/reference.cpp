// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/reference.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <array>
#include <cmath>
#include <numbers>

#include "core/generator/weights.h"

namespace syper::core {
namespace {

constexpr std::array<std::int64_t, 2> kOne{1, 1}, kTwo{2, 2}, kNone{0, 0};

/// True convolution of every channel with filter [taps, taps] after padding by `before` and `after` on both sides.
at::Tensor filtered(const at::Tensor& x, const at::Tensor& filter, std::int64_t before, std::int64_t after,
                    double gain) {
    const std::int64_t channels = x.size(1), taps = filter.size(0);
    const std::array<std::int64_t, 4> pad{before, after, before, after};
    const at::Tensor kernel = (filter * gain).flip({0, 1}).expand({channels, 1, taps, taps});
    return at::conv2d(at::constant_pad_nd(x, pad), kernel, {}, kOne, kNone, kOne, channels);
}

/// Zeros the published code adds behind a filter of `taps` that doubles; one is cut off where there is a single tap.
std::int64_t padAfter(std::int64_t taps) {
    return taps >= 2 ? (taps - 2) / 2 : -1;
}

/// Twice the size: a zero after every pixel, then the filter; as upsample2d.
at::Tensor upsampled(const at::Tensor& x, const at::Tensor& filter) {
    const std::int64_t n = x.size(0), c = x.size(1), h = x.size(2), w = x.size(3), taps = filter.size(0);
    at::Tensor wide =
        at::constant_pad_nd(x.reshape({n, c, h, 1, w, 1}), {0, 1, 0, 0, 0, 1}).reshape({n, c, 2 * h, 2 * w});
    return filtered(wide, filter, (taps + 1) / 2, padAfter(taps), 4.0);
}

}  // namespace

ReferenceSynthesis::ReferenceSynthesis(const TensorMap& weights, const std::string& prefix, const GeneratorShape& shape,
                                       bool fused)
    : shape_(shape), fused_(fused) {
    const std::string below = prefix + "synthesis.";
    for (const auto& [name, tensor] : weights.entries())
        if (name.starts_with(below)) tensors_.set(name.substr(below.size()), tensor.to(at::kFloat));
    for (int i = 0; i < shape.blocks(); ++i) {
        const std::string name = "b" + std::to_string(shape.blockResolution(i));
        for (const std::string& filter :
             {name + ".resample_filter", name + ".conv0.resample_filter", name + ".skip.resample_filter"})
            tensors_.set(filter, WeightReader(tensors_, "").filter(filter));
    }
}

at::Tensor ReferenceSynthesis::affine(const std::string& name, const at::Tensor& w) const {
    const at::Tensor weight = tensors_.at(name + ".affine.weight") * (1.0 / std::sqrt(double(shape_.wDim)));
    return at::addmm(tensors_.at(name + ".affine.bias").unsqueeze(0), w, weight.t());
}

at::Tensor ReferenceSynthesis::modulated(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& styles,
                                         bool up, bool demodulate, const at::Tensor& filter,
                                         const at::Tensor& noise) const {
    const std::int64_t n = x.size(0), out = weight.size(0), in = weight.size(1), k = weight.size(2);
    at::Tensor own, demodulation;
    if (demodulate || fused_) own = weight.unsqueeze(0) * styles.reshape({n, 1, in, 1, 1});
    if (demodulate) demodulation = (own.square().sum(at::IntArrayRef{2, 3, 4}) + 1e-8).rsqrt();
    if (demodulate && fused_) own = own * demodulation.reshape({n, out, 1, 1, 1});
    const std::int64_t groups = fused_ ? n : 1;
    at::Tensor y = fused_ ? x.reshape({1, n * in, x.size(2), x.size(3)}) : x * styles.reshape({n, in, 1, 1});
    const at::Tensor kernel = fused_ ? own.reshape({n * out, in, k, k}) : weight;
    if (up) {
        const at::Tensor turned =
            groups == 1 ? kernel.transpose(0, 1)
                        : kernel.reshape({groups, out, in, k, k}).transpose(1, 2).reshape({groups * in, out, k, k});
        y = at::conv_transpose2d(y, turned, {}, kTwo, kNone, kNone, groups);
        const std::int64_t taps = filter.size(0);
        y = filtered(y, filter, (taps + 1) / 2 - 1, padAfter(taps), 4.0);
    } else {
        const std::array<std::int64_t, 2> pad{k / 2, k / 2};
        y = at::conv2d(y, kernel, {}, kOne, pad, kOne, groups);
    }
    y = y.reshape({n, out, y.size(2), y.size(3)});
    if (demodulate && !fused_) y = y * demodulation.reshape({n, out, 1, 1});
    return noise.defined() ? y.add_(noise) : y;
}

at::Tensor ReferenceSynthesis::filterOf(const std::string& name) const {
    return tensors_.at(name + ".resample_filter");
}

at::Tensor ReferenceSynthesis::layer(const at::Tensor& x, const at::Tensor& w, const std::string& name, bool up,
                                     double gain, bool noise) const {
    at::Tensor plane;
    if (noise && tensors_.contains(name + ".noise_const"))
        plane = tensors_.at(name + ".noise_const") * tensors_.at(name + ".noise_strength");
    const at::Tensor y = modulated(x, tensors_.at(name + ".weight"), affine(name, w), up, true,
                                   up ? filterOf(name) : at::Tensor(), plane);
    const at::Tensor active =
        at::leaky_relu(y + tensors_.at(name + ".bias").reshape({1, -1, 1, 1}), 0.2) * (std::numbers::sqrt2 * gain);
    return shape_.clamp > 0.0 ? active.clamp(-shape_.clamp * gain, shape_.clamp * gain) : active;
}

at::Tensor ReferenceSynthesis::colours(const at::Tensor& x, const at::Tensor& w, const std::string& name) const {
    const at::Tensor styles = affine(name, w) * (1.0 / std::sqrt(double(x.size(1))));
    const at::Tensor y = modulated(x, tensors_.at(name + ".weight"), styles, false, false, {}, {}) +
                         tensors_.at(name + ".bias").reshape({1, -1, 1, 1});
    return shape_.clamp > 0.0 ? y.clamp(-shape_.clamp, shape_.clamp) : y;
}

at::Tensor ReferenceSynthesis::pictures(const at::Tensor& ws, bool noise) const {
    const c10::InferenceMode noGraph;
    at::Tensor x = tensors_.at("b4.const").unsqueeze(0).repeat({ws.size(0), 1, 1, 1}), image;
    std::int64_t index = 0;
    const auto next = [&] { return ws.select(1, index++); };
    for (int i = 0; i < shape_.blocks(); ++i) {
        const std::string b = "b" + std::to_string(shape_.blockResolution(i));
        const bool joins = i > 0 && shape_.architecture == Architecture::Resnet;
        const double gain = joins ? std::sqrt(0.5) : 1.0;
        at::Tensor aside;
        if (joins) {
            const at::Tensor kernel = tensors_.at(b + ".skip.weight") * (1.0 / std::sqrt(double(x.size(1))));
            aside = upsampled(at::conv2d(x, kernel), filterOf(b + ".skip")) * gain;
        }
        if (i > 0) x = layer(x, next(), b + ".conv0", true, 1.0, noise);
        x = layer(x, next(), b + ".conv1", false, gain, noise);
        if (joins) x = aside.add_(x);
        if (image.defined()) image = upsampled(image, filterOf(b));
        if (!shape_.colours(i)) continue;
        const at::Tensor y = colours(x, ws.select(1, index), b + ".torgb");
        image = image.defined() ? image.add_(y) : y;
    }
    return image;
}

}  // namespace syper::core
