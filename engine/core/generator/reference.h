// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include "core/generator/shape.h"

namespace syper::core {

/// The synthesis network operator by operator through LibTorch, in the order of the published code: styles onto the
/// weights (or, not fused, onto the activations), convolution, up-sampling filter, noise, bias, activation. Slow and
/// plain: what the fast engine is checked against, and the baseline of `bench generator`.
class ReferenceSynthesis {
public:
    /// fused  modulates the weights, one group of the convolution a picture; else the activations are scaled before and
    ///        after a convolution that the pictures share. Both are settings of the published code.
    /// Throws Error{BadFormat} naming a tensor that is missing.
    ReferenceSynthesis(const TensorMap& weights, const std::string& prefix, const GeneratorShape& shape, bool fused);

    /// ws [N, numWs, wDim] to pictures [N, 3, R, R] float32, with the network's own noise or none.
    [[nodiscard]] at::Tensor pictures(const at::Tensor& ws, bool noise = true) const;

private:
    [[nodiscard]] at::Tensor affine(const std::string& name, const at::Tensor& w) const;
    [[nodiscard]] at::Tensor modulated(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& styles, bool up,
                                       bool demodulate, const at::Tensor& filter, const at::Tensor& noise) const;
    [[nodiscard]] at::Tensor layer(const at::Tensor& x, const at::Tensor& w, const std::string& name, bool up,
                                   double gain, bool noise) const;
    [[nodiscard]] at::Tensor colours(const at::Tensor& x, const at::Tensor& w, const std::string& name) const;
    [[nodiscard]] at::Tensor filterOf(const std::string& name) const;

    GeneratorShape shape_;
    TensorMap tensors_;  ///< names below "synthesis."
    bool fused_ = false;
};

}  // namespace syper::core
