// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/set_figures.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "core/api/error.h"
#include "core/metrics/frechet.h"
#include "core/util/translate_error.h"

namespace syper::core {
namespace {

constexpr const char* kComparing = "comparing pictures";
constexpr const char* kNearest = "nearest pictures";
constexpr const char* kDistinct = "distinct pictures";
constexpr std::int64_t kBlock = 256;  // rows of a matrix of distances at a time

/// [N,D] in double, so that blocks do not show in the figures.
at::Tensor matrix(const char* what, FeatureRows rows) {
    if (rows.empty()) throw Error(Errc::BadArgument, std::string(what) + ": no pictures to compare; give some");
    const std::size_t width = rows[0].size();
    at::Tensor all = at::empty({std::int64_t(rows.size()), std::int64_t(width)}, at::kDouble);
    double* out = all.data_ptr<double>();
    for (const std::vector<float>& row : rows) {
        if (row.size() != width)
            throw Error(Errc::BadShape, std::string(what) + ": features of " + std::to_string(row.size()) + " and of " +
                                            std::to_string(width) + " numbers; measure with one model");
        out = std::copy(row.begin(), row.end(), out);
    }
    if (!at::isfinite(all).all().item<bool>())
        throw Error(Errc::BadArgument, std::string(what) + ": a feature is not finite; the model cannot measure these");
    return all;
}

at::Tensor unit(const at::Tensor& rows) {
    return rows / rows.norm(2, 1, true).clamp_min(1e-12);
}

void checkWidths(const char* what, const at::Tensor& a, const at::Tensor& b) {
    if (a.size(1) != b.size(1))
        throw Error(Errc::BadShape, std::string(what) + ": features of " + std::to_string(a.size(1)) + " and of " +
                                        std::to_string(b.size(1)) + " numbers; measure with one model");
}

/// Squared distances of some rows to all others, [n,M].
at::Tensor distances(const at::Tensor& some, const at::Tensor& others) {
    return (some.pow(2).sum(1, true) + others.pow(2).sum(1).unsqueeze(0) - 2 * at::mm(some, others.t())).clamp_min(0);
}

/// For each row the squared distance to its k-th neighbour among the others, [N].
at::Tensor radii(const at::Tensor& rows, std::int64_t k) {
    std::vector<at::Tensor> all;
    for (const at::Tensor& some : rows.split(kBlock))
        all.push_back(std::get<0>(distances(some, rows).kthvalue(k + 1, 1)));  // the first is the row itself
    return at::cat(all);
}

/// Share of `points` inside the ball of at least one of `centres`.
double covered(const at::Tensor& points, const at::Tensor& centres, const at::Tensor& radius) {
    std::int64_t inside = 0;
    for (const at::Tensor& some : points.split(kBlock))
        inside += (distances(some, centres) <= radius.unsqueeze(0)).any(1).sum().item<std::int64_t>();
    return double(inside) / double(points.size(0));
}

FeatureMoments moments(FeatureRows rows) {
    FeatureMoments all(rows[0].size());
    for (const std::vector<float>& row : rows) all.add(row);
    return all;
}

}  // namespace

SetFigures compareSets(FeatureRows real, FeatureRows made, int neighbours) {
    return translateErrors(kComparing, [&] {
        const at::NoGradGuard off;
        const at::Tensor a = matrix(kComparing, real), b = matrix(kComparing, made);
        checkWidths(kComparing, a, b);
        const std::int64_t fewest = std::min(a.size(0), b.size(0));
        if (neighbours < 1 || fewest <= neighbours)
            throw Error(Errc::BadArgument, std::string(kComparing) + ": " + std::to_string(fewest) + " pictures for " +
                                               std::to_string(neighbours) + " neighbours; give more pictures");
        return SetFigures{.frechet = frechetDistance(moments(real), moments(made)),
                          .precision = covered(b, a, radii(a, neighbours)),
                          .recall = covered(a, b, radii(b, neighbours))};
    });
}

std::vector<Nearest> nearestOf(FeatureRows rows, FeatureRows others) {
    return translateErrors(kNearest, [&] {
        const at::NoGradGuard off;
        const at::Tensor a = unit(matrix(kNearest, rows)), b = unit(matrix(kNearest, others));
        checkWidths(kNearest, a, b);
        std::vector<Nearest> nearest;
        for (const at::Tensor& some : a.split(kBlock)) {
            const auto [value, index] = at::mm(some, b.t()).max(1);
            for (std::int64_t i = 0; i < some.size(0); ++i)
                nearest.push_back({index[i].item<std::int64_t>(), value[i].item<double>()});
        }
        return nearest;
    });
}

std::int64_t distinctRows(FeatureRows rows, double threshold) {
    return translateErrors(kDistinct, [&] {
        const at::NoGradGuard off;
        const at::Tensor all = unit(matrix(kDistinct, rows));
        at::Tensor kept = at::empty_like(all);
        std::int64_t count = 0;
        for (std::int64_t i = 0; i < all.size(0); ++i) {
            const bool matches =
                count > 0 && (at::mv(kept.narrow(0, 0, count), all[i]) >= threshold).any().item<bool>();
            if (!matches) kept[count++].copy_(all[i]);
        }
        return count;
    });
}

}  // namespace syper::core
