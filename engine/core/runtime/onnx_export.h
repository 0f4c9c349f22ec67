// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/backbones/model.h"
#include "core/runtime/network.h"
#include "core/runtime/onnx_builder.h"

namespace syper::core::runtime {

/// A folded network, FP32 or quantized: input `image` [N,3,side,side] in [-1,1], output `embedding` [N,dimension]. What
/// goes into a quantized layer is rounded by QuantizeLinear and DequantizeLinear, behind PReLU and residual sum, where
/// the integer graph rounds it too. Throws Error{Unsupported} where it is too large for one file.
[[nodiscard]] OnnxBuilder onnxOf(const Network& net);

/// A student of the published scheme as it computes: weights and activations through QuantizeLinear and
/// DequantizeLinear where the scheme rounds, with its asymmetric zero points; normalisations and the rest in FP32.
[[nodiscard]] OnnxBuilder onnxOfStudent(const Model& student);

/// kernel_shape, strides, pads and group of the newest node.
void convAttributes(OnnxBuilder& onnx, const ConvShape& shape);

}  // namespace syper::core::runtime
