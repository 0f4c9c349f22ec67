// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/directions.h"

#include <ATen/ATen.h>

#include <cmath>
#include <numeric>

#include "core/util/symmetric_eigen.h"

namespace syper::core {
namespace {

constexpr std::uint32_t kSeeds = 256;

/// A^T A of all style maps, their rows of unit length.
std::vector<double> gram(const Generator& generator) {
    const auto n = std::size_t(generator.shape().wDim);
    std::vector<double> sum(n * n, 0.0), row(n);
    for (const StyleAffine* affine : generator.synthesis.affines()) {
        const std::span<const float> weight = floats(affine->weight);
        for (std::size_t r = 0; r < weight.size() / n; ++r) {
            double squares = 0.0;
            for (std::size_t i = 0; i < n; ++i) squares += double(weight[r * n + i]) * weight[r * n + i];
            if (squares == 0.0) continue;
            for (std::size_t i = 0; i < n; ++i) row[i] = weight[r * n + i] / std::sqrt(squares);
            for (std::size_t i = 0; i < n; ++i)
                for (std::size_t j = 0; j <= i; ++j) sum[i * n + j] += row[i] * row[j];
        }
    }
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < i; ++j) sum[j * n + i] = sum[i * n + j];
    return sum;
}

}  // namespace

Directions::Directions(const Generator& generator) : wDim_(generator.shape().wDim) {
    const auto n = std::size_t(wDim_);
    const SymmetricEigen eigen = symmetricEigen(gram(generator), n);
    units_.assign(eigen.vectors.begin(), eigen.vectors.end());
    const double total = std::accumulate(eigen.values.begin(), eigen.values.end(), 0.0);
    for (const double value : eigen.values) shares_.push_back(total > 0.0 ? value / total : 0.0);

    std::vector<double> sums(n, 0.0), squares(n, 0.0);
    const int labels = generator.shape().cDim;
    for (std::uint32_t seed = 0; seed < kSeeds; ++seed) {
        const std::vector<float> w = generator.w(seed, labels > 0 ? int(seed % std::uint32_t(labels)) : -1);
        for (std::size_t i = 0; i < n; ++i) {
            double along = 0.0;
            for (std::size_t j = 0; j < n; ++j) along += double(units_[i * n + j]) * w[j];
            sums[i] += along;
            squares[i] += along * along;
        }
    }
    for (std::size_t i = 0; i < n; ++i) {
        const double mean = sums[i] / kSeeds;
        deviations_.push_back(std::sqrt(std::max(0.0, squares[i] / kSeeds - mean * mean)));
    }
}

std::span<const float> Directions::unit(int index) const {
    return std::span<const float>(units_).subspan(std::size_t(index) * std::size_t(wDim_), std::size_t(wDim_));
}

}  // namespace syper::core
