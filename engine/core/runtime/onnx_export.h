// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/runtime/network.h"

namespace syper::core::runtime {

inline constexpr int kOnnxOpset = 13;  // the first whose DequantizeLinear knows a scale for each channel

/// A network as an ONNX model: input `image` [N,3,side,side] in [-1,1], output `embedding` [N,dimension], not
/// normalised. FP32: convolutions with everything folded, PRelu, Add. Quantized: QuantizeLinear and DequantizeLinear
/// around weights, biases and the inputs of convolutions, so that engines for whole numbers can run it as such; fewer
/// than 8 bits are 8-bit codes behind a Clip. Throws Error{Unsupported} beyond protobuf's 2 GiB.
[[nodiscard]] std::string onnxBytes(const Network& net);

}  // namespace syper::core::runtime
