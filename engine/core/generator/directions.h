// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "core/generator/generator.h"

namespace syper::core {

/// Directions in w that change a network's pictures most: eigenvectors of A^T A, where A stacks the style maps of all
/// convolutions with rows of unit length (SeFa, Shen and Zhou 2021, arXiv:2007.06600), strongest first. Each is as long
/// as w's standard deviation along it, over the first 256 seeds.
class Directions {
public:
    explicit Directions(const Generator& generator);

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

}  // namespace syper::core
