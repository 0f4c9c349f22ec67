// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/quant/fake_quant_types.h"

/// The loops of fake_quant.cpp over plain memory, compiled for several instruction sets. No contraction into fused
/// multiply-adds, so that all of them give the same bits.
namespace syper::core::kernels {

/// Lowest and highest of n > 0 values; NaN where a value is not finite.
[[nodiscard]] Range minMax(const float* x, std::int64_t n);
/// out[i] = x[i] rounded; out may be x.
void round(const float* x, float* out, std::int64_t n, const Affine& affine);
/// y[i] = x[i] > 0 ? x[i] : slope * x[i].
void prelu(const float* x, float* y, std::int64_t n, float slope);
/// prelu, then round, in one pass.
void preluRound(const float* x, float* y, std::int64_t n, float slope, const Affine& affine);
/// dx[i] = grad[i] * (x[i] > 0 ? 1 : slope). Returns the sum of grad[i] * x[i] where x[i] <= 0.
[[nodiscard]] double preluBackward(const float* x, const float* grad, float* dx, std::int64_t n, float slope);

}  // namespace syper::core::kernels
