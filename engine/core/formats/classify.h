// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <utility>

#include "core/formats/tensor_map.h"

namespace syper::core {

/// Trained numbers of a state dict: its tensors without the buffers that PyTorch's layers, StyleGAN2-ADA and the
/// paper's quantizers keep beside them (running statistics, filters, noise, ranges).
[[nodiscard]] std::int64_t countParameters(const TensorMap& stateDict);

/// Bits of weights and activations of a quantized model: from the metadata weight_bits and activation_bits, else from
/// w8a8 or w4a4 in the file's name (`syffhqgan_w8a8_flip.pth`); zeros where neither tells.
[[nodiscard]] std::pair<int, int> quantizedBits(const TensorMap& stateDict, const std::filesystem::path& path);

}  // namespace syper::core
