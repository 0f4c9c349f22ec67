// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/synthesis.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <numbers>

#include "core/api/error.h"
#include "core/generator/kernels.h"
#include "core/util/numpy_random.h"

namespace syper::core {
namespace {

/// Noise pictures in the order of the layers.
class NoiseSource {
public:
    NoiseSource(NoiseMode mode, std::uint32_t seed) : mode_(mode), random_(seed) {}

    std::span<const float> next(const StyledLayer& layer) {
        if (mode_ == NoiseMode::None || !layer.hasNoise()) return {};
        if (mode_ == NoiseMode::Const) return layer.constantNoise();
        values_.resize(std::size_t(layer.resolution() * layer.resolution()));
        for (float& value : values_) value = float(random_.normal());
        return values_;
    }

private:
    NoiseMode mode_;
    NumpyRandomState random_;
    std::vector<float> values_;
};

}  // namespace

Synthesis::Synthesis(const TensorMap& weights, const std::string& prefix, const GeneratorShape& shape) : shape_(shape) {
    const WeightReader reader(weights, prefix + "synthesis.");
    std::int64_t in = shape.channels.front();
    constant_ = reader.take("b4.const", {in, 4, 4}).permute({1, 2, 0}).contiguous();
    for (int i = 0; i < shape.blocks(); ++i) {
        const std::int64_t side = shape.blockResolution(i), out = shape.channels[std::size_t(i)];
        const std::string name = "b" + std::to_string(side);
        Block block;
        StyledLayer::Sizes sizes{
            .in = in, .out = out, .wDim = shape.wDim, .resolution = side, .up = true, .limit = shape.clamp};
        if (i > 0) block.conv0.emplace(reader, name + ".conv0", sizes);
        if (i > 0 && shape.architecture == Architecture::Resnet)
            block.shortcut.emplace(reader, name + ".skip", in, out);
        sizes.in = out;
        sizes.up = false;
        block.conv1.emplace(reader, name + ".conv1", sizes);
        if (shape.colours(i)) block.colour.emplace(reader, name + ".torgb", out, shape.wDim, shape.clamp);
        block.filter = reader.filter(name + ".resample_filter");
        blocks_.push_back(std::move(block));
        in = out;
    }
}

at::Tensor Synthesis::picture(std::span<const float> ws, NoiseMode noise, std::uint32_t noiseSeed, RunControl& control,
                              const Watch& watch) const {
    const std::size_t wide = std::size_t(shape_.wDim);
    if (ws.size() != std::size_t(shape_.numWs()) * wide)
        throw Error(Errc::BadShape, "synthesis: w+ has " + std::to_string(ws.size()) + " values, the network takes " +
                                        std::to_string(shape_.numWs()) + " x " + std::to_string(shape_.wDim));
    const c10::InferenceMode noGraph;
    NoiseSource planes(noise, noiseSeed);
    std::size_t index = 0;
    const auto w = [&](std::size_t i) { return ws.subspan(i * wide, wide); };
    Activation x{constant_}, image;
    for (const Block& block : blocks_) {
        const bool joins = block.shortcut.has_value();
        Activation aside;
        if (joins) aside = block.shortcut->forward(x, 1.0 / std::numbers::sqrt2);
        if (block.conv0) {
            x = block.conv0->forward(x, w(index++), planes.next(*block.conv0), 1.0);
            control.gate();
        }
        x = block.conv1->forward(x, w(index++), planes.next(*block.conv1), joins ? 1.0 / std::numbers::sqrt2 : 1.0);
        if (joins) x.values += aside.values;
        if (image.values.defined()) image = upsampled(image, block.filter);
        if (block.colour) {
            if (!image.values.defined()) image.values = at::zeros({x.side(), x.side(), 3}, x.values.options());
            // The next block's first w colours this one, as published.
            block.colour->addTo({image.values.data_ptr<float>(), std::size_t(image.values.numel())}, x, w(index));
        }
        if (watch)
            watch(int(x.side()), image.values.defined() ? image.values.permute({2, 0, 1}).contiguous() : at::Tensor());
        control.gate();
    }
    return image.values.permute({2, 0, 1}).contiguous();
}

std::vector<const StyleAffine*> Synthesis::affines() const {
    std::vector<const StyleAffine*> all;
    for (const Block& block : blocks_) {
        if (block.conv0) all.push_back(&block.conv0->affine());
        all.push_back(&block.conv1->affine());
    }
    return all;
}

}  // namespace syper::core
