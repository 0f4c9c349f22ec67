// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/discriminator.h"

#include <ATen/ATen.h>

#include <cmath>
#include <numbers>

#include "core/api/error.h"
#include "core/generator/grad_ops.h"

namespace syper::core {
namespace {

constexpr double kLeakyGain = std::numbers::sqrt2;  // the published gain of leaky ReLU
constexpr double kHalfPower = 1.0 / std::numbers::sqrt2;

std::string blockName(int resolution) {
    return "b" + std::to_string(resolution);
}

/// The largest resolution among names like "b64.conv1.weight"; 0 if there is none.
int largestBlock(const TensorMap& tensors) {
    int largest = 0;
    for (const auto& [name, tensor] : tensors.entries()) {
        if (name.size() < 2 || name[0] != 'b' || name[1] < '0' || name[1] > '9') continue;
        largest = std::max(largest, std::atoi(name.c_str() + 1));
    }
    return largest;
}

TensorMap below(const TensorMap& weights, std::string_view prefix) {
    TensorMap tensors;
    for (const auto& [name, tensor] : weights.entries())
        if (name.starts_with(prefix)) tensors.set(name.substr(prefix.size()), tensor.to(at::kFloat).clone());
    return tensors;
}

}  // namespace

at::Tensor defaultFilter() {
    const at::Tensor taps = at::tensor({1.0F, 3.0F, 3.0F, 1.0F}) / 8.0;
    return at::outer(taps, taps);
}

Discriminator::Discriminator(const DiscriminatorConfig& config, at::Generator random) : config_(config) {
    const int r = config.resolution;
    if (r < 8 || (r & (r - 1)) != 0)
        throw Error(Errc::BadArgument,
                    "discriminator: resolution is " + std::to_string(r) + "; give a power of two, 8 or more");
    const auto weight = [&](const std::string& name, at::IntArrayRef shape) {
        tensors_.set(name + ".weight", at::randn(shape, random));
    };
    const auto bias = [&](const std::string& name, std::int64_t n) { tensors_.set(name + ".bias", at::zeros({n})); };
    for (int size = r; size > 4; size /= 2) {
        const std::string b = blockName(size);
        const int wide = channels(size), next = channels(size / 2);
        tensors_.set(b + ".resample_filter", defaultFilter());
        if (size == r || config.architecture == "skip") {
            weight(b + ".fromrgb", {wide, 3, 1, 1});
            bias(b + ".fromrgb", wide);
        }
        weight(b + ".conv0", {wide, wide, 3, 3});
        bias(b + ".conv0", wide);
        weight(b + ".conv1", {next, wide, 3, 3});
        bias(b + ".conv1", next);
        tensors_.set(b + ".conv1.resample_filter", defaultFilter());
        if (config.architecture != "resnet") continue;
        weight(b + ".skip", {next, wide, 1, 1});
        tensors_.set(b + ".skip.resample_filter", defaultFilter());
    }
    const int last = channels(4);
    if (config.architecture == "skip") {
        weight("b4.fromrgb", {last, 3, 1, 1});
        bias("b4.fromrgb", last);
    }
    weight("b4.conv", {last, last + 1, 3, 3});
    bias("b4.conv", last);
    weight("b4.fc", {last, last * 16});
    bias("b4.fc", last);
    weight("b4.out", {1, last});
    bias("b4.out", 1);
}

Discriminator::Discriminator(const TensorMap& weights, std::string_view prefix, double clamp, int statisticsGroup)
    : tensors_(below(weights, prefix)) {
    config_.resolution = largestBlock(tensors_);
    config_.clamp = clamp;
    config_.statisticsGroup = statisticsGroup;
    if (config_.resolution < 8)
        throw Error(Errc::BadFormat,
                    "discriminator: no blocks b8 and larger among the weights; give a StyleGAN2 network");
    if (tensors_.contains("mapping.fc0.weight") || tensors_.at("b4.out.weight").size(0) != 1)
        throw Error(Errc::Unsupported,
                    "discriminator: a conditional one cannot be used here; give an unconditional network");
    const std::string first = blockName(config_.resolution);
    config_.architecture = tensors_.contains(first + ".skip.weight") ? "resnet"
                           : tensors_.contains("b4.fromrgb.weight")  ? "skip"
                                                                     : "orig";
    config_.channelMax = int(tensors_.at("b4.fc.weight").size(0));
    config_.channelBase = int(tensors_.at(first + ".conv0.weight").size(0)) * config_.resolution;
}

int Discriminator::channels(int resolution) const {
    return std::min(config_.channelBase / resolution, config_.channelMax);
}

at::Tensor Discriminator::layer(const at::Tensor& x, const std::string& name, double gain, bool down,
                                bool active) const {
    const at::Tensor& weight = tensors_.at(name + ".weight");
    const std::int64_t kernel = weight.size(2);
    const double scale = gain * (active ? kLeakyGain : 1.0) / std::sqrt(double(weight.size(1) * kernel * kernel));
    const at::Tensor w = (weight * scale).to(x.scalar_type());
    at::Tensor y;
    if (!down) {
        y = convolve(x, w, 1, kernel / 2);
    } else {
        const at::Tensor& filter = tensors_.at(name + ".resample_filter");
        const std::int64_t pad = (filter.size(0) - 1) / 2;
        y = kernel == 1 ? convolve(filterDown2(x, filter, pad), w, 1, 0)
                        : convolve(filterPlanes(x, filter, pad + kernel / 2), w, 2, 0);
    }
    if (!active) return y;
    return biasLeaky(y, tensors_.at(name + ".bias") * (gain * kLeakyGain), config_.clamp * gain);
}

at::Tensor Discriminator::fromRgb(const at::Tensor& image, int resolution, bool half) const {
    return layer(asActivation(image, resolution, half), blockName(resolution) + ".fromrgb", 1.0, false, true);
}

at::Tensor Discriminator::block(const at::Tensor& x, const std::string& name) const {
    if (config_.architecture != "resnet")
        return layer(layer(x, name + ".conv0", 1.0, false, true), name + ".conv1", 1.0, true, true);
    const at::Tensor direct = layer(x, name + ".skip", kHalfPower, true, false);
    const at::Tensor y = layer(layer(x, name + ".conv0", 1.0, false, true), name + ".conv1", kHalfPower, true, true);
    return direct + y;
}

at::Tensor Discriminator::withDeviation(const at::Tensor& x) const {
    const std::int64_t n = x.size(0);
    const std::int64_t group = config_.statisticsGroup > 0 ? std::min<std::int64_t>(config_.statisticsGroup, n) : n;
    if (n % group != 0)
        throw Error(Errc::BadShape, "discriminator: " + std::to_string(n) + " pictures do not make groups of " +
                                        std::to_string(group) + "; choose a batch that does");
    at::Tensor y = x.reshape({group, n / group, x.size(1), x.size(2), x.size(3)});
    y = (y - y.mean(0)).square().mean(0);
    y = (y + 1e-8).sqrt().mean(at::IntArrayRef{1, 2, 3});
    y = y.view({-1, 1, 1, 1}).repeat({group, 1, x.size(2), x.size(3)});
    return at::cat({x, y}, 1);
}

at::Tensor Discriminator::dense(const at::Tensor& x, const std::string& name, bool active) const {
    const at::Tensor& weight = tensors_.at(name + ".weight");
    const double gain = active ? kLeakyGain : 1.0;
    const at::Tensor y = at::matmul(x, (weight * (gain / std::sqrt(double(weight.size(1))))).t());
    const at::Tensor bias = tensors_.at(name + ".bias") * gain;
    return active ? biasLeaky(y, bias, 0.0) : y + bias;
}

at::Tensor Discriminator::epilogue(const at::Tensor& x) const {
    at::Tensor y = layer(withDeviation(x), "b4.conv", 1.0, false, true);
    y = dense(y.flatten(1), "b4.fc", true);
    return dense(y, "b4.out", false);
}

at::Tensor Discriminator::forward(const at::Tensor& images, bool half, RunControl& control) const {
    const int r = config_.resolution;
    if (images.dim() != 4 || images.size(1) != 3 || images.size(2) != r || images.size(3) != r || images.size(0) < 1)
        throw Error(Errc::BadShape, "discriminator: wants pictures of 3 x " + std::to_string(r) + " x " +
                                        std::to_string(r) + "; resize them first");
    const bool skip = config_.architecture == "skip";
    at::Tensor image = images, x;
    for (int size = r; size > 4; size /= 2) {
        if (!x.defined())
            x = fromRgb(image, size, half);
        else
            x = asActivation(x, size, half);
        if (skip && size != r) x = x + fromRgb(image, size, half);
        if (skip) {
            const at::Tensor& filter = tensors_.at(blockName(size) + ".resample_filter");
            image = filterDown2(image, filter, (filter.size(0) - 1) / 2);
        }
        x = gated(block(x, blockName(size)), control);
    }
    x = asActivation(x, 4, false);
    if (skip) x = x + fromRgb(image, 4, false);
    return epilogue(x);
}

}  // namespace syper::core
