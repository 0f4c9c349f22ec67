// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/api/run_control.h"
#include "core/formats/tensor_map.h"
#include "core/generator/shape.h"

namespace syper::core {

/// The shape of a generator to train: StyleGAN2-ADA's skip architecture, unconditional.
struct GanGeneratorConfig {
    int resolution = 64;  ///< a power of two, 8 or more
    int zDim = 128, wDim = 128;
    int mappingLayers = 4;
    int channelBase = 4096;  ///< channels at resolution r: min(channelBase / r, channelMax)
    int channelMax = 128;
    double clamp = 256.0;  ///< activations are limited to +-clamp
};

/// The generator as training sees it: weights under the published names, a forward pass that keeps the graph, weights
/// shared by the batch (styles scale the activations), random noise, optionally bfloat16 from 16 px on.
/// Sampling uses core/generator instead; both give the same picture for the same weights up to rounding.
class GanGenerator {
public:
    /// Random weights as published, from `seed` alone. Throws Error{BadArgument} for sizes that make no network.
    GanGenerator(const GanGeneratorConfig& config, std::uint64_t seed);
    /// A network as a file has it, below `prefix`, of any architecture; its weights are copied and have no gradient.
    /// Throws Error{BadFormat}.
    GanGenerator(const TensorMap& weights, const std::string& prefix, const GeneratorShape& shape);

    /// z [N,zDim] to w [N,wDim].
    [[nodiscard]] at::Tensor map(const at::Tensor& z) const;
    /// ws [N,numWs,wDim] to pictures [N,3,R,R] float32. `noise` draws the noise planes; without one they are the
    /// network's own. Throws Stopped between layers, also in the backward pass.
    [[nodiscard]] at::Tensor synthesize(const at::Tensor& ws, const std::optional<at::Generator>& noise, bool half,
                                        RunControl& control) const;

    [[nodiscard]] int numWs() const noexcept { return numWs_; }
    [[nodiscard]] const GanGeneratorConfig& config() const noexcept { return config_; }
    /// Weights and buffers (noise_const, w_avg, resample_filter) under the published names.
    [[nodiscard]] TensorMap& tensors() noexcept { return tensors_; }
    [[nodiscard]] const TensorMap& tensors() const noexcept { return tensors_; }

private:
    [[nodiscard]] at::Tensor styles(const at::Tensor& w, const std::string& name) const;
    /// gain multiplies the result, its limit too.
    [[nodiscard]] at::Tensor layer(const at::Tensor& x, const at::Tensor& w, const std::string& name, bool up,
                                   const std::optional<at::Generator>& noise, double gain) const;
    /// The resnet architecture's way around a block.
    [[nodiscard]] at::Tensor shortcut(const at::Tensor& x, const std::string& block) const;
    [[nodiscard]] at::Tensor toRgb(const at::Tensor& x, const at::Tensor& w, const std::string& name) const;

    GanGeneratorConfig config_;
    Architecture architecture_ = Architecture::Skip;
    TensorMap tensors_;
    int numWs_ = 0;
};

/// False for what the optimizer must leave alone: buffers, by their published names.
[[nodiscard]] bool isTrainable(std::string_view name);

}  // namespace syper::core
