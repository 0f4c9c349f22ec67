// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>

namespace syper::core {

struct ConvertResult {
    std::int64_t tensors = 0;  ///< written
    std::int64_t bytes = 0;    ///< of the new file
};

/// Rewrites any readable weights as .safetensors: the state dict under its own names, every other tensor under its path
/// in the file (once, where it has two), types kept; with toF32 all floating-point tensors become float32. A snapshot's
/// constructor arguments and which tensors are no part of the state dict go into the metadata, so that the new file
/// loads as the old one did. Throws Error{NotFound, Io, BadFormat, Unsupported}.
ConvertResult convertFile(const std::filesystem::path& in, const std::filesystem::path& out, bool toF32);

}  // namespace syper::core
