// SPDX-License-Identifier: GPL-3.0-or-later
// Directions that need no labels: SeFa and principal components.
#include <cmath>
#include <numeric>

#include "core/api/error.h"
#include "core/latent/space_impl.h"
#include "core/latent/statistics.h"
#include "core/util/symmetric_eigen.h"
#include "core/util/translate_error.h"

namespace syper::core {
namespace {

int countWithin(int count, int wDim) {
    if (count < 0 || count > wDim)
        throw Error(Errc::BadArgument, "cannot find " + std::to_string(count) + " directions: w has " +
                                           std::to_string(wDim) + " dimensions; ask for 1 to " + std::to_string(wDim));
    return count == 0 ? wDim : count;
}

std::string numbered(const char* kind, int index) {
    return std::string(kind) + " " + std::to_string(index + 1);
}

/// Mean and covariance of w, in one pass about the first sample so that nothing cancels.
class Moments {
public:
    explicit Moments(std::size_t n) : n_(n), sums_(n, 0.0), products_(n * n, 0.0) {}

    void add(std::span<const float> w) {
        if (count_ == 0) shift_.assign(w.begin(), w.end());
        for (std::size_t i = 0; i < n_; ++i) {
            const double x = double(w[i]) - shift_[i];
            sums_[i] += x;
            pending_.push_back(x);
        }
        ++count_;
        if (pending_.size() >= kBatch * n_) flush();
    }

    [[nodiscard]] std::vector<float> mean() const {
        std::vector<float> mean(n_);
        for (std::size_t i = 0; i < n_; ++i) mean[i] = float(shift_[i] + sums_[i] / double(count_));
        return mean;
    }

    [[nodiscard]] std::vector<double> covariance() {
        flush();
        std::vector<double> matrix(products_);
        const auto count = double(count_);
        for (std::size_t i = 0; i < n_; ++i)
            for (std::size_t j = 0; j < n_; ++j)
                matrix[i * n_ + j] = products_[i * n_ + j] / count - sums_[i] / count * (sums_[j] / count);
        return matrix;
    }

private:
    static constexpr std::size_t kBatch = 512;
    void flush() {
        addGram(pending_, n_, products_);
        pending_.clear();
    }

    std::size_t n_;
    std::int64_t count_ = 0;
    std::vector<double> shift_, sums_, products_, pending_;
};

DirectionSet principal(const LatentSpace::Impl& space, int count, std::uint32_t first, std::int64_t samples,
                       RunControl& control) {
    constexpr std::int64_t kGateEvery = 256;
    const auto n = std::size_t(space.info.wDim);
    Moments moments(n);
    for (std::int64_t i = 0; i < samples; i += kGateEvery) {
        control.gate();
        control.report({.phase = "sampling w", .done = i, .total = samples});
        const auto some = manyAtOnce(std::size_t(std::min(kGateEvery, samples - i)), [&](std::size_t k) {
            return space.sampledW(first + std::uint32_t(i) + std::uint32_t(k));
        });
        for (const std::vector<float>& w : some) moments.add(w);
    }
    control.report({.phase = "sampling w", .done = samples, .total = samples});
    const SymmetricEigen eigen = symmetricEigen(moments.covariance(), n);
    const double total = std::accumulate(eigen.values.begin(), eigen.values.end(), 0.0);
    DirectionSet set{.source = "pca", .networkSha256 = space.info.sha256, .mean = moments.mean()};
    for (int i = 0; i < count; ++i) {
        const auto begin = eigen.vectors.begin() + std::ptrdiff_t(std::size_t(i) * n);
        const double variance = std::max(0.0, eigen.values[std::size_t(i)]);
        set.directions.push_back({.name = numbered("PCA", i),
                                  .unit = std::vector<float>(begin, begin + std::ptrdiff_t(n)),
                                  .deviation = std::sqrt(variance),
                                  .share = total > 0.0 ? variance / total : 0.0});
    }
    return set;
}

}  // namespace

DirectionSet LatentSpace::sefa(int count, const LayerRange& layers) const {
    return translateErrors("cannot find directions", [&] {
        const int wanted = countWithin(count, info().wDim);
        const bool all = layers == LayerRange();
        const Directions found =
            all ? impl_->ownDirections()
                : Directions(impl_->affines, layers, [this](std::uint32_t seed) { return impl_->sampledW(seed); });
        DirectionSet set{.source = "sefa", .networkSha256 = info().sha256};
        if (!average().empty()) set.mean = std::vector<float>(average().begin(), average().end());
        for (int i = 0; i < wanted; ++i)
            set.directions.push_back({.name = numbered("SeFa", i),
                                      .unit = std::vector<float>(found.unit(i).begin(), found.unit(i).end()),
                                      .deviation = found.deviation(i),
                                      .share = found.shares()[std::size_t(i)],
                                      .layers = layers});
        return set;
    });
}

DirectionSet LatentSpace::pca(int count, std::uint32_t first, std::int64_t samples, RunControl& control) const {
    return translateErrors("cannot find directions", [&] {
        const int wanted = countWithin(count, info().wDim);
        constexpr std::int64_t kMost = 10'000'000;
        if (samples < 2 || samples > kMost)
            throw Error(Errc::BadArgument, "cannot take principal components of " + std::to_string(samples) +
                                               " samples; take 2 to " + std::to_string(kMost));
        return principal(*impl_, wanted, first, samples, control);
    });
}

Direction LatentSpace::measured(Direction direction) const {
    if (int(direction.unit.size()) != info().wDim)
        throw Error(Errc::BadShape, "direction \"" + direction.name + "\" has " +
                                        std::to_string(direction.unit.size()) + " values, this network's w " +
                                        std::to_string(info().wDim) + "; take one of this network");
    direction.deviation = impl_->deviation(direction.unit.span());
    return direction;
}

}  // namespace syper::core
