// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/api/error.h"
#include "core/backbones/layers.h"
#include "core/formats/tensor_map.h"

namespace syper::core {

/// All backbones halve the input four times.
inline constexpr int kStride = 16;

/// What a backbone's sizes follow from.
struct BackboneShape {
    int inputSize = 224;  ///< side of the square input in pixels, a multiple of 16
    int dimension = 512;  ///< length of the embedding
    bool operator==(const BackboneShape&) const = default;
};

/// One architecture.
struct BackboneKind {
    std::string name;   ///< as in files and flags
    std::string title;  ///< for people
    /// images [N,3,inputSize,inputSize] in [-1,1] to embeddings [N,dimension], not normalised.
    std::function<at::Tensor(Layers&, const at::Tensor& images, const BackboneShape&)> walk;
    /// The sizes if a state dict, FP32 or quantized, looks like this architecture's.
    std::function<std::optional<BackboneShape>(const TensorMap&)> recognize;
};

/// Every architecture, in the order in which people are offered them.
[[nodiscard]] const std::vector<BackboneKind>& backboneKinds();
/// Throws Error{BadArgument} listing the known names.
[[nodiscard]] const BackboneKind& backboneKind(const std::string& name);

class QuantScheme;
/// The state dict of `kind`: names, shapes and roles in the official order; quantized with a scheme.
[[nodiscard]] std::vector<TensorSpec> listTensors(const BackboneKind& kind, const BackboneShape& shape,
                                                  const QuantScheme* scheme = nullptr);
/// How many numbers of `specs` are parameters.
[[nodiscard]] std::int64_t parameterCount(std::span<const TensorSpec> specs);

/// What a state dict is; found from names and shapes alone.
struct BackboneIdentity {
    const BackboneKind* kind = nullptr;
    BackboneShape shape;
    const QuantScheme* scheme = nullptr;  ///< null for FP32
};
/// Nothing where no known architecture looks like it.
[[nodiscard]] std::optional<BackboneIdentity> identifyBackbone(const TensorMap& tensors);

}  // namespace syper::core
