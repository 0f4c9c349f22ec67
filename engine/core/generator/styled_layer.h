// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <span>
#include <string>
#include <vector>

#include "core/generator/weights.h"

namespace syper::core {

/// The affine map that turns w into one style a channel.
struct StyleAffine {
    at::Tensor weight, bias;  ///< [channels, wDim] with its gain folded in, [channels]

    [[nodiscard]] static StyleAffine read(const WeightReader& reader, const std::string& name, std::int64_t channels,
                                          std::int64_t wDim);
    [[nodiscard]] std::vector<float> styles(std::span<const float> w) const;
};

/// Output channels in parts that are computed one by one, each on one thread. How they are cut depends on the network
/// alone, so it changes no bit of the result.
struct ChannelPart {
    std::int64_t begin = 0, end = 0;
    [[nodiscard]] std::int64_t size() const noexcept { return end - begin; }
};
[[nodiscard]] std::vector<ChannelPart> channelParts(std::int64_t channels);

/// Pictures of one layer, [height * width, channels], channels last.
struct Activation {
    at::Tensor values;  ///< [side, side, channels] contiguous
    [[nodiscard]] std::int64_t side() const { return values.size(0); }
    [[nodiscard]] std::int64_t channels() const { return values.size(2); }
};

/// One modulated 3x3 convolution with its noise and activation, at twice the size of its input where `up`
/// (Karras et al. 2020, arXiv:1912.04958). Forward only.
class StyledLayer {
public:
    struct Sizes {
        std::int64_t in = 0, out = 0, wDim = 0;
        std::int64_t resolution = 0;  ///< of the output
        bool up = false;
        double limit = 0.0;  ///< of the activations; 0 = none
    };
    StyledLayer(const WeightReader& reader, const std::string& name, const Sizes& sizes);

    /// noise: [resolution * resolution] or empty. gain multiplies the result, its limit too.
    [[nodiscard]] Activation forward(const Activation& x, std::span<const float> w, std::span<const float> noise,
                                     double gain) const;

    [[nodiscard]] bool hasNoise() const noexcept { return noise_.defined(); }
    /// The network's own noise picture.
    [[nodiscard]] std::span<const float> constantNoise() const { return floats(noise_); }
    [[nodiscard]] const StyleAffine& affine() const noexcept { return affine_; }
    [[nodiscard]] std::int64_t resolution() const noexcept { return sizes_.resolution; }

private:
    [[nodiscard]] at::Tensor convolved(const at::Tensor& x, const at::Tensor& weight) const;
    [[nodiscard]] at::Tensor prepared(const Activation& x, std::span<const float> styles) const;
    [[nodiscard]] at::Tensor scaledWeight(std::size_t part, std::span<const float> styles) const;
    [[nodiscard]] at::Tensor lowPassed(const at::Tensor& y, std::int64_t channels) const;

    Sizes sizes_;
    std::vector<ChannelPart> parts_;
    std::vector<at::Tensor> weights_;  ///< a part each, laid out for its convolution
    bool stylesOnWeights_ = false;     ///< where there are fewer weights than pixels
    bool spread_ = false;              ///< up: input spread with zeros and convolved, instead of transposed
    StyleAffine affine_;
    at::Tensor squares_;  ///< [out, in]: each kernel's sum of squares
    at::Tensor bias_, noise_, filter_;
    double noiseStrength_ = 0.0;
    std::int64_t padBefore_ = 0, padAfter_ = 0;
};

/// A colouring: a modulated 1x1 convolution to three colours, added to the picture.
class ColourLayer {
public:
    ColourLayer(const WeightReader& reader, const std::string& name, std::int64_t in, std::int64_t wDim, double limit);

    /// picture: [side * side * 3], channels last.
    void addTo(std::span<float> picture, const Activation& x, std::span<const float> w) const;

private:
    at::Tensor weight_, bias_;
    StyleAffine affine_;
    double limit_ = 0.0;
};

/// Twice the size, as upsample2d of the published networks. filter [taps, taps].
[[nodiscard]] Activation upsampled(const Activation& x, const at::Tensor& filter);

/// The shortcut of the resnet architecture: a 1x1 convolution, then upsampled.
class ShortcutLayer {
public:
    ShortcutLayer(const WeightReader& reader, const std::string& name, std::int64_t in, std::int64_t out);
    /// gain multiplies the result.
    [[nodiscard]] Activation forward(const Activation& x, double gain) const;

private:
    std::vector<ChannelPart> parts_;
    std::vector<at::Tensor> weights_;
    at::Tensor filter_;
};

}  // namespace syper::core
