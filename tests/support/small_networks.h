// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include <filesystem>

#include "core/formats/safetensors.h"
#include "core/generator/shape.h"

namespace syper::test {

/// A generator of random weights, as a file: quick to sample, and as good as any for what follows from w alone. The
/// mean of w, which training would have found, is some vector.
inline void writeSmallNetwork(const std::filesystem::path& path, std::uint64_t seed, core::GeneratorShape shape) {
    if (shape.channels.empty()) shape.channels = core::officialChannels(shape.resolution, 256, 16);
    core::TensorMap weights = core::randomGenerator(shape, seed, 0.1);
    at::Tensor average = at::empty({shape.wDim});
    for (std::int64_t i = 0; i < shape.wDim; ++i) average[i] = 0.05 * double(i % 7) - 0.1;
    weights.set("mapping.w_avg", average);
    core::writeSafetensors(path, weights);
}

/// 16 px, z of 12 values, w of 10, 3 mapping layers: 6 layers of w+.
inline core::GeneratorShape smallShape() {
    return {.zDim = 12, .wDim = 10, .mappingLayers = 3, .resolution = 16};
}

}  // namespace syper::test
