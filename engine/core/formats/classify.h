// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/formats/tensor_map.h"

namespace syper::core {

/// Trained numbers of a state dict: its tensors without the buffers that PyTorch's layers, StyleGAN2-ADA and the
/// paper's quantizers keep beside them (running statistics, filters, noise, ranges).
[[nodiscard]] std::int64_t countParameters(const TensorMap& stateDict);

}  // namespace syper::core
