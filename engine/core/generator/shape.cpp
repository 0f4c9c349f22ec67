// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/shape.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "core/api/error.h"
#include "core/generator/discriminator.h"

namespace syper::core {
namespace {

std::string blockName(int resolution) {
    return "synthesis.b" + std::to_string(resolution);
}

int sizeOf(const TensorMap& weights, const std::string& name, int dimension, int dimensions) {
    const at::Tensor& tensor = weights.at(name);
    if (tensor.dim() != dimensions)
        throw Error(Errc::BadFormat, "generator: " + name + " has " + std::to_string(tensor.dim()) + " dimensions, " +
                                         std::to_string(dimensions) +
                                         " are expected; choose a StyleGAN2-ADA generator");
    return int(tensor.size(dimension));
}

/// kwargs[section][key], or null.
nlohmann::json settingOf(const nlohmann::json& kwargs, const char* section, const char* key) {
    if (!kwargs.contains(section) || !kwargs[section].is_object()) return nullptr;
    return kwargs[section].value(key, nlohmann::json());
}

void requireLeaky(const nlohmann::json& kwargs, const char* section) {
    const nlohmann::json activation = settingOf(kwargs, section, "activation");
    if (!activation.is_null() && activation != "lrelu")
        throw Error(Errc::Unsupported,
                    "generator: its activation is " + activation.dump() + "; only lrelu is known here");
}

Architecture architectureOf(const TensorMap& weights, const std::string& prefix) {
    if (weights.contains(prefix + "synthesis.b8.skip.weight")) return Architecture::Resnet;
    return weights.contains(prefix + "synthesis.b4.torgb.weight") ? Architecture::Skip : Architecture::Orig;
}

/// Adds weights in the order of the published modules.
class Builder {
public:
    Builder(const GeneratorShape& shape, std::uint64_t seed, double noiseStrength)
        : shape_(shape), random_(at::detail::createCPUGenerator(seed)), noiseStrength_(noiseStrength) {}

    TensorMap build() {
        for (int i = 0; i < shape_.blocks(); ++i) addBlock(i);
        addMapping();
        return std::move(weights_);
    }

private:
    at::Tensor normal(at::IntArrayRef shape) { return at::randn(shape, random_); }

    void addAffine(const std::string& name, int out) {
        weights_.set(name + ".affine.weight", normal({out, shape_.wDim}));
        weights_.set(name + ".affine.bias", at::ones({out}));
    }

    void addLayer(const std::string& name, int in, int out, int resolution) {
        weights_.set(name + ".weight", normal({out, in, 3, 3}));
        weights_.set(name + ".noise_strength", at::full({}, noiseStrength_));
        weights_.set(name + ".bias", at::zeros({out}));
        weights_.set(name + ".resample_filter", filter_);
        weights_.set(name + ".noise_const", normal({resolution, resolution}));
        addAffine(name, in);
    }

    void addBlock(int block) {
        const int resolution = shape_.blockResolution(block);
        const std::string b = blockName(resolution);
        const int out = shape_.channels[std::size_t(block)];
        if (block == 0) weights_.set(b + ".const", normal({out, 4, 4}));
        weights_.set(b + ".resample_filter", filter_);
        if (block > 0) addLayer(b + ".conv0", shape_.channels[std::size_t(block) - 1], out, resolution);
        addLayer(b + ".conv1", out, out, resolution);
        if (shape_.colours(block)) {
            weights_.set(b + ".torgb.weight", normal({3, out, 1, 1}));
            weights_.set(b + ".torgb.bias", at::zeros({3}));
            addAffine(b + ".torgb", out);
        }
        if (shape_.architecture == Architecture::Resnet && block > 0) {
            weights_.set(b + ".skip.weight", normal({out, shape_.channels[std::size_t(block) - 1], 1, 1}));
            weights_.set(b + ".skip.resample_filter", filter_);
        }
    }

    void addMapping() {
        weights_.set("mapping.w_avg", at::zeros({shape_.wDim}));
        if (shape_.cDim > 0) {
            weights_.set("mapping.embed.weight", normal({shape_.wDim, shape_.cDim}));
            weights_.set("mapping.embed.bias", at::zeros({shape_.wDim}));
        }
        for (int i = 0; i < shape_.mappingLayers; ++i) {
            const int first = shape_.zDim + (shape_.cDim > 0 ? shape_.wDim : 0);
            const std::string name = "mapping.fc" + std::to_string(i);
            weights_.set(name + ".weight", normal({shape_.wDim, i == 0 ? first : shape_.wDim}) / shape_.mappingRate);
            weights_.set(name + ".bias", at::zeros({shape_.wDim}));
        }
    }

