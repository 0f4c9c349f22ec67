// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/frechet.h"

#include <algorithm>
#include <cmath>

#include "core/api/error.h"
#include "core/util/symmetric_eigen.h"

namespace syper::core {
namespace {

/// a * b, [n,n] each.
std::vector<double> product(const std::vector<double>& a, const std::vector<double>& b, std::size_t n) {
    std::vector<double> c(n * n, 0.0);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t k = 0; k < n; ++k) {
            const double left = a[i * n + k];
            for (std::size_t j = 0; j < n; ++j) c[i * n + j] += left * b[k * n + j];
        }
    return c;
}

/// The square root of a covariance; what rounding made negative counts as 0.
std::vector<double> squareRoot(std::vector<double> matrix, std::size_t n) {
    const SymmetricEigen eigen = symmetricEigen(std::move(matrix), n);
    std::vector<double> scaled(n * n), columns(n * n);  // V sqrt(L) and V', eigenvectors being rows
    for (std::size_t k = 0; k < n; ++k) {
        const double root = std::sqrt(std::max(0.0, eigen.values[k]));
        for (std::size_t i = 0; i < n; ++i) {
            columns[k * n + i] = eigen.vectors[k * n + i];
            scaled[i * n + k] = eigen.vectors[k * n + i] * root;
        }
    }
    return product(scaled, columns, n);
}

double trace(const std::vector<double>& matrix, std::size_t n) {
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += matrix[i * n + i];
    return sum;
}

}  // namespace

FeatureMoments::FeatureMoments(std::size_t dimension)
    : first_(dimension), sum_(dimension, 0.0), products_(dimension * dimension, 0.0) {}

void FeatureMoments::add(std::span<const float> row) {
    const std::size_t n = dimension();
    if (row.size() != n)
        throw Error(Errc::BadShape,
                    "features of " + std::to_string(row.size()) + " numbers, expected " + std::to_string(n));
    if (count_ == 0) std::ranges::copy(row, first_.begin());
    ++count_;
    std::vector<double> centred(n);
    for (std::size_t i = 0; i < n; ++i) sum_[i] += centred[i] = double(row[i]) - first_[i];
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j <= i; ++j) products_[i * n + j] += centred[i] * centred[j];
}

std::vector<double> FeatureMoments::mean() const {
    if (count_ == 0) throw Error(Errc::BadArgument, "no features to average");
    std::vector<double> mean(first_);
    for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += sum_[i] / double(count_);
    return mean;
}

std::vector<double> FeatureMoments::covariance() const {
    if (count_ < 2)
        throw Error(Errc::BadArgument,
                    std::to_string(count_) + " rows of features have no covariance; give at least 2");
    const std::size_t n = dimension();
    std::vector<double> covariance(n * n);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j <= i; ++j)
            covariance[i * n + j] = covariance[j * n + i] =
                (products_[i * n + j] - sum_[i] * sum_[j] / double(count_)) / double(count_ - 1);
    return covariance;
}

double frechetDistance(const FeatureMoments& a, const FeatureMoments& b) {
    const std::size_t n = a.dimension();
    if (b.dimension() != n)
        throw Error(Errc::BadShape, "features of " + std::to_string(n) + " and " + std::to_string(b.dimension()) +
                                        " numbers cannot be compared");
    const std::vector<double> meanA = a.mean(), meanB = b.mean(), ofA = a.covariance(), ofB = b.covariance();
    double distance = trace(ofA, n) + trace(ofB, n);
    for (std::size_t i = 0; i < n; ++i) distance += (meanA[i] - meanB[i]) * (meanA[i] - meanB[i]);
    const std::vector<double> root = squareRoot(ofA, n);
    std::vector<double> between = product(product(root, ofB, n), root, n);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < i; ++j)
            between[i * n + j] = between[j * n + i] = (between[i * n + j] + between[j * n + i]) / 2;
    for (const double value : symmetricEigen(std::move(between), n).values)
        distance -= 2 * std::sqrt(std::max(0.0, value));
    return std::max(0.0, distance);
}

}  // namespace syper::core
