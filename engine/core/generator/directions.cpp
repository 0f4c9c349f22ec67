// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/directions.h"

#include <ATen/ATen.h>

#include <cmath>
#include <numeric>

#include "core/api/error.h"
#include "core/latent/statistics.h"
#include "core/util/symmetric_eigen.h"

namespace syper::core {
namespace {

constexpr std::uint32_t kSeeds = 256;

/// All rows of the style maps, each of unit length; those of nothing but zeros are left out.
std::vector<double> unitRows(std::span<const StyleAffine> affines, const LayerRange& layers, std::size_t n) {
    std::vector<double> rows;
    for (std::size_t layer = 0; layer < affines.size(); ++layer) {
        if (!layers.holds(int(layer))) continue;
        const std::span<const float> weight = floats(affines[layer].weight);
        for (std::size_t r = 0; r < weight.size() / n; ++r) {
            const std::span<const float> row = weight.subspan(r * n, n);
            double squares = 0.0;
            for (const float value : row) squares += double(value) * value;
            if (squares == 0.0) continue;
            for (const float value : row) rows.push_back(value / std::sqrt(squares));
        }
    }
    return rows;
}

}  // namespace

std::vector<double> deviationsAlong(std::span<const float> units, std::size_t count,
                                    const std::function<std::vector<float>(std::uint32_t seed)>& w) {
    std::vector<double> sums(count, 0.0), squares(count, 0.0), deviations;
    const auto all = manyAtOnce(kSeeds, [&w](std::size_t seed) { return w(std::uint32_t(seed)); });
    for (const std::vector<float>& own : all) {
        const std::size_t n = own.size();
        for (std::size_t i = 0; i < count; ++i) {
            double along = 0.0;
            for (std::size_t j = 0; j < n; ++j) along += double(units[i * n + j]) * own[j];
            sums[i] += along;
            squares[i] += along * along;
        }
    }
    for (std::size_t i = 0; i < count; ++i) {
        const double mean = sums[i] / kSeeds;
        deviations.push_back(std::sqrt(std::max(0.0, squares[i] / kSeeds - mean * mean)));
    }
    return deviations;
}

Directions::Directions(std::span<const StyleAffine> affines, const LayerRange& layers,
                       const std::function<std::vector<float>(std::uint32_t seed)>& w) {
    const auto n = affines.empty() ? std::size_t(0) : std::size_t(affines.front().weight.size(1));
    const std::vector<double> rows = unitRows(affines, layers, n);
    if (rows.empty())
        throw Error(Errc::BadArgument, "no convolution lies in layers " + std::to_string(layers.first) + " to " +
                                           std::to_string(layers.last) + "; this network's are 0 to " +
                                           std::to_string(std::ssize(affines) - 1));
    wDim_ = int(n);
    std::vector<double> products(n * n, 0.0);
    addGram(rows, n, products);
    SymmetricEigen eigen = symmetricEigen(std::move(products), n);
    units_.assign(eigen.vectors.begin(), eigen.vectors.end());
    const double total = std::accumulate(eigen.values.begin(), eigen.values.end(), 0.0);
    for (const double value : eigen.values) shares_.push_back(total > 0.0 ? value / total : 0.0);
    deviations_ = deviationsAlong(units_, n, w);
}

std::span<const float> Directions::unit(int index) const {
    return std::span<const float>(units_).subspan(std::size_t(index) * std::size_t(wDim_), std::size_t(wDim_));
}

}  // namespace syper::core
