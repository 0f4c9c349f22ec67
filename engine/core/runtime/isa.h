// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/generator/conv_kernels.h"
#include "core/runtime/kernels.h"

namespace syper::core::runtime {

/// The loops that this processor can run, the fastest first; portable is always among them.
[[nodiscard]] std::vector<const Kernels*> availableKernels();

/// The loops to use: the fastest, or those that `name` or the environment variable SYPER_ISA names: avx512-vnni, avx2,
/// portable. Throws Error{Unsupported} for a name that is not available here.
[[nodiscard]] const Kernels& chooseKernels(const std::string& name = {});
/// The FP32 loops to use: the fastest, or those that go with what SYPER_ISA names. Throws as chooseKernels.
[[nodiscard]] const ConvKernels& chooseFloatKernels();

}  // namespace syper::core::runtime
