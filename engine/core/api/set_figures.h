// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/api/image_set.h"

namespace syper::core {

/// Features of pictures as an Embedder gives them, all of one length.
using FeatureRows = std::span<const std::vector<float>>;

/// How one set of pictures compares with another, over a recognition model's features: not comparable with published
/// figures, which use Inception's or VGG's.
struct SetFigures {
    double frechet = 0.0;    ///< squared distance of normal distributions (Heusel et al. 2017); smaller is nearer
    double precision = 0.0;  ///< share of `made` that lies among `real`, 0..1 (Kynkaanniemi et al. 2019)
    double recall = 0.0;     ///< share of `real` that `made` reaches, 0..1
};

/// neighbours: the k of precision and recall. Both figures depend on how many rows there are: compare only what was
/// measured on as many. Throws Error{BadShape, BadArgument below neighbours + 1 rows of either}.
[[nodiscard]] SetFigures compareSets(FeatureRows real, FeatureRows made, int neighbours = 3);

/// The row that is most alike, by cosine.
struct Nearest {
    std::int64_t index = -1;
    double similarity = -1.0;
};

/// For each of `rows` the nearest of `others`. Throws Error{BadShape, BadArgument}.
[[nodiscard]] std::vector<Nearest> nearestOf(FeatureRows rows, FeatureRows others);

/// How many rows are left, going through them in order, if each is dropped that matches one kept before (cosine at or
/// above `threshold`): eyes that the model tells apart. Throws Error{BadShape, BadArgument}.
[[nodiscard]] std::int64_t distinctRows(FeatureRows rows, double threshold);

/// `count` pictures drawn from the normal distribution over `learned`'s pixels, along its `components` main axes at 64
/// pixels a side: the plain model that any generator should beat. Equal seeds give equal pictures. Throws
/// Error{BadArgument below two pictures}, and what load() throws.
[[nodiscard]] std::shared_ptr<const ImageSet> plainPictures(const ImageSet& learned, std::int64_t count,
                                                            std::uint64_t seed, int components = 64);

}  // namespace syper::core
