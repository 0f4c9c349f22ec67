// SPDX-License-Identifier: GPL-3.0-or-later
// Differentiable building blocks of training: convolutions whose gradients are convolutions again.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "core/api/run_control.h"

namespace syper::core {

/// Convolution of x [N,Ci,H,W] with weight [Co,Ci/groups,k,k], equal strides and paddings. Its gradients are
/// convolutions of the same kind, so it can be differentiated any number of times; autograd's own second derivative
/// uses the batch as channels, which no fast kernel takes.
[[nodiscard]] at::Tensor convolve(const at::Tensor& x, const at::Tensor& weight, std::int64_t stride,
                                  std::int64_t padding, std::int64_t groups = 1);

/// The transpose of convolve(): x [N,Co,h,w] to [N,Ci,side,side], with that convolution's weight [Co,Ci/groups,k,k].
[[nodiscard]] at::Tensor convolveTransposed(const at::Tensor& x, const at::Tensor& weight, std::int64_t stride,
                                            std::int64_t padding, std::int64_t side, std::int64_t groups = 1);

/// Filters every channel of x [N,C,H,W] with `kernel` [k,k] (true convolution, as upfirdn2d), zero padding on all
/// four sides. No gradient flows into the kernel.
[[nodiscard]] at::Tensor filterPlanes(const at::Tensor& x, const at::Tensor& kernel, std::int64_t padding);
/// The same, then every second row and column.
[[nodiscard]] at::Tensor filterDown2(const at::Tensor& x, const at::Tensor& kernel, std::int64_t padding);
/// Twice the size: zeros in between, then the filter with gain 4; alignment as upsample2d of the published networks.
[[nodiscard]] at::Tensor filterUp2(const at::Tensor& x, const at::Tensor& kernel);

/// Leaky ReLU (slope 0.2) of x + bias, then limited to +-clamp where clamp > 0. The published gain is for the caller to
/// fold into what makes x and bias: the function is positively homogeneous. x [N,C,..], bias [C].
[[nodiscard]] at::Tensor biasLeaky(const at::Tensor& x, const at::Tensor& bias, double clamp);

/// Activations of blocks with this resolution or more may be bfloat16.
inline constexpr std::int64_t kHalfFrom = 16;

/// x as activations of a block at `resolution`: bfloat16 from kHalfFrom on if `half`, channels last.
[[nodiscard]] at::Tensor asActivation(const at::Tensor& x, std::int64_t resolution, bool half);

/// x itself; a gate of `control` now and again when the gradient comes back: throws Stopped. `control` must outlive the
/// graph.
[[nodiscard]] at::Tensor gated(const at::Tensor& x, RunControl& control);

}  // namespace syper::core
