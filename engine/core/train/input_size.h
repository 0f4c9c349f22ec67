// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/backbones/model.h"

namespace syper::core {

/// The same FP32 network for pictures of `inputSize` pixels a side, a multiple of 16: what sums over places (a global
/// depthwise kernel, a linear layer over places) is stretched bilinearly and scaled so that its sum stays; the rest is
/// copied. Throws Error{BadArgument}.
[[nodiscard]] Model withInputSize(const Model& model, int inputSize);

}  // namespace syper::core
