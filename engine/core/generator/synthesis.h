// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "core/api/run_control.h"
#include "core/api/sampler.h"
#include "core/generator/shape.h"
#include "core/generator/styled_layer.h"

namespace syper::core {

/// What one picture is made from, beside the network.
struct SynthesisInput {
    std::span<const float> ws;  ///< [numWs * wDim]
    NoiseMode noise = NoiseMode::Const;
    std::uint32_t noiseSeed = 0;  ///< for NoiseMode::Random
    /// Factors of the convolutions' noise, first to last; those not named are 1.
    std::span<const float> noiseStrength{};
};

/// What a picture left behind, block by block, and the memory to make the next one in: a network computes only what
/// changed since. One network's; one thread at a time.
class SynthesisState {
public:
    SynthesisState() = default;
    /// Memory held.
    [[nodiscard]] std::size_t bytes() const noexcept;
    /// Convolutions computed for it since it was made: what a change really cost.
    [[nodiscard]] std::uint64_t computed() const noexcept { return computed_; }

private:
    friend class Synthesis;
    struct Layer {
        std::vector<float> w;
        std::uint64_t noise = 0, input = 0;  ///< what it was made from
        float strength = 1.0F;               ///< its noise's factor
        std::uint64_t version = 0;           ///< no two results share one; 0 = nothing valid
        bool half = false;
        AlignedBuffer planes;
    };
    struct Block {
        Layer conv0, conv1, image;  ///< image: planes [3, side, side], `input` the activations, `noise` the one below
    };
    struct Noise {
        std::optional<std::uint32_t> seed;  ///< that `planes` were drawn from
        std::vector<std::vector<float>> planes;
        std::vector<float> scaled;  ///< of the layer at hand, where its noise has a factor
    };
    std::vector<Block> blocks_;
    Noise noise_;
    LayerScratch scratch_;
    std::uint64_t computed_ = 0;
};

/// What a network of this shape needs to make a picture, in bytes: weights as they are packed, what a picture leaves
/// behind, and the memory to work in.
[[nodiscard]] double synthesisBytes(const GeneratorShape& shape);

/// The synthesis network of StyleGAN2-ADA on the CPU, forward only. Every bit of a picture depends on weights, w and
/// noise alone: not on batch, threads or what was made before. Training has its own differentiable network of the same
/// weights.
class Synthesis {
public:
    /// Weights below `prefix`. Throws Error{BadFormat} naming a tensor that is missing or has another shape.
    Synthesis(const TensorMap& weights, const std::string& prefix, const GeneratorShape& shape,
              const ConvKernels& kernels = *convKernels().front());

    /// Called after each block with its resolution and, where the architecture has one by then, the picture so far,
    /// planes [3, resolution, resolution] that live until it returns.
    using Watch = std::function<void(int resolution, std::span<const float> picture)>;

    /// A picture, float32 [3, R, R], about -1..1 but not limited; of what `state` still holds, only the rest is
    /// computed. half  multiplies in bfloat16 where prepareHalf() allowed it. Passes a gate between layers: throws
    /// Stopped, and what was done by then stays in `state`. Throws Error{BadShape} naming both sizes of w.
    [[nodiscard]] at::Tensor picture(const SynthesisInput& input, bool half, SynthesisState& state, RunControl& control,
                                     const Watch& watch = {}) const;

    /// Several pictures, which share the weights: each to `done` with its index. `states` grows to what a batch needs.
    void pictures(std::span<const SynthesisInput> inputs, bool half, std::vector<SynthesisState>& states,
                  RunControl& control,
                  const std::function<void(std::size_t index, const at::Tensor& picture)>& done) const;

    /// Packs weights in bfloat16 too. Layers whose rounding shows stay float32: with `probes` [numWs * wDim each],
    /// every picture must keep 99.9 % of its pixels within two grey levels. False where the processor cannot.
    bool prepareHalf(std::span<const std::vector<float>> probes, RunControl& control);
    /// How many convolutions there are, and how many of them multiply in bfloat16.
    [[nodiscard]] int convolutions() const noexcept { return int(layers().size()); }
    [[nodiscard]] int halfConvolutions() const noexcept;

    /// Affine maps of all convolutions, first to last: what w can change.
    [[nodiscard]] std::vector<const StyleAffine*> affines() const;
    /// All convolutions, first to last.
    [[nodiscard]] std::vector<const StyledLayer*> layers() const;
    [[nodiscard]] const ConvKernels& kernels() const noexcept { return kernels_; }

private:
    struct Block {
        std::optional<StyledLayer> conv0, conv1;
        std::optional<ColourLayer> colour;
        std::optional<ShortcutLayer> shortcut;
        std::vector<float> filter;  ///< of the picture, as a correlation, gain included
        std::int64_t taps = 0;
        bool half0 = false, half1 = false;
    };
    /// One picture on its way: its input, where its blocks are kept, its noise.
    struct Pass {
        const SynthesisInput* input;
        std::vector<SynthesisState::Block*> blocks;
        SynthesisState* state;  ///< whose noise it uses
    };
    void check(const SynthesisInput& input) const;
    void drawNoise(const SynthesisInput& input, SynthesisState::Noise& noise) const;
    void prepare(SynthesisState& state) const;
    void convolve(int block, bool first, std::span<const Pass> passes, bool half, LayerScratch& scratch) const;
    void colour(int block, const Pass& pass, LayerScratch& scratch) const;
    void run(int begin, int end, std::span<const Pass> passes, bool half, LayerScratch& scratch, RunControl& control,
             const Watch& watch) const;
    [[nodiscard]] at::Tensor result(const Pass& pass) const;

    GeneratorShape shape_;
    const ConvKernels& kernels_;
    AlignedBuffer constant_;  ///< planes of 4 x 4
    std::vector<Block> blocks_;
};

}  // namespace syper::core
