// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/gan_generator.h"

#include <ATen/ATen.h>

#include <cmath>
#include <numbers>

#include "core/generator/grad_ops.h"
#include "core/generator/weights.h"

namespace syper::core {
namespace {

constexpr double kLeakyGain = std::numbers::sqrt2;  // the published gain of leaky ReLU

std::string blockName(int resolution) {
    return "synthesis.b" + std::to_string(resolution);
}
std::string mappingName(int layer) {
    return "mapping.fc" + std::to_string(layer);
}

}  // namespace

bool isTrainable(std::string_view name) {
    return !name.ends_with("noise_const") && !name.ends_with("w_avg") && !name.ends_with("resample_filter");
}

GanGenerator::GanGenerator(const GanGeneratorConfig& config, std::uint64_t seed) : config_(config) {
    GeneratorShape shape{.zDim = config.zDim,
                         .wDim = config.wDim,
                         .mappingLayers = config.mappingLayers,
                         .resolution = config.resolution,
                         .channels = officialChannels(config.resolution, config.channelBase, config.channelMax)};
    tensors_ = randomGenerator(shape, seed);
    numWs_ = shape.numWs();
}

GanGenerator::GanGenerator(const TensorMap& weights, const std::string& prefix, const GeneratorShape& shape)
    : architecture_(shape.architecture), numWs_(shape.numWs()) {
    config_ = {.resolution = shape.resolution,
               .zDim = shape.zDim,
               .wDim = shape.wDim,
               .mappingLayers = shape.mappingLayers,
               .clamp = shape.clamp};
    const WeightReader reader(weights, prefix);
    for (const auto& [name, tensor] : weights.entries()) {
        if (!name.starts_with(prefix + "synthesis.") && !name.starts_with(prefix + "mapping.")) continue;
        const std::string own = name.substr(prefix.size());
        tensors_.set(own,
                     own.ends_with("resample_filter") ? reader.filter(own) : reader.take(own, tensor.sizes().vec()));
    }
    for (int i = 0; i < shape.blocks(); ++i)
        for (const char* part : {"", ".conv0", ".skip"}) {
            const std::string name = blockName(shape.blockResolution(i)) + part + ".resample_filter";
            if (!tensors_.contains(name)) tensors_.set(name, reader.filter(name));
        }
}

at::Tensor GanGenerator::map(const at::Tensor& z) const {
    at::Tensor x = z * (z.square().mean(1, true) + 1e-8).rsqrt();
    for (int i = 0; i < config_.mappingLayers; ++i) {
        const at::Tensor& weight = tensors_.at(mappingName(i) + ".weight");
        const double scale = kLeakyGain * kMappingRate / std::sqrt(double(weight.size(1)));
        x = biasLeaky(at::matmul(x, (weight * scale).t()),
                      tensors_.at(mappingName(i) + ".bias") * (kLeakyGain * kMappingRate), 0.0);
    }
    return x;
}

at::Tensor GanGenerator::styles(const at::Tensor& w, const std::string& name) const {
    const at::Tensor& weight = tensors_.at(name + ".affine.weight");
    return at::addmm(tensors_.at(name + ".affine.bias"), w, weight.t(), 1.0, 1.0 / std::sqrt(double(weight.size(1))));
}

at::Tensor GanGenerator::layer(const at::Tensor& x, const at::Tensor& w, const std::string& name, bool up,
                               const std::optional<at::Generator>& noise, double gain) const {
    const double act = kLeakyGain * gain;
    const at::Tensor& weight = tensors_.at(name + ".weight");
    const at::Tensor s = styles(w, name);
    // Demodulation, with the activation's gain folded in.
    const at::Tensor norm = at::matmul(s.square(), weight.square().sum(at::IntArrayRef{2, 3}).t());
    const at::Tensor d = (norm + 1e-8).rsqrt() * act;
    at::Tensor y = x * s.to(x.scalar_type()).view({s.size(0), -1, 1, 1});
    const at::Tensor kernel = weight.to(x.scalar_type());
    if (up) {
        const std::int64_t side = 2 * x.size(2) + 1;
        y = convolveTransposed(y, kernel.transpose(0, 1), 2, 0, side);
        y = filterPlanes(y, tensors_.at(name + ".resample_filter") * 4.0, 1);
    } else {
        y = convolve(y, kernel, 1, 1);
    }
    y = y * d.to(y.scalar_type()).view({d.size(0), -1, 1, 1});
    if (const at::Tensor* own = tensors_.find(name + ".noise_const")) {
        const at::Tensor planes = noise ? at::randn({y.size(0), 1, y.size(2), y.size(3)}, *noise) : *own;
        y = y + (planes * (tensors_.at(name + ".noise_strength") * act)).to(y.scalar_type());
    }
    return biasLeaky(y, tensors_.at(name + ".bias") * act, config_.clamp * gain);
}

at::Tensor GanGenerator::shortcut(const at::Tensor& x, const std::string& block) const {
    const at::Tensor& weight = tensors_.at(block + ".skip.weight");
    const at::Tensor y = convolve(x, (weight / std::sqrt(2.0 * double(weight.size(1)))).to(x.scalar_type()), 1, 0);
    return filterUp2(y, tensors_.at(block + ".skip.resample_filter"));
}

at::Tensor GanGenerator::toRgb(const at::Tensor& x, const at::Tensor& w, const std::string& name) const {
    const at::Tensor& weight = tensors_.at(name + ".weight");
    const at::Tensor s = styles(w, name) * (1.0 / std::sqrt(double(weight.size(1))));
    const at::Tensor y =
        convolve(x * s.to(x.scalar_type()).view({s.size(0), -1, 1, 1}), weight.to(x.scalar_type()), 1, 0);
    const at::Tensor rgb = y.to(at::kFloat) + tensors_.at(name + ".bias").view({1, 3, 1, 1});
    return config_.clamp > 0 ? at::clamp(rgb, -config_.clamp, config_.clamp) : rgb;
}

at::Tensor GanGenerator::synthesize(const at::Tensor& ws, const std::optional<at::Generator>& noise, bool half,
                                    RunControl& control) const {
    at::Tensor x, image;
    std::int64_t index = 0;
    for (int size = 4; size <= config_.resolution; size *= 2) {
        const std::string b = blockName(size);
        at::Tensor aside;
        if (size == 4) {
            x = tensors_.at(b + ".const").unsqueeze(0).repeat({ws.size(0), 1, 1, 1});
            x = asActivation(x, size, half);
        } else {
            x = asActivation(x, size, half);
            if (architecture_ == Architecture::Resnet) aside = shortcut(x, b);
            x = gated(layer(x, ws.select(1, index++), b + ".conv0", true, noise, 1.0), control);
        }
        const double gain = aside.defined() ? 1.0 / std::numbers::sqrt2 : 1.0;
        x = layer(x, ws.select(1, index++), b + ".conv1", false, noise, gain);
        if (aside.defined()) x = x + aside;
        x = gated(x, control);
        if (image.defined()) image = filterUp2(image, tensors_.at(b + ".resample_filter"));
        if (architecture_ != Architecture::Skip && size < config_.resolution) continue;
        // The last layer's w also colours: the next block starts with it.
        const at::Tensor rgb = toRgb(x, ws.select(1, index), b + ".torgb");
        image = image.defined() ? image + rgb : rgb;
    }
    return image;
}

}  // namespace syper::core
