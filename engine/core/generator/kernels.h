// SPDX-License-Identifier: GPL-3.0-or-later
// Loops over plain floats whose results do not depend on how many threads run them: each output value is summed in one
// fixed order.
#pragma once

#include <cstdint>
#include <span>

namespace syper::core::kernels {

/// y = matrix x + bias: matrix [rows, columns], x [columns], y and bias [rows]; bias may be empty.
void dense(std::span<const float> matrix, std::span<const float> x, std::span<const float> bias, std::span<float> y);

/// Twice the size of the three planes of a picture: zeros in between, then correlated with filter [taps, taps] (its
/// gain included), aligned as upsample2d of the published networks. from [3, side, side], to [3, 2 side, 2 side].
void upsamplePicture(const float* from, std::int64_t side, std::span<const float> filter, std::int64_t taps, float* to);

}  // namespace syper::core::kernels
