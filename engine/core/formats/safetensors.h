// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "core/formats/tensor_map.h"

namespace syper::core {

/// Reads a .safetensors file: u64 little-endian header length, JSON header, data. Tensors share one read-only mapping
/// of the file, so clone before writing into one. Every length and offset is checked before it is used.
/// Throws Error{NotFound, Io, BadFormat}.
[[nodiscard]] TensorMap readSafetensors(const std::filesystem::path& path);

/// Writes contiguous copies in the map's order; equal content is equal bytes. Throws Error{Io, Unsupported}.
void writeSafetensors(const std::filesystem::path& path, const TensorMap& tensors);

/// The format's name of a type: F32, F16, I64, BOOL .. Throws Error{Unsupported} for one that it has no name for.
[[nodiscard]] std::string dtypeName(at::ScalarType type);

}  // namespace syper::core
