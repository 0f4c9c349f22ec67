// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/synthesis.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <atomic>
#include <numbers>

#include "core/api/error.h"
#include "core/generator/kernels.h"
#include "core/util/numpy_random.h"

namespace syper::core {
namespace {

/// Blocks up to this side are computed for a whole batch together: their weights are what costs. Above, the activations
/// are, and one picture's are enough to hold.
constexpr int kBatchedSide = 64;

constexpr std::uint64_t kConstantInput = 1;  ///< the version of the first layer's input

std::uint64_t nextVersion() {
    static std::atomic<std::uint64_t> last{kConstantInput};
    return ++last;
}

std::uint64_t noiseKey(const SynthesisInput& input, const StyledLayer& layer) {
    if (input.noise == NoiseMode::None || !layer.hasNoise()) return 0;
    return input.noise == NoiseMode::Const ? 1 : 2 + std::uint64_t(input.noiseSeed);
}

/// The factor of a layer's noise; 1 where there is none, since nothing depends on it.
float strengthOf(const SynthesisInput& input, std::uint64_t noise, std::size_t number) {
    return noise != 0 && number < input.noiseStrength.size() ? input.noiseStrength[number] : 1.0F;
}

std::span<const float> scaled(std::span<const float> noise, float strength, std::vector<float>& to) {
    to.resize(noise.size());
    for (std::size_t i = 0; i < noise.size(); ++i) to[i] = noise[i] * strength;
    return to;
}

std::size_t planesOf(std::int64_t channels, std::int64_t side) {
    return std::size_t(wholePlanes(channels) * side * side);
}

}  // namespace

std::size_t SynthesisState::bytes() const noexcept {
    std::size_t sum = scratch_.conv.shared.bytes() + scratch_.aside.bytes();
    for (const AlignedBuffer& worker : scratch_.conv.workers) sum += worker.bytes();
    for (const Block& block : blocks_)
        sum += block.conv0.planes.bytes() + block.conv1.planes.bytes() + block.image.planes.bytes();
    for (const std::vector<float>& plane : noise_.planes) sum += plane.size() * sizeof(float);
    return sum;
}

double synthesisBytes(const GeneratorShape& shape) {
    double floats = double(shape.parameters());
    double in = shape.channels.front(), largest = 0.0;
    for (int i = 0; i < shape.blocks(); ++i, in = shape.channels[std::size_t(i - 1)]) {
        const double out = shape.channels[std::size_t(i)], side = shape.blockResolution(i);
        // The second convolution as Winograd's points, beside what the parameters count already.
        if (shape.blockResolution(i) >= PackedConv::kLeastTiled) floats += out * out * double(kTilePoints - 9);
        floats += 2.0 * out * side * side + 3.0 * side * side;
        // Styles, demodulation and the padded or tiled input of one layer at a time.
        largest = std::max(largest, 2.5 * std::max(in, out) * side * side);
    }
    return (floats + largest) * sizeof(float);
}

Synthesis::Synthesis(const TensorMap& weights, const std::string& prefix, const GeneratorShape& shape,
                     const ConvKernels& kernels)
    : shape_(shape), kernels_(kernels) {
    const WeightReader reader(weights, prefix + "synthesis.");
    std::int64_t in = shape.channels.front();
    const at::Tensor constant = reader.take("b4.const", {in, 4, 4});
    float* const planes = constant_.of<float>(planesOf(in, 4));
    std::fill(planes, planes + planesOf(in, 4), 0.0F);
    for (std::int64_t c = 0; c < in; ++c)
        for (std::int64_t p = 0; p < 16; ++p)
            planes[(c / kLanes * 16 + p) * kLanes + c % kLanes] = floats(constant)[std::size_t(c * 16 + p)];
    for (int i = 0; i < shape.blocks(); ++i) {
        const std::int64_t side = shape.blockResolution(i), out = shape.channels[std::size_t(i)];
        const std::string name = "b" + std::to_string(side);
        Block& block = blocks_.emplace_back();
        StyledLayer::Sizes sizes{
            .in = in, .out = out, .wDim = shape.wDim, .resolution = side, .up = true, .limit = shape.clamp};
        if (i > 0) block.conv0.emplace(reader, name + ".conv0", sizes, kernels);
        if (i > 0 && shape.architecture == Architecture::Resnet)
            block.shortcut.emplace(reader, name + ".skip", in, out, side / 2, kernels);
        sizes.in = out;
        sizes.up = false;
        block.conv1.emplace(reader, name + ".conv1", sizes, kernels);
        if (shape.colours(i)) block.colour.emplace(reader, name + ".torgb", out, shape.wDim, shape.clamp, kernels);
        const at::Tensor filter = (reader.filter(name + ".resample_filter") * 4.0).flip({0, 1}).contiguous();
        block.filter.assign(floats(filter).begin(), floats(filter).end());
        block.taps = filter.size(0);
        in = out;
    }
}

void Synthesis::check(const SynthesisInput& input) const {
    if (std::ssize(input.ws) != std::int64_t(shape_.numWs()) * shape_.wDim)
        throw Error(Errc::BadShape, "synthesis: w+ has " + std::to_string(input.ws.size()) +
                                        " values, the network takes " + std::to_string(shape_.numWs()) + " x " +
                                        std::to_string(shape_.wDim));
}

void Synthesis::drawNoise(const SynthesisInput& input, SynthesisState::Noise& noise) const {
    if (input.noise != NoiseMode::Random || noise.seed == input.noiseSeed) return;
    NumpyRandomState random(input.noiseSeed);
    const std::vector<const StyledLayer*> all = layers();
    noise.seed.reset();
    noise.planes.resize(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!all[i]->hasNoise()) continue;
        noise.planes[i].resize(std::size_t(all[i]->sizes().resolution * all[i]->sizes().resolution));
        for (float& value : noise.planes[i]) value = float(random.normal());
    }
    noise.seed = input.noiseSeed;
}

