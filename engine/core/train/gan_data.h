// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/api/image_set.h"
#include "core/api/run_control.h"

namespace syper::core {

/// Pictures to learn from, whole in memory: uint8 [N,3,side,side].
struct TrainingPictures {
    at::Tensor pixels;
    std::string digest;  ///< tells other pictures, or another order, apart
};

/// Decodes and resizes a set. Throws Error{BadArgument} for an empty one, whatever the set throws, and Stopped.
[[nodiscard]] TrainingPictures loadPictures(const ImageSet& images, int side, RunControl& control);

/// A tensor file (key `images`, or its only tensor) of [N,3,S,S] or [N,S,S,3], uint8 or float32 in [-1,1], resized to
/// `side` with a triangle filter. Throws Error{NotFound, BadFormat}.
[[nodiscard]] TrainingPictures loadPictures(const std::filesystem::path& file, int side);

/// Batches of pictures in an order that depends on seed and position alone: each pass over the set is another shuffle.
class PictureFeed {
public:
    PictureFeed(TrainingPictures pictures, bool mirror, std::uint64_t seed);

    /// Pictures `first` .. `first + count - 1` of the endless sequence, float32 [count,3,S,S] in [-1,1].
    [[nodiscard]] at::Tensor batch(std::int64_t first, std::int64_t count);
    /// What one pass shows: mirror images count.
    [[nodiscard]] std::int64_t size() const;
    [[nodiscard]] const std::string& digest() const noexcept { return pictures_.digest; }

private:
    [[nodiscard]] std::int64_t indexAt(std::int64_t position);

    TrainingPictures pictures_;
    bool mirror_;
    std::uint64_t seed_;
    std::int64_t pass_ = -1;
    at::Tensor order_;  ///< of pass_
};

}  // namespace syper::core
