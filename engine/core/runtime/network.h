// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "core/backbones/model.h"

namespace syper::core::runtime {

/// Unsigned codes of an activation: real = scale * (code - zero), codes 0 .. 2^bits - 1.
struct Codes {
    double scale = 1.0;
    int zero = 0;
    int bits = 8;
    [[nodiscard]] int highest() const noexcept { return (1 << bits) - 1; }
    bool operator==(const Codes&) const = default;
};

/// Pictures are coded byte for byte, x = 2/255 * (byte - 128) + 1/255; the last term is part of the first layer's bias.
inline constexpr Codes kImageCodes{.scale = 2.0 / 255.0, .zero = 128, .bits = 8};
inline constexpr double kImageShift = 1.0 / 255.0;

/// A convolution with what was folded into it: y = prelu(conv(scale * x + shift) + bias) + shortcut. A linear layer is
/// the convolution that covers its whole input. Values are numbered: 0 is the picture, layer i makes value i + 1.
struct Layer {
    std::string name;  ///< the convolution's in the state dict
    ConvShape shape;
    int input = 0;
    int shortcut = -1;                ///< the value added at the end, or -1
    std::vector<float> scale, shift;  ///< a normalisation that zero padding keeps from being folded; empty: none
    at::Tensor weight;                ///< [out, in/groups, kernel, kernel]: float32, or signed codes in int8
    std::vector<float> bias;          ///< [out]
    std::vector<float> slopes;        ///< [out]; empty: no PReLU

    // Quantized networks only.
    Codes codes;                     ///< of the input, after scale and shift
    std::vector<float> weightScale;  ///< [out]: real weight = weightScale * code
    double sumScale = 0.0;           ///< real units of a 16-bit sum, where the output is kept as such
};

/// A backbone as the runtime, its exports and its files see it: folded layers in the order in which they run.
struct Network {
    std::string architecture;
    BackboneShape shape;
    int weightBits = 32, activationBits = 32;  ///< 32: FP32
    std::int64_t parameters = 0;               ///< of the network before folding, as the paper counts
    std::vector<Layer> layers;

    [[nodiscard]] bool quantized() const noexcept { return weightBits < 32; }
};

/// Side of the square output of a layer on a square input.
[[nodiscard]] constexpr std::int64_t outputSide(const ConvShape& shape, std::int64_t side) {
    return (side + 2 * shape.padding - shape.kernel) / shape.stride + 1;
}
/// The sides of all values of `net`: sides[0] is the picture's.
[[nodiscard]] std::vector<std::int64_t> valueSides(const Network& net);
/// Whether a value must be kept as 16-bit sums: it is a shortcut, has one added, or feeds several codings or a scaled
/// one. Index as values.
[[nodiscard]] std::vector<bool> keptAsSums(const Network& net);
/// Values that shortcuts tie together share one scale of sums: the group's number for each value.
[[nodiscard]] std::vector<int> sumGroups(const Network& net);
/// Throws Error{BadFormat} unless indices, shapes and ranges fit together; `source` names the file in it.
void checkNetwork(const Network& net, const std::string& source);

/// An FP32 model with its normalisations folded. Weights are the model's own or new; the model stays as it is.
[[nodiscard]] Network foldModel(const Model& model);

/// What one layer computes in FP32 from its input value (and the shortcut's), [N,C,H,W] to [N,out,H',W'], with real
/// weights; quantized networks round the input as the integer graph does. Differentiable in a float weight.
[[nodiscard]] at::Tensor simulateLayer(const Layer& layer, const at::Tensor& x, const at::Tensor& shortcut,
                                       bool quantized);
/// The network's embeddings [N,dimension] of pictures [N,3,side,side], layer by layer through LibTorch. Of a quantized
/// one the integer graph in floating point (double precision, where its integers are exact): with the graph's own
/// constants, since one code rounded otherwise in an early layer changes every rounding behind it.
[[nodiscard]] at::Tensor simulate(const Network& net, const at::Tensor& images);
/// x as codes and back: scale * (clamp(round(x / scale) + zero) - zero), half to even.
[[nodiscard]] at::Tensor roundToCodes(const at::Tensor& x, const Codes& codes);

}  // namespace syper::core::runtime