void Synthesis::prepare(SynthesisState& state) const {
    if (state.blocks_.size() < blocks_.size()) state.blocks_.resize(blocks_.size());
}

void Synthesis::convolve(int index, bool first, std::span<const Pass> passes, bool half, LayerScratch& scratch) const {
    const Block& block = blocks_[std::size_t(index)];
    const StyledLayer& layer = first ? *block.conv0 : *block.conv1;
    const auto number = std::size_t(index == 0 ? 0 : 2 * index - (first ? 1 : 0));  // among all convolutions
    const bool own = half && (first ? block.half0 : block.half1), joins = !first && block.shortcut.has_value();
    const auto wide = std::size_t(shape_.wDim);
    std::vector<StyledInput> inputs;
    std::vector<SynthesisState::Layer*> stale;
    for (const Pass& pass : passes) {
        SynthesisState::Block& kept = *pass.blocks[std::size_t(index)];
        const SynthesisState::Layer* below = index > 0 ? &pass.blocks[std::size_t(index - 1)]->conv1 : nullptr;
        if (!first && index > 0) below = &kept.conv0;
        SynthesisState::Layer& mine = first ? kept.conv0 : kept.conv1;
        const std::span<const float> w = pass.input->ws.subspan(number * wide, wide);
        const std::uint64_t input = below != nullptr ? below->version : kConstantInput;
        const std::uint64_t noise = noiseKey(*pass.input, layer);
        const float strength = strengthOf(*pass.input, noise, number);
        if (mine.version != 0 && mine.input == input && mine.noise == noise && mine.strength == strength &&
            mine.half == own && std::ranges::equal(mine.w, w))
            continue;
        ++pass.state->computed_;
        mine.version = 0;
        mine.w.assign(w.begin(), w.end());
        mine.input = input;
        mine.noise = noise;
        mine.strength = strength;
        mine.half = own;
        StyledInput in{.x = below != nullptr ? below->planes.data<float>() : constant_.data<float>(),
                       .w = w,
                       .out = mine.planes.of<float>(planesOf(layer.sizes().out, layer.sizes().resolution))};
        if (noise == 1) in.noise = layer.constantNoise();
        if (noise > 1) in.noise = pass.state->noise_.planes[number];
        if (strength != 1.0F) in.noise = scaled(in.noise, strength, pass.state->noise_.scaled);
        inputs.push_back(in);
        stale.push_back(&mine);
    }
    const double gain = joins ? 1.0 / std::numbers::sqrt2 : 1.0;
    if (!joins) {
        if (!inputs.empty()) layer.forward(inputs, gain, own, scratch);
    } else {
        // One by one, so that one picture's shortcut is held at a time.
        for (StyledInput& in : inputs) {
            const auto pass = std::ranges::find_if(passes, [&](const Pass& p) {
                return p.blocks[std::size_t(index)]->conv1.planes.data<float>() == in.out;
            });
            const SynthesisState::Layer& below = pass->blocks[std::size_t(index - 1)]->conv1;
            float* const aside = scratch.aside.of<float>(planesOf(layer.sizes().out, layer.sizes().resolution));
            block.shortcut->forward(below.planes.data<float>(), gain, aside, scratch);
            in.aside = aside;
            layer.forward({&in, 1}, gain, own, scratch);
        }
    }
    for (SynthesisState::Layer* done : stale) done->version = nextVersion();
}

