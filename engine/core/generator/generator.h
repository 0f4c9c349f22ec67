// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/generator/mapping.h"
#include "core/generator/synthesis.h"

namespace syper::core {

/// Mapping and synthesis of one network, and what a request makes of them.
class Generator {
public:
    /// Throws Error{BadFormat, Unsupported}.
    Generator(const TensorMap& weights, const std::string& prefix, const GeneratorShape& shape);

    [[nodiscard]] const GeneratorShape& shape() const noexcept { return shape_; }
    /// z of a seed: RandomState(seed).randn(zDim), as float32.
    [[nodiscard]] std::vector<float> noiseVector(std::uint32_t seed) const;
    /// The network's w of a seed, [wDim]. label -1 where there are no labels.
    [[nodiscard]] std::vector<float> w(std::uint32_t seed, int label) const {
        return mapping.map(noiseVector(seed), label);
    }

    Mapping mapping;
    Synthesis synthesis;

private:
    GeneratorShape shape_;
};

/// Reads a generator's file, any format. Throws Error{NotFound, Io, BadFormat, Unsupported} naming the file.
[[nodiscard]] Generator loadGenerator(const std::filesystem::path& path);

}  // namespace syper::core
