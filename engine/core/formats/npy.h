// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace syper::core {

[[nodiscard]] bool isNpy(std::span<const std::byte> bytes);

/// One NumPy array (format 1 to 3, C or Fortran order) as a tensor that looks into `bytes` where alignment and type
/// allow. Unsigned integers of 16, 32 and 64 bits become int32 and int64, which LibTorch has; big-endian ones are
/// turned. file: for messages. Throws Error{BadFormat, Unsupported}: text, objects and complex numbers are no tensors.
[[nodiscard]] at::Tensor readNpy(const std::string& file, std::span<const std::byte> bytes,
                                 const std::shared_ptr<const void>& owner);

}  // namespace syper::core
