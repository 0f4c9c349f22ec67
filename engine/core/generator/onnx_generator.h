// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/generator/shape.h"
#include "core/runtime/onnx_builder.h"

namespace syper::core {

/// A StyleGAN2-ADA generator, mapping and synthesis with the network's own noise, as an ONNX model. Inputs: `z`
/// [N,zDim], `label` [N,cDim] (one-hot) where the network has classes, and `truncation` [1] (1 if left out) where it
/// has an average w. Outputs: `image` [N,3,R,R], about -1..1, and `w` [N,wDim]. Styles scale the activations, so that
/// any batch goes through; the order of sums is the engine's that runs it.
/// Throws Error{BadFormat, Unsupported}.
[[nodiscard]] runtime::OnnxBuilder onnxOfGenerator(const TensorMap& weights, const std::string& prefix,
                                                   const GeneratorShape& shape);

}  // namespace syper::core
