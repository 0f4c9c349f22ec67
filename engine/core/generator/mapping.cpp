// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/mapping.h"

#include <ATen/ATen.h>

#include <cmath>
#include <numbers>

#include "core/api/error.h"
#include "core/generator/kernels.h"
#include "core/generator/weights.h"

namespace syper::core {
namespace {

/// x / sqrt(mean(x^2) + 1e-8)
void normalise(std::span<float> x) {
    double squares = 0.0;
    for (const float value : x) squares += double(value) * value;
    const auto factor = float(1.0 / std::sqrt(squares / double(x.size()) + 1e-8));
    for (float& value : x) value *= factor;
}

}  // namespace

Mapping::Mapping(const TensorMap& weights, const std::string& prefix, const GeneratorShape& shape) : shape_(shape) {
    const WeightReader reader(weights, prefix + "mapping.");
    const std::int64_t wide = shape.wDim;
    if (shape.cDim > 0) {
        embed_.weight = reader.take("embed.weight", {wide, shape.cDim}) / std::sqrt(double(shape.cDim));
        embed_.bias = reader.take("embed.bias", {wide});
    }
    for (int i = 0; i < shape.mappingLayers; ++i) {
        const std::int64_t in = i > 0 ? wide : shape.zDim + (shape.cDim > 0 ? wide : 0);
        const std::string name = "fc" + std::to_string(i);
        const double gain = shape.mappingRate * std::numbers::sqrt2;  // leaky ReLU's gain, which may act before it
        layers_.push_back({reader.take(name + ".weight", {wide, in}) * (gain / std::sqrt(double(in))),
                           reader.take(name + ".bias", {wide}) * gain});
    }
    if (reader.contains("w_avg")) average_ = reader.take("w_avg", {wide});
}

std::vector<float> Mapping::embedded(int label) const {
    std::vector<float> chosen(std::size_t(shape_.cDim), 0.0F), out(std::size_t(shape_.wDim));
    chosen[std::size_t(label)] = 1.0F;
    kernels::dense(floats(embed_.weight), chosen, floats(embed_.bias), out);
    normalise(out);
    return out;
}

std::vector<float> Mapping::map(std::span<const float> z, int label) const {
    if (std::ssize(z) != shape_.zDim)
        throw Error(Errc::BadShape, "mapping: z has " + std::to_string(z.size()) + " values, the network takes " +
                                        std::to_string(shape_.zDim));
    if (shape_.cDim > 0 ? label < 0 || label >= shape_.cDim : label >= 0)
        throw Error(Errc::BadArgument,
                    shape_.cDim > 0 ? "class " + std::to_string(label) + ": this network has the classes 0 to " +
                                          std::to_string(shape_.cDim - 1) + "; choose one of them"
                                    : "class " + std::to_string(label) + ": this network has no classes; leave it out");
    std::vector<float> x(z.begin(), z.end());
    if (!x.empty()) normalise(x);
    if (shape_.cDim > 0) {
        const std::vector<float> y = embedded(label);
        x.insert(x.end(), y.begin(), y.end());
    }
    for (const Layer& layer : layers_) {
        std::vector<float> y(std::size_t(shape_.wDim));
        kernels::dense(floats(layer.weight), x, floats(layer.bias), y);
        for (float& value : y) value = value > 0.0F ? value : 0.2F * value;
        x = std::move(y);
    }
    return x;
}

std::span<const float> Mapping::average() const noexcept {
    return average_.defined() ? floats(average_) : std::span<const float>();
}

std::vector<float> Mapping::truncated(std::span<const float> w, double psi) const {
    std::vector<float> out(w.begin(), w.end());
    if (psi == 1.0) return out;
    if (!average_.defined())
        throw Error(Errc::Unsupported, "truncation " + std::to_string(psi) +
                                           ": this network's file has no mapping.w_avg; use truncation 1");
    const std::span<const float> average = floats(average_);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = float(average[i] + psi * (double(out[i]) - average[i]));
    return out;
}

}  // namespace syper::core
