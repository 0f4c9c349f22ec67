// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <vector>

#include "core/api/run_control.h"
#include "core/backbones/model.h"

namespace syper::core {

/// How far a picture is from a target in a recognition model's eyes, with a gradient. Every residual block's output is
/// brought to unit length at each pixel (as LPIPS does, Zhang et al. 2018, arXiv:1801.03924, but without its learned
/// weights, which are others'); the mean of their squared differences over blocks and pixels is added to one minus the
/// cosine of the embeddings.
class PerceptualDistance {
public:
    /// Throws Error{NotFound, BadFormat}, and Error{Unsupported} for a quantized model, which has no gradient to speak
    /// of. target: [1, 3, R, R] in [-1, 1].
    PerceptualDistance(const std::filesystem::path& model, const at::Tensor& target, RunControl& control);

    /// images [1, 3, R, R] to a scalar, 0 for the target itself.
    [[nodiscard]] at::Tensor to(const at::Tensor& images, RunControl& control) const;

private:
    struct Features {
        std::vector<at::Tensor> blocks;
        at::Tensor embedding;
    };
    [[nodiscard]] Features features(const at::Tensor& images, RunControl& control) const;

    Model model_;
    TensorMap tensors_;  ///< the model's, without gradients
    Features target_;
};

/// Mean squared difference of two pictures [1, 3, R, R], averaged over the scales R, R/2 .. 8.
[[nodiscard]] at::Tensor pixelDistance(const at::Tensor& a, const at::Tensor& b);

}  // namespace syper::core