void Synthesis::colour(int index, const Pass& pass, LayerScratch& scratch) const {
    const Block& block = blocks_[std::size_t(index)];
    if (!block.colour) return;
    SynthesisState::Block& kept = *pass.blocks[std::size_t(index)];
    SynthesisState::Layer& image = kept.image;
    const bool grows = index > 0 && blocks_[std::size_t(index - 1)].colour.has_value();
    const SynthesisState::Layer* below = grows ? &pass.blocks[std::size_t(index - 1)]->image : nullptr;
    const auto wide = std::size_t(shape_.wDim);
    // The next block's first w colours this one, as published.
    const std::span<const float> w = pass.input->ws.subspan(std::size_t(2 * index + 1) * wide, wide);
    const std::uint64_t under = below != nullptr ? below->version : 0;
    if (image.version != 0 && image.input == kept.conv1.version && image.noise == under &&
        std::ranges::equal(image.w, w))
        return;
    image.version = 0;
    image.w.assign(w.begin(), w.end());
    image.input = kept.conv1.version;
    image.noise = under;
    const std::int64_t side = shape_.blockResolution(index);
    const auto values = std::size_t(3 * side * side);
    float* const planes = image.planes.of<float>(values);
    if (below != nullptr)
        kernels::upsamplePicture(below->planes.data<float>(), side / 2, block.filter, block.taps, planes);
    else
        std::fill(planes, planes + values, 0.0F);
    block.colour->addTo(planes, kept.conv1.planes.data<float>(), side, w, scratch);
    image.version = nextVersion();
}

void Synthesis::run(int begin, int end, std::span<const Pass> passes, bool half, LayerScratch& scratch,
                    RunControl& control, const Watch& watch) const {
    for (int i = begin; i < end; ++i) {
        if (blocks_[std::size_t(i)].conv0) {
            convolve(i, true, passes, half, scratch);
            control.gate();
        }
        convolve(i, false, passes, half, scratch);
        for (const Pass& pass : passes) colour(i, pass, scratch);
        if (watch) {
            const SynthesisState::Layer& image = passes.front().blocks[std::size_t(i)]->image;
            const auto values = std::size_t(3) << (2 * (i + 2));
            watch(shape_.blockResolution(i), blocks_[std::size_t(i)].colour
                                                 ? std::span(image.planes.data<float>(), values)
                                                 : std::span<const float>());
        }
        control.gate();
    }
}

at::Tensor Synthesis::result(const Pass& pass) const {
    const std::int64_t side = shape_.resolution;
    at::Tensor out = at::empty({3, side, side});
    const auto* const planes = pass.blocks.back()->image.planes.data<float>();
    std::copy(planes, planes + 3 * side * side, out.data_ptr<float>());
    return out;
}

at::Tensor Synthesis::picture(const SynthesisInput& input, bool half, SynthesisState& state, RunControl& control,
                              const Watch& watch) const {
    check(input);
    const c10::InferenceMode noGraph;
    prepare(state);
    drawNoise(input, state.noise_);
    Pass pass{&input, {}, &state};
    for (SynthesisState::Block& block : state.blocks_) pass.blocks.push_back(&block);
    run(0, shape_.blocks(), {&pass, 1}, half, state.scratch_, control, watch);
    return result(pass);
}

void Synthesis::pictures(std::span<const SynthesisInput> inputs, bool half, std::vector<SynthesisState>& states,
                         RunControl& control, const std::function<void(std::size_t, const at::Tensor&)>& done) const {
    if (inputs.empty()) return;
    const c10::InferenceMode noGraph;
    if (states.size() < inputs.size()) states.resize(inputs.size());
    int batched = 0;
    while (batched < shape_.blocks() && shape_.blockResolution(batched) <= kBatchedSide) ++batched;
    std::vector<Pass> passes;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        check(inputs[i]);
        prepare(states[i]);
        drawNoise(inputs[i], states[i].noise_);
        Pass& pass = passes.emplace_back(Pass{&inputs[i], {}, &states[i]});
        for (int b = 0; b < shape_.blocks(); ++b)
            pass.blocks.push_back(&states[b < batched ? i : 0].blocks_[std::size_t(b)]);
    }
    LayerScratch& scratch = states.front().scratch_;
    run(0, batched, passes, half, scratch, control, {});
    for (std::size_t i = 0; i < passes.size(); ++i) {
        run(batched, shape_.blocks(), {&passes[i], 1}, half, scratch, control, {});
        done(i, result(passes[i]));
    }
}

std::vector<const StyledLayer*> Synthesis::layers() const {
    std::vector<const StyledLayer*> all;
    for (const Block& block : blocks_) {
        if (block.conv0) all.push_back(&*block.conv0);
        all.push_back(&*block.conv1);
    }
    return all;
}

std::vector<const StyleAffine*> Synthesis::affines() const {
    std::vector<const StyleAffine*> all;
    for (const StyledLayer* layer : layers()) all.push_back(&layer->affine());
    return all;
}

}  // namespace syper::core
