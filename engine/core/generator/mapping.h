// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <span>
#include <vector>

#include "core/generator/shape.h"

namespace syper::core {

/// The mapping network of StyleGAN2-ADA, one latent at a time, so that its result depends on nothing else.
class Mapping {
public:
    /// Weights below `prefix`. Throws Error{BadFormat} naming a tensor that is missing or has another shape.
    Mapping(const TensorMap& weights, const std::string& prefix, const GeneratorShape& shape);

    /// z [zDim] to w [wDim]; label -1 for networks without labels. Throws Error{BadArgument} for a label out of range.
    [[nodiscard]] std::vector<float> map(std::span<const float> z, int label) const;
    /// w moved towards the average: average + psi (w - average). psi 1 leaves it as it is.
    /// Throws Error{Unsupported} where the file has no average.
    [[nodiscard]] std::vector<float> truncated(std::span<const float> w, double psi) const;
    /// The mean of w that the file carries, [wDim]; empty where it has none.
    [[nodiscard]] std::span<const float> average() const noexcept;

private:
    struct Layer {
        at::Tensor weight, bias;  ///< gains folded in
    };
    [[nodiscard]] std::vector<float> embedded(int label) const;

    GeneratorShape shape_;
    std::vector<Layer> layers_;
    Layer embed_;
    at::Tensor average_;  ///< undefined where the file has none
};

}  // namespace syper::core
