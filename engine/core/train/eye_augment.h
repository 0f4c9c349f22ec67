// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include "core/util/random_stream.h"

namespace syper::core {

/// One eye picture as another camera, light and moment would have taken it: turned, scaled and shifted, lit and
/// coloured otherwise, blurred, partly hidden, without colour or as near infrared shows it (a bright iris, flat skin).
///
/// image     [3, H, W] in [-1, 1]
/// strength  0 = unchanged, 1 = as trained with
/// Returns   the same shape, clamped to [-1, 1]
[[nodiscard]] at::Tensor augmentEye(const at::Tensor& image, double strength, RandomStream& random);

}  // namespace syper::core
