// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include "core/api/run_control.h"
#include "core/quant/scheme.h"
#include "core/runtime/network.h"

namespace syper::core {

inline constexpr const char* kDeployScheme = "deploy";

/// A network for real integers: weights symmetric, a scale for each output channel; activations asymmetric, a range for
/// each input of a layer that costs the least squared error over `images`; what rounding shifts in the mean is taken
/// back in the biases. The picture keeps its bytes at any bits.
///
/// folded  an FP32 network (foldModel)
/// images  [N,3,side,side] in [-1,1], N >= 1: without labels
/// Throws  Error{BadArgument}, Stopped; passes the gate between layers.
[[nodiscard]] runtime::Network quantizeForIntegers(const runtime::Network& folded, QuantBits bits,
                                                   const at::Tensor& images, RunControl& control);

/// The same with the weights left as real numbers: ranges, scales and biases as they are for the rounded ones.
[[nodiscard]] runtime::Network calibrateForIntegers(const runtime::Network& folded, QuantBits bits,
                                                    const at::Tensor& images, RunControl& control);

}  // namespace syper::core
