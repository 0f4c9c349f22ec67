// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "core/formats/tensor_map.h"
#include "core/runtime/network.h"

namespace syper::core::runtime {

/// A quantized network as a file: safetensors, so that any reader of those sees its tensors, with
///
///   LAYER.weight        I8 [out, in/groups, kernel, kernel] for 8 bits; for fewer U8 [bytes]: the codes in the same
///                       order as two's complement of `weight_bits` bits, one after the other, lowest bit first
///   LAYER.weight_scale  F32 [out]: real weight = weight_scale * code
///   LAYER.bias          F32 [out]
///   LAYER.slopes        F32 [out], where a PReLU follows
///   LAYER.scale, .shift F32 [in], where a normalisation goes before that zero padding keeps from being folded
///
/// and in the metadata `format` (kPackedFormat), `architecture`, `scheme`, `weight_bits`, `activation_bits`, `network`
/// (JSON: the picture's side, the embedding's length, parameters before folding, and for each layer in order: name, in,
/// out, kernel, stride, padding, groups, input and shortcut as numbers of values, codes [scale, zero, bits] of its
/// input, sum_scale) and `seal`: the SHA-256 of all that (sealOf). A file that was cut or changed anywhere is refused.
inline constexpr const char* kPackedFormat = "syper-packed 1";
inline constexpr const char* kMetaNetwork = "network";
inline constexpr const char* kMetaSeal = "seal";

/// Whether a file's tensors and metadata claim to be a packed network.
[[nodiscard]] bool isPacked(const TensorMap& tensors);

/// SHA-256 over the metadata without `seal`, and over each tensor's name, type, shape and bytes, in order.
[[nodiscard]] std::string sealOf(const TensorMap& tensors);

/// The tensors and metadata of a quantized network, sealed; `metadata` is added.
[[nodiscard]] TensorMap packNetwork(const Network& net, const std::map<std::string, std::string>& metadata = {});
/// The reverse. 8-bit weights stay where they are, in the mapped file. Throws Error{BadFormat}.
[[nodiscard]] Network unpackNetwork(const TensorMap& tensors, const std::string& source);

}  // namespace syper::core::runtime
