// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/backbones/layers.h"

namespace syper::core {

/// Layers whose sums on the CPU are taken in an order that their shapes alone decide, so that values and gradients are
/// the same bits on any number of threads. A rounding network needs that: a sum in another order flips codes, and its
/// loss moves by percents.

/// conv2d without bias. Its weight's gradient is summed over fixed parts of the batch.
[[nodiscard]] at::Tensor fixedOrderConv(const at::Tensor& x, const at::Tensor& weight, const ConvShape& shape);

/// batch_norm of [N,C,..]; mean and variance are updated in place where `training`.
[[nodiscard]] at::Tensor fixedOrderNorm(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                                        const at::Tensor& mean, const at::Tensor& variance, bool training,
                                        double momentum, double epsilon);

/// The sum of a tensor's squares, in double.
[[nodiscard]] double fixedOrderSquares(const at::Tensor& x);

}  // namespace syper::core
