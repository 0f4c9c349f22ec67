// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <optional>
#include <string>
#include <vector>

#include "core/backbones/model.h"
#include "core/quant/fake_quant_types.h"

namespace syper::core::runtime {

/// A layer of a student of the published scheme: y = prelu(gain * conv(x) + bias) + shortcut, rounded where the scheme
/// rounds. Values are numbered as in Network.
struct MixedLayer {
    std::string name;
    ConvShape shape;
    int input = 0, shortcut = -1;
    bool whole = false;               ///< its input is codes, so it runs in whole numbers; else in FP32
    std::vector<float> scale, shift;  ///< FP32 layers: a normalisation of the input; empty: none
    at::Tensor weight;                ///< whole: codes in int8; else real numbers
    std::vector<float> weightScale;   ///< whole, [out]: real weight = (code + weightZero) * weightScale
    std::vector<std::int32_t> weightZero;
    std::vector<float> gain, bias;  ///< [out]
    std::vector<float> slopes;      ///< [out], rounded as the scheme does; empty: no PReLU
    std::optional<Affine> rounded;  ///< how the result is rounded; nothing: it stays FP32
};

struct MixedNetwork {
    BackboneShape shape;
    std::vector<MixedLayer> layers;
    [[nodiscard]] int wholeLayers() const;
};

/// The student's layers as the scheme computes them: weights and slopes rounded, normalisations as gain and bias, and
/// for each layer whether what it reads is rounded. Throws Error{Unsupported} where a range does not hold 0, since then
/// padding has no code.
[[nodiscard]] MixedNetwork foldStudent(const Model& student);

/// How many convolutions and linear layers a student of the published scheme has, and how many of those run in FP32;
/// from the architecture alone.
struct LayerCount {
    int all = 0, floats = 0;
};
[[nodiscard]] LayerCount countLayers(const BackboneKind& kind, const BackboneShape& shape);

}  // namespace syper::core::runtime
