// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/styled_layer.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/generator/kernels.h"

namespace syper::core {
namespace {

constexpr std::array<std::int64_t, 2> kOne{1, 1}, kTwo{2, 2}, kNone{0, 0};
constexpr auto kLast = at::MemoryFormat::ChannelsLast;

std::span<float> writable(const at::Tensor& tensor) {
    return {tensor.data_ptr<float>(), std::size_t(tensor.numel())};
}

/// [side, side, channels] as the [1, channels, side, side] in channels-last order that convolutions take; no copy.
at::Tensor asBatch(const at::Tensor& values) {
    return values.unsqueeze(0).permute({0, 3, 1, 2});
}

/// oneDNN where LibTorch has it, called by name: what at::conv2d picks depends on sizes and on the number of threads.
at::Tensor convolve(const at::Tensor& x, const at::Tensor& weight, std::int64_t padding, std::int64_t groups) {
    const std::array<std::int64_t, 2> pad{padding, padding};
    if (at::hasMKLDNN())
        return at::mkldnn_convolution(x, weight, c10::nullopt, pad, kOne, kOne, groups).contiguous(kLast);
    return at::conv2d(x, weight, {}, kOne, pad, kOne, groups).contiguous(kLast);
}

/// The transpose of a convolution of stride 2 without padding; weight [in, out, 3, 3]. Asked of LibTorch as a gradient,
/// since the fast kernel is only reached that way.
at::Tensor convolveTransposed2(const at::Tensor& x, const at::Tensor& weight) {
    const std::int64_t side = 2 * x.size(2) + 1;
    const at::Tensor shape = at::empty({1, weight.size(1), side, side}, x.options(), kLast);
    return std::get<0>(at::convolution_backward(x, shape, weight, c10::nullopt, kTwo, kNone, kOne, false, kNone, 1,
                                                {true, false, false}))
        .contiguous(kLast);
}

/// Below this many outputs LibTorch's gradient of a convolution takes a slow path that depends on the BLAS's threads.
bool reachesFastGradient(std::int64_t channels, std::int64_t side) {
    return channels * side * side > 20480;
}

}  // namespace

StyleAffine StyleAffine::read(const WeightReader& reader, const std::string& name, std::int64_t channels,
                              std::int64_t wDim) {
    return {reader.take(name + ".affine.weight", {channels, wDim}) / std::sqrt(double(wDim)),
            reader.take(name + ".affine.bias", {channels})};
}

std::vector<float> StyleAffine::styles(std::span<const float> w) const {
    std::vector<float> out(std::size_t(weight.size(0)));
    kernels::dense(floats(weight), w, floats(bias), out);
    return out;
}

std::vector<ChannelPart> channelParts(std::int64_t channels) {
    constexpr std::int64_t kLeast = 32, kMost = 4, kUnit = 16;  // whole vector registers
    const std::int64_t count = std::clamp<std::int64_t>(channels / kLeast, 1, kMost);
    const std::int64_t size = (channels + count * kUnit - 1) / (count * kUnit) * kUnit;
    std::vector<ChannelPart> parts;
    for (std::int64_t begin = 0; begin < channels; begin += size)
        parts.push_back({begin, std::min(channels, begin + size)});
    return parts;
}

StyledLayer::StyledLayer(const WeightReader& reader, const std::string& name, const Sizes& sizes)
    : sizes_(sizes), parts_(channelParts(sizes.out)), affine_(StyleAffine::read(reader, name, sizes.in, sizes.wDim)) {
    const at::Tensor weight = reader.take(name + ".weight", {sizes.out, sizes.in, 3, 3});
    squares_ = weight.square().sum(at::IntArrayRef{2, 3}).contiguous();
    bias_ = reader.take(name + ".bias", {sizes.out});
    if (reader.contains(name + ".noise_const")) {
        noise_ = reader.take(name + ".noise_const", {sizes.resolution, sizes.resolution});
        noiseStrength_ = reader.take(name + ".noise_strength", {}).item<double>();
    }
    stylesOnWeights_ = sizes.out * 9 < sizes.resolution * sizes.resolution;
    for (const ChannelPart& part : parts_)
        spread_ = spread_ || (sizes.up && !reachesFastGradient(part.size(), sizes.resolution + 1));
    for (const ChannelPart& part : parts_) {
        at::Tensor own = weight.slice(0, part.begin, part.end);
        if (sizes.up) own = spread_ ? own.flip({2, 3}) : own.transpose(0, 1);
        weights_.push_back(own.clone(at::MemoryFormat::Contiguous).contiguous(kLast));
    }
    if (!sizes.up) return;
    const at::Tensor filter = reader.filter(name + ".resample_filter");
    const std::int64_t taps = filter.size(0);
    filter_ = (filter.flip({0, 1}) * 4.0).contiguous();  // correlation with the flipped filter is the true convolution
    padBefore_ = (taps + 1) / 2 - 1;
    padAfter_ = (taps - 2 >= 0 ? (taps - 2) / 2 : -1);
}

at::Tensor StyledLayer::prepared(const Activation& x, std::span<const float> styles) const {
    at::Tensor in = x.values;
    if (!stylesOnWeights_) {
        in = at::empty_like(x.values);
        kernels::scaleChannels(floats(x.values), styles, writable(in));
    }
    if (!spread_) return asBatch(in);
    // Zeros between the pixels and two around them: convolving that is the transposed convolution of stride 2.
    const std::int64_t side = 2 * x.side() + 3;
    at::Tensor wide = at::zeros({side, side, x.channels()}, in.options());
    wide.slice(0, 2, side - 2, 2).slice(1, 2, side - 2, 2).copy_(in);
    return asBatch(wide);
}

at::Tensor StyledLayer::scaledWeight(std::size_t part, std::span<const float> styles) const {
    const at::Tensor& weight = weights_[part];
    if (!stylesOnWeights_) return weight;
    const at::Tensor scale =
        at::from_blob(const_cast<float*>(styles.data()), {std::int64_t(styles.size())}, at::kFloat);
    return weight * (sizes_.up && !spread_ ? scale.view({-1, 1, 1, 1}) : scale.view({1, -1, 1, 1}));
}

at::Tensor StyledLayer::convolved(const at::Tensor& x, const at::Tensor& weight) const {
    if (!sizes_.up) return convolve(x, weight, 1, 1);
    return spread_ ? convolve(x, weight, 0, 1) : convolveTransposed2(x, weight);
}

at::Tensor StyledLayer::lowPassed(const at::Tensor& y, std::int64_t channels) const {
    const std::int64_t taps = filter_.size(0);
    const at::Tensor weight = filter_.expand({channels, 1, taps, taps}).contiguous();
    if (padBefore_ == padAfter_ && padBefore_ >= 0) return convolve(y, weight, padBefore_, channels);
    const std::array<std::int64_t, 4> pad{padBefore_, padAfter_, padBefore_, padAfter_};
    return convolve(at::constant_pad_nd(y, pad).contiguous(kLast), weight, 0, channels);
}

Activation StyledLayer::forward(const Activation& x, std::span<const float> w, std::span<const float> noise,
                                double gain) const {
    const double act = std::numbers::sqrt2 * gain;  // leaky ReLU's gain may act before it
    const std::vector<float> styles = affine_.styles(w);
    std::vector<float> squared(styles.size()), demodulation(std::size_t(sizes_.out)), bias(std::size_t(sizes_.out));
    std::ranges::transform(styles, squared.begin(), [](float s) { return s * s; });
    kernels::dense(floats(squares_), squared, {}, demodulation);
    for (std::size_t o = 0; o < demodulation.size(); ++o) {
        demodulation[o] = float(act / std::sqrt(double(demodulation[o]) + 1e-8));
        bias[o] = float(act * floats(bias_)[o]);
    }

    const at::Tensor in = prepared(x, styles);
    Activation out{at::empty({sizes_.resolution, sizes_.resolution, sizes_.out}, x.values.options())};
    kernels::inPieces(std::ssize(parts_), [&](std::int64_t i) {
        const ChannelPart part = parts_[std::size_t(i)];
        at::Tensor y = convolved(in, scaledWeight(std::size_t(i), styles));
        if (sizes_.up) y = lowPassed(y, part.size());
        const auto own = [&part](const std::vector<float>& all) {
            return std::span<const float>(all).subspan(std::size_t(part.begin), std::size_t(part.size()));
        };
        const kernels::Finish how{.gain = own(demodulation),
                                  .bias = own(bias),
                                  .noise = noise,
                                  .noiseGain = float(act * noiseStrength_),
                                  .limit = float(gain * sizes_.limit)};
        kernels::finishLayer(floats(y), how, out.values.data_ptr<float>() + part.begin, sizes_.out);
    });
    return out;
}

ColourLayer::ColourLayer(const WeightReader& reader, const std::string& name, std::int64_t in, std::int64_t wDim,
                         double limit)
    : weight_(reader.take(name + ".weight", {3, in, 1, 1}) / std::sqrt(double(in))),
      bias_(reader.take(name + ".bias", {3})),
      affine_(StyleAffine::read(reader, name, in, wDim)),
      limit_(limit) {}

void ColourLayer::addTo(std::span<float> picture, const Activation& x, std::span<const float> w) const {
    const std::vector<float> styles = affine_.styles(w);
    std::vector<float> weight(3 * styles.size());
    for (std::size_t i = 0; i < weight.size(); ++i) weight[i] = floats(weight_)[i] * styles[i % styles.size()];
    kernels::addColours(floats(x.values), weight, floats(bias_), float(limit_), picture);
}

Activation upsampled(const Activation& x, const at::Tensor& filter) {
    Activation out{at::empty({2 * x.side(), 2 * x.side(), x.channels()}, x.values.options())};
    const at::Tensor gained = filter * 4.0;
    kernels::upsample2(floats(x.values), x.side(), x.channels(), floats(gained), filter.size(0), writable(out.values));
    return out;
}

ShortcutLayer::ShortcutLayer(const WeightReader& reader, const std::string& name, std::int64_t in, std::int64_t out)
    : parts_(channelParts(out)), filter_(reader.filter(name + ".resample_filter")) {
    const at::Tensor weight = reader.take(name + ".weight", {out, in, 1, 1}) / std::sqrt(double(in));
    for (const ChannelPart& part : parts_) weights_.push_back(weight.slice(0, part.begin, part.end).contiguous(kLast));
}

Activation ShortcutLayer::forward(const Activation& x, double gain) const {
    Activation y{at::empty({x.side(), x.side(), parts_.back().end}, x.values.options())};
    const at::Tensor in = asBatch(x.values);
    kernels::inPieces(std::ssize(parts_), [&](std::int64_t i) {
        const ChannelPart part = parts_[std::size_t(i)];
        const at::Tensor own = convolve(in, weights_[std::size_t(i)], 0, 1);
        y.values.slice(2, part.begin, part.end).copy_(own.squeeze(0).permute({1, 2, 0}));
    });
    y.values *= gain;
    return upsampled(y, filter_);
}

}  // namespace syper::core
