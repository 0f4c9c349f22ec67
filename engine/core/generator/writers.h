// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include "core/api/image8.h"
#include "core/api/sampler.h"

namespace syper::core {

/// The side of pictures that Writer::Syper makes.
inline constexpr int kSyperSide = 224;

/// picture: float32 [3, R, R] as a generator gives it.
[[nodiscard]] Image8 writePixels(const at::Tensor& picture, Writer writer);

}  // namespace syper::core
