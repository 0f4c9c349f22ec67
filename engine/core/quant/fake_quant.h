// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include "core/quant/fake_quant_types.h"

namespace syper::core {

/// Grows `range` to hold all of x; it becomes NaN where x is not finite.
void widen(Range& range, const at::Tensor& x);

/// The rounding that spreads 2^bits codes over `range`: scale = (2^bits - 1) / max(high - low, 1e-8), zeroPoint =
/// round(scale * low) + 2^(bits-1). Source: the published quantizer (after ZeroQ, Cai et al. 2020).
[[nodiscard]] Affine fitRange(const Range& range, int bits);

/// x rounded; the gradient passes unchanged, outside the range too.
[[nodiscard]] at::Tensor fakeQuantize(const at::Tensor& x, const Affine& affine);
/// weight [rows,..] with each row rounded over its own range; the gradient passes unchanged.
[[nodiscard]] at::Tensor fakeQuantizeRows(const at::Tensor& weight, int bits);
/// PReLU of x [N,C,..] with slopes [C], then fakeQuantize over `range`, which first widens by the PReLU's output if
/// `learn`. One function because activations are large: two passes over memory instead of nine.
[[nodiscard]] at::Tensor preluFakeQuantize(const at::Tensor& x, const at::Tensor& slopes, Range& range, int bits,
                                           bool learn);

}  // namespace syper::core
