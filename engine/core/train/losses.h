// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace syper::core {

/// Rows of unit length; rows shorter than 1e-12 are divided by that. x [N,D].
[[nodiscard]] at::Tensor normalizeRows(const at::Tensor& x);

/// The angle margin's scale and width. Source: ArcFace, Deng et al. 2019 (arXiv:1801.07698).
struct ArcFaceMargin {
    double scale = 64.0, margin = 0.5;
};
/// Logits [N,K] = scale * cos(angle to each class's centre, + margin for the own one). embeddings [N,D] of any length,
/// kernel [D,K] (columns are the centres), labels [N] 64-bit, 0..K-1. Differentiable in embeddings and kernel.
/// Throws Error{BadShape, BadArgument}.
[[nodiscard]] at::Tensor arcFaceLogits(const at::Tensor& embeddings, const at::Tensor& kernel, const at::Tensor& labels,
                                       const ArcFaceMargin& margin = {});
/// The mean cross entropy of arcFaceLogits.
[[nodiscard]] at::Tensor arcFaceLoss(const at::Tensor& embeddings, const at::Tensor& kernel, const at::Tensor& labels,
                                     const ArcFaceMargin& margin = {});

/// Mean over batch and dimensions of the squared difference of two batches of unit rows.
[[nodiscard]] at::Tensor embeddingLoss(const at::Tensor& student, const at::Tensor& teacher);

}  // namespace syper::core
