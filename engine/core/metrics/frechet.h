// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace syper::core {

/// Mean and covariance of rows of features, summed in double and in the order given.
class FeatureMoments {
public:
    explicit FeatureMoments(std::size_t dimension);

    /// Throws Error{BadShape} for a row of another length.
    void add(std::span<const float> row);

    [[nodiscard]] std::int64_t count() const noexcept { return count_; }
    [[nodiscard]] std::size_t dimension() const noexcept { return sum_.size(); }
    [[nodiscard]] std::vector<double> mean() const;
    /// [D,D], divided by count - 1 as NumPy's cov does. Throws Error{BadArgument} below two rows.
    [[nodiscard]] std::vector<double> covariance() const;

private:
    std::int64_t count_ = 0;
    std::vector<double> first_;  ///< subtracted from all rows, so that large means cost no digits
    std::vector<double> sum_, products_;
};

/// The squared Frechet distance between two normal distributions with these moments:
/// |mean_a - mean_b|^2 + tr(A + B - 2 (A^1/2 B A^1/2)^1/2), 0 or more. (Dowson and Landau 1982; the Frechet inception
/// distance of Heusel et al. 2017 is this over Inception's features.) Throws Error{BadShape, BadArgument}.
[[nodiscard]] double frechetDistance(const FeatureMoments& a, const FeatureMoments& b);

}  // namespace syper::core
