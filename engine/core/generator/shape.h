// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/formats/tensor_map.h"

namespace syper::core {

/// How a generator makes its picture of its blocks: a sum of one picture a block, the last block alone, or the last
/// block alone with a shortcut around each.
enum class Architecture : std::uint8_t { Skip, Orig, Resnet };
[[nodiscard]] const char* architectureName(Architecture architecture);

/// The published default: activations are limited to +-256.
inline constexpr double kConvClamp = 256.0;
/// The published lr_multiplier of the mapping network: its weights are stored divided by it.
inline constexpr double kMappingRate = 0.01;

/// Where an exported generator says how many layers its mapping network has.
inline constexpr const char* kMappingLayersKey = "mapping_layers";

/// The sizes of a StyleGAN2-ADA generator (Karras et al. 2020, arXiv:2006.06676).
struct GeneratorShape {
    int zDim = 512, wDim = 512, cDim = 0;
    int mappingLayers = 8;
    int resolution = 256;  ///< a power of two, 4 or more
    Architecture architecture = Architecture::Skip;
    std::vector<int> channels;          ///< of the blocks at 4, 8, .. resolution
    double clamp = kConvClamp;          ///< 0 = not limited
    double mappingRate = kMappingRate;  ///< the mapping network's lr_multiplier

    [[nodiscard]] int blocks() const noexcept { return int(channels.size()); }
    [[nodiscard]] int blockResolution(int block) const noexcept { return 4 << block; }
    /// How many w a picture takes: one a convolution and one for the last colouring.
    [[nodiscard]] int numWs() const noexcept { return 2 * blocks(); }
    /// Trainable values, of mapping and synthesis.
    [[nodiscard]] std::int64_t parameters() const;
    /// Has block `block` a torgb layer?
    [[nodiscard]] bool colours(int block) const noexcept {
        return architecture == Architecture::Skip || block == blocks() - 1;
    }
};

/// min(base / r, max) for r = 4, 8, .. resolution, as the published networks count channels.
[[nodiscard]] std::vector<int> officialChannels(int resolution, int base, int max);

/// The part of every generator's names that comes before "mapping." and "synthesis.": "" or "G_ema." .. ; nothing is
/// found where there is no generator among the names.
[[nodiscard]] bool findGenerator(const TensorMap& weights, std::string& prefix);

/// Reads sizes and architecture from names and shapes; labels from `mapping.embed`, the rest is the published default.
/// Throws Error{BadFormat} naming the tensor that is missing or has another shape.
[[nodiscard]] GeneratorShape generatorShape(const TensorMap& weights, const std::string& prefix = "");

/// Takes over what a state dict does not tell but a snapshot's constructor arguments do: clamp and lr_multiplier. Null
/// leaves the defaults. Throws Error{Unsupported} for a network of another kind: another activation, say.
void applyInitKwargs(GeneratorShape& shape, const nlohmann::json& initKwargs);

/// Weights of the published initialisation under the published names, from `seed` alone. noise_strength, which training
/// starts at 0, is `noiseStrength`. Throws Error{BadArgument} for sizes that make no network.
[[nodiscard]] TensorMap randomGenerator(const GeneratorShape& shape, std::uint64_t seed, double noiseStrength = 0.0);

}  // namespace syper::core