    const GeneratorShape& shape_;
    at::Generator random_;
    double noiseStrength_;
    at::Tensor filter_ = defaultFilter();
    TensorMap weights_;
};

}  // namespace

const char* architectureName(Architecture architecture) {
    switch (architecture) {
        case Architecture::Skip:
            return "skip";
        case Architecture::Orig:
            return "orig";
        case Architecture::Resnet:
            return "resnet";
    }
    return "";
}

std::int64_t GeneratorShape::parameters() const {
    const std::int64_t w = wDim;
    std::int64_t sum = cDim > 0 ? w * cDim + w : 0, in = zDim + (cDim > 0 ? w : 0);
    for (int i = 0; i < mappingLayers; ++i, in = w) sum += w * in + w;
    in = channels.front();
    sum += in * 16;
    for (int i = 0; i < blocks(); ++i) {
        const std::int64_t out = channels[std::size_t(i)];
        const auto layer = [&](std::int64_t from) { return out * from * 9 + out + 1 + from * w + from; };
        sum += layer(out) + (i > 0 ? layer(in) : 0);
        if (colours(i)) sum += 3 * out + 3 + out * w + out;
        if (architecture == Architecture::Resnet && i > 0) sum += out * in;
        in = out;
    }
    return sum;
}

std::vector<int> officialChannels(int resolution, int base, int max) {
    std::vector<int> channels;
    for (int r = 4; r <= resolution; r *= 2) channels.push_back(std::min(base / r, max));
    return channels;
}

bool findGenerator(const TensorMap& weights, std::string& prefix) {
    constexpr std::string_view kMark = "synthesis.b4.const";
    std::vector<std::string> found;
    for (const auto& [name, tensor] : weights.entries())
        if (name.ends_with(kMark)) found.push_back(name.substr(0, name.size() - kMark.size()));
    if (found.empty()) return false;
    // A checkpoint may hold the network under training too; the average is what is meant.
    const auto average = std::ranges::find_if(found, [](const std::string& p) { return p.ends_with("G_ema."); });
    prefix = average != found.end() ? *average : found.front();
    return true;
}

GeneratorShape generatorShape(const TensorMap& weights, const std::string& prefix) {
    GeneratorShape shape;
    shape.wDim = sizeOf(weights, prefix + "synthesis.b4.conv1.affine.weight", 1, 2);
    shape.channels.clear();
    for (int r = 4; r <= 1 << 14; r *= 2) {
        const std::string name = prefix + blockName(r) + ".conv1.weight";
        if (!weights.contains(name)) break;
        shape.channels.push_back(sizeOf(weights, name, 0, 4));
        shape.resolution = r;
    }
    if (shape.blocks() < 1)
        throw Error(Errc::BadFormat, "generator: no block b4 among the weights; choose a StyleGAN2-ADA generator");
    const std::string colours = prefix + blockName(shape.resolution) + ".torgb.weight";
    if (weights.contains(colours) && weights.at(colours).dim() == 4 && weights.at(colours).size(0) != 3)
        throw Error(Errc::Unsupported, "generator: its pictures have " + std::to_string(weights.at(colours).size(0)) +
                                           " channel(s); choose one that draws in colour (3)");
    shape.architecture = architectureOf(weights, prefix);
    shape.mappingLayers = 0;
    while (weights.contains(prefix + "mapping.fc" + std::to_string(shape.mappingLayers) + ".weight"))
        ++shape.mappingLayers;
    shape.zDim = sizeOf(weights, prefix + "mapping.fc0.weight", 1, 2);
    if (weights.contains(prefix + "mapping.embed.weight")) {
        shape.cDim = sizeOf(weights, prefix + "mapping.embed.weight", 1, 2);
        shape.zDim -= sizeOf(weights, prefix + "mapping.embed.weight", 0, 2);
    }
    if (shape.zDim < 0)
        throw Error(Errc::BadFormat,
                    "generator: mapping.fc0 takes fewer values than mapping.embed gives; the file is damaged");
    return shape;
}

void applyInitKwargs(GeneratorShape& shape, const nlohmann::json& initKwargs) {
    if (!initKwargs.is_object()) return;
    requireLeaky(initKwargs, "mapping_kwargs");
    requireLeaky(initKwargs, "synthesis_kwargs");
    const nlohmann::json clamp = settingOf(initKwargs, "synthesis_kwargs", "conv_clamp");
    shape.clamp = clamp.is_number() ? clamp.get<double>() : 0.0;
    const nlohmann::json rate = settingOf(initKwargs, "mapping_kwargs", "lr_multiplier");
    if (rate.is_number()) shape.mappingRate = rate.get<double>();
}

TensorMap randomGenerator(const GeneratorShape& shape, std::uint64_t seed, double noiseStrength) {
    const bool sizesFit = shape.blocks() >= 1 && shape.resolution == shape.blockResolution(shape.blocks() - 1);
    const bool positive = shape.zDim > 0 && shape.wDim > 0 && shape.cDim >= 0 && shape.mappingLayers > 0 &&
                          std::ranges::all_of(shape.channels, [](int c) { return c > 0; });
    if (!sizesFit || !positive)
        throw Error(Errc::BadArgument, "randomGenerator: " + std::to_string(shape.blocks()) +
                                           " blocks for resolution " + std::to_string(shape.resolution) +
                                           "; all sizes must be positive and fit");
    return Builder(shape, seed, noiseStrength).build();
}

}  // namespace syper::core
