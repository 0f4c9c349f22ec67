// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "core/api/run_control.h"
#include "core/formats/tensor_map.h"

namespace syper::core {

/// The discriminator of StyleGAN2-ADA (Karras et al. 2020, arXiv:2006.06676), unconditional, under the published names:
/// `b64.fromrgb.weight`, `b64.conv0.weight`, `b64.skip.weight`, `b4.conv.weight`, `b4.fc.weight`, `b4.out.weight` ..
struct DiscriminatorConfig {
    int resolution = 64;     ///< a power of two, 8 or more
    int channelBase = 4096;  ///< channels at resolution r: min(channelBase / r, channelMax)
    int channelMax = 128;
    std::string architecture = "resnet";  ///< skip, orig, resnet
    double clamp = 256.0;                 ///< activations are limited to +-clamp; 0 = not
    int statisticsGroup = 4;              ///< pictures that share a minibatch deviation; 0 = the whole batch
};

class Discriminator {
public:
    /// Random weights as published: standard normal, biases zero.
    Discriminator(const DiscriminatorConfig& config, at::Generator random);
    /// `weights`: a state dict with the published names below `prefix`. Resolution, architecture and widths come from
    /// names and shapes. Throws Error{BadFormat} naming what is missing, Error{Unsupported} for a conditional one.
    explicit Discriminator(const TensorMap& weights, std::string_view prefix = "", double clamp = 256.0,
                           int statisticsGroup = 4);

    /// Scores [N,1] of pictures [N,3,R,R] in [-1,1]: larger = more real. `half`: blocks from 16 px on in bfloat16.
    /// N must be a multiple of the group unless it is smaller. Differentiable twice. Throws Error{BadShape}, and
    /// Stopped between blocks.
    [[nodiscard]] at::Tensor forward(const at::Tensor& images, bool half, RunControl& control) const;

    [[nodiscard]] const DiscriminatorConfig& config() const noexcept { return config_; }
    /// Weights, biases and filters. Replacing a tensor here replaces it in the network.
    [[nodiscard]] TensorMap& tensors() noexcept { return tensors_; }
    [[nodiscard]] const TensorMap& tensors() const noexcept { return tensors_; }

private:
    [[nodiscard]] int channels(int resolution) const;
    [[nodiscard]] at::Tensor layer(const at::Tensor& x, const std::string& name, double gain, bool down,
                                   bool active) const;
    [[nodiscard]] at::Tensor fromRgb(const at::Tensor& image, int resolution, bool half) const;
    [[nodiscard]] at::Tensor block(const at::Tensor& x, const std::string& name) const;
    [[nodiscard]] at::Tensor epilogue(const at::Tensor& x) const;
    [[nodiscard]] at::Tensor withDeviation(const at::Tensor& x) const;
    [[nodiscard]] at::Tensor dense(const at::Tensor& x, const std::string& name, bool active) const;

    DiscriminatorConfig config_;
    TensorMap tensors_;
};

/// The published low-pass filter: the outer product of [1,3,3,1], normalised, float32 [4,4].
[[nodiscard]] at::Tensor defaultFilter();

}  // namespace syper::core
