// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace syper::core {

/// Pictures by index, whatever they come from: files (vision/picture_set.h), a generator, a tensor. load() and the
/// other const members may be called from several threads at once.
class ImageSet {
public:
    virtual ~ImageSet() = default;
    [[nodiscard]] virtual std::int64_t size() const = 0;
    /// For people and tables: a file's path as given, or "seed0042".
    [[nodiscard]] virtual std::string name(std::int64_t index) const = 0;
    /// Picture `index` as a model sees it: RGB planes of side x side floats in [-1,1], `out` holding 3*side*side.
    /// Throws Error naming the picture.
    virtual void load(std::int64_t index, int side, std::span<float> out) const = 0;
    /// Tells two sets with different content apart (a hash over names and contents, or over network and seeds).
    [[nodiscard]] virtual std::string digest() const = 0;
    /// How many are mirrored when loaded, so that every eye looks like one side.
    [[nodiscard]] virtual std::int64_t mirroredCount() const { return 0; }
};

}  // namespace syper::core
