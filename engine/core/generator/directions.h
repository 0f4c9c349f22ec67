// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "core/api/latent.h"
#include "core/generator/styled_layer.h"

namespace syper::core {

/// Directions in w that change a network's pictures most: eigenvectors of A^T A, where A stacks the style maps of the
/// convolutions with rows of unit length (SeFa, Shen and Zhou 2021, arXiv:2007.06600), strongest first. Each is as long
/// as w's standard deviation along it, over the first 256 seeds.
class Directions {
public:
    /// affines: of the convolutions, whose numbers `layers` counts; w: of a seed. Throws Error{BadArgument} where
    /// `layers` holds none of them.
    Directions(std::span<const StyleAffine> affines, const LayerRange& layers,
               const std::function<std::vector<float>(std::uint32_t seed)>& w);

    [[nodiscard]] int count() const noexcept { return wDim_; }
    /// A unit vector, [wDim].
    [[nodiscard]] std::span<const float> unit(int index) const;
    /// w's standard deviation along it.
    [[nodiscard]] double deviation(int index) const { return deviations_[std::size_t(index)]; }
    /// The eigenvalues' shares of their sum.
    [[nodiscard]] const std::vector<double>& shares() const noexcept { return shares_; }

private:
    int wDim_ = 0;
    std::vector<float> units_;
    std::vector<double> deviations_, shares_;
};

/// w's standard deviations along `count` vectors [count, wDim], over the first 256 seeds.
[[nodiscard]] std::vector<double> deviationsAlong(std::span<const float> units, std::size_t count,
                                                  const std::function<std::vector<float>(std::uint32_t seed)>& w);

}  // namespace syper::core
