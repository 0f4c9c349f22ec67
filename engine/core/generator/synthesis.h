// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "core/api/run_control.h"
#include "core/api/sampler.h"
#include "core/generator/shape.h"
#include "core/generator/styled_layer.h"

namespace syper::core {

/// The synthesis network of StyleGAN2-ADA, one picture at a time on the CPU, forward only. Every bit of a picture
/// depends on weights, w and noise alone, not on the threads: work is cut by the network's sizes, never by their
/// number. Training has its own differentiable network of the same weights.
class Synthesis {
public:
    /// Weights below `prefix`. Throws Error{BadFormat} naming a tensor that is missing or has another shape.
    Synthesis(const TensorMap& weights, const std::string& prefix, const GeneratorShape& shape);

    /// Called after each block with its resolution and, where the architecture has one by then, the picture so far.
    using Watch = std::function<void(int resolution, const at::Tensor& picture)>;

    /// ws [numWs * wDim] to a picture, float32 [3, R, R], about -1..1 but not limited. noiseSeed serves
    /// NoiseMode::Random alone. Passes a gate between layers: throws Stopped.
    [[nodiscard]] at::Tensor picture(std::span<const float> ws, NoiseMode noise, std::uint32_t noiseSeed,
                                     RunControl& control, const Watch& watch = {}) const;

    /// Affine maps of all convolutions, first to last: what w can change.
    [[nodiscard]] std::vector<const StyleAffine*> affines() const;

private:
    struct Block {
        std::optional<StyledLayer> conv0, conv1;
        std::optional<ColourLayer> colour;
        std::optional<ShortcutLayer> shortcut;
        at::Tensor filter;
    };
    GeneratorShape shape_;
    at::Tensor constant_;  ///< [4, 4, channels]
    std::vector<Block> blocks_;
};

}  // namespace syper::core
