// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <span>
#include <string>
#include <vector>

#include "core/generator/packed_conv.h"
#include "core/generator/weights.h"

namespace syper::core {

/// The affine map that turns w into one style a channel.
struct StyleAffine {
    at::Tensor weight, bias;  ///< [channels, wDim] with its gain folded in, [channels]

    [[nodiscard]] static StyleAffine read(const WeightReader& reader, const std::string& name, std::int64_t channels,
                                          std::int64_t wDim);
    /// to: one style a channel, whole planes of them; those beyond the channels are set to zero.
    void styles(std::span<const float> w, std::vector<float>& to) const;
};

/// What one picture brings to a layer.
struct StyledInput {
    const float* x = nullptr;  ///< planes
    std::span<const float> w;
    std::span<const float> noise;  ///< [resolution * resolution] or empty
    const float* aside = nullptr;  ///< planes of the output, added to it, or null
    float* out = nullptr;
};

/// Memory of layers, kept from one call to the next so that none is asked for in between.
struct LayerScratch {
    struct Vectors {
        std::vector<float> styles, squares, gain, bias;
    };
    ConvScratch conv;
    std::vector<Vectors> pictures;
    std::vector<ConvJob> jobs;
    AlignedBuffer aside;
};

/// One modulated 3x3 convolution with its noise and activation, at twice the size of its input where `up`
/// (Karras et al. 2020, arXiv:1912.04958). Styles scale the activations, so that pictures share the weights. Forward
/// only.
class StyledLayer {
public:
    struct Sizes {
        std::int64_t in = 0, out = 0, wDim = 0;
        std::int64_t resolution = 0;  ///< of the output
        bool up = false;
        double limit = 0.0;  ///< of the activations; 0 = none
    };
    StyledLayer(const WeightReader& reader, const std::string& name, const Sizes& sizes, const ConvKernels& kernels);

    /// gain multiplies the result, its limit too, not what is added to it.
    void forward(std::span<const StyledInput> pictures, double gain, bool half, LayerScratch& scratch) const;

    [[nodiscard]] bool hasNoise() const noexcept { return noise_.defined(); }
    /// The network's own noise picture.
    [[nodiscard]] std::span<const float> constantNoise() const { return floats(noise_); }
    [[nodiscard]] const StyleAffine& affine() const noexcept { return affine_; }
    [[nodiscard]] const Sizes& sizes() const noexcept { return sizes_; }
    [[nodiscard]] const PackedConv& conv() const noexcept { return conv_; }
    [[nodiscard]] PackedConv& conv() noexcept { return conv_; }

private:
    Sizes sizes_;
    StyleAffine affine_;
    at::Tensor squares_;  ///< [out, in]: each kernel's sum of squares
    at::Tensor bias_, noise_;
    double noiseStrength_ = 0.0;
    PackedConv conv_;
};

/// A colouring: a modulated 1x1 convolution to three colours, added to the picture.
class ColourLayer {
public:
    ColourLayer(const WeightReader& reader, const std::string& name, std::int64_t in, std::int64_t wDim, double limit,
                const ConvKernels& kernels);

    /// picture: planes [3, side, side]; x: planes of activations.
    void addTo(float* picture, const float* x, std::int64_t side, std::span<const float> w,
               LayerScratch& scratch) const;

private:
    at::Tensor weight_, bias_;  ///< [3, whole planes], [3]
    StyleAffine affine_;
    double limit_ = 0.0;
    const ConvKernels& kernels_;
};

/// The shortcut of the resnet architecture: a 1x1 convolution, then upsampled.
class ShortcutLayer {
public:
    ShortcutLayer(const WeightReader& reader, const std::string& name, std::int64_t in, std::int64_t out,
                  std::int64_t side, const ConvKernels& kernels);
    /// gain multiplies the result. x: planes of side `side`, out: of twice that.
    void forward(const float* x, double gain, float* out, LayerScratch& scratch) const;

private:
    std::vector<float> ones_, zeros_;
    PackedConv conv_;
};

}  // namespace syper::core
