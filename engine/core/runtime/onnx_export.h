// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/backbones/model.h"
#include "core/runtime/network.h"
#include "core/runtime/onnx_builder.h"

namespace syper::core::runtime {

/// A folded network, FP32 or quantized: input `image` [N,3,side,side] in [-1,1], output `embedding` [N,dimension].
/// Throws Error{Unsupported} where it is too large for one file.
[[nodiscard]] OnnxBuilder onnxOf(const Network& net);

/// A quantized one as the integer graph computes it, rounding for rounding. QuantizeLinear and DequantizeLinear stand
/// where it makes codes, all with scale 1: what passes between them are the integers themselves, and factors per
/// channel behind each convolution lead from one layer's units to the next one's. So a convolution in float32 gives the
/// very sums that integers give (up to 2^24, in any order), and codes do not fall to other sides from engine to engine.
/// Residual sums are rounded to 16 bits by Round and Clip, in double precision.
[[nodiscard]] OnnxBuilder onnxOfWhole(const Network& net);

/// A student of the published scheme as it computes: weights and activations through QuantizeLinear and
/// DequantizeLinear where the scheme rounds, with its asymmetric zero points; normalisations and the rest in FP32.
[[nodiscard]] OnnxBuilder onnxOfStudent(const Model& student);

/// kernel_shape, strides, pads and group of the newest node.
void convAttributes(OnnxBuilder& onnx, const ConvShape& shape);

}  // namespace syper::core::runtime
