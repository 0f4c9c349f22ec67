// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "core/api/latent.h"

namespace syper::core {

/// A direction in w.
struct Direction {
    std::string name{};
    SharedFloats unit{};                                      ///< [wDim], of length 1
    double deviation = 1.0;                                   ///< w's standard deviation along it; 0 = not known
    double share = std::numeric_limits<double>::quiet_NaN();  ///< of the variance explained; NaN = not told
    double low = -3.0, high = 3.0;                            ///< the range offered, in standard deviations
    LayerRange layers{};                                      ///< where it acts unless the user says otherwise
};

/// Directions that belong together.
struct DirectionSet {
    std::string source{};         ///< sefa, pca, labels, ganspace; or what a file said
    std::string networkSha256{};  ///< the network they were found in; empty = not told
    SharedFloats mean{};          ///< of w, where the method has one
    std::vector<Direction> directions{};
};

/// What to learn a direction from.
struct LabelledSeeds {
    std::string name = "label";
    std::vector<std::uint32_t> seeds;
    std::vector<bool> positive;             ///< one a seed
    int classIndex = -1;                    ///< of conditional networks
    std::vector<Direction> orthogonalTo{};  ///< the result has nothing of these
};

/// The normal of the plane that tells the two kinds of seeds apart in w: logistic regression with a quadratic penalty,
/// whose weight is the one with the best likelihood on held-out fifths.
struct LearnedDirection {
    Direction direction;
    double accuracy = 0.0;  ///< on held-out fifths, 0..1
    double baseline = 0.0;  ///< what always saying the more frequent label gets
    double penalty = 0.0;   ///< chosen
    std::int64_t positives = 0, negatives = 0;
};

/// Labels from a table of text with the columns seed and `column` (found by the first row's names; without names the
/// first two columns). Exactly two different labels; the greater one, as numbers or else as text, is positive. Rows
/// with an empty label are left out. Throws Error{NotFound, Io, BadFormat} naming the line.
[[nodiscard]] LabelledSeeds readLabelledSeeds(const std::filesystem::path& path, const std::string& column = "label");

/// `direction` without what it shares with `others`, of length 1 again; its deviation becomes 0 (not known). Throws
/// Error{BadArgument} where nothing is left of it, Error{BadShape}.
[[nodiscard]] Direction orthogonalised(const Direction& direction, std::span<const Direction> others);

/// Reads directions: our .safetensors and .json, GANSpace's .npz (lat_comp ..) and exported .pkl, and an array
/// [K, wDim] of a .npy, .npz or .safetensors. The content decides; nothing in a file is run. wDim: of the network that
/// they are for, 0 = any. Throws Error{NotFound, Io, BadFormat, BadShape, Unsupported}.
[[nodiscard]] DirectionSet readDirections(const std::filesystem::path& path, int wDim = 0);
/// A .npy has no name for its array: does it hold directions, and not latents? Then every row has unit length, as who
/// writes them (InterFaceGAN, SeFa) leaves them. Throws as readDirections, also where it could be neither.
[[nodiscard]] bool unnamedDirections(const std::filesystem::path& path);

/// Writes by the ending: .safetensors (`directions` [K, wDim], `deviations`, `explained_variance` [K], `mean`, the rest
/// as metadata), .json (the same as text) or .npz (GANSpace's names). Equal sets are equal bytes. Throws
/// Error{BadArgument, Unsupported, Io}.
void writeDirections(const std::filesystem::path& path, const DirectionSet& set);
/// Throws Error{Unsupported} for an ending that writeDirections does not know; to be asked before long work.
void checkDirectionsPath(const std::filesystem::path& path);

}  // namespace syper::core
