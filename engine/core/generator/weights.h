// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <span>
#include <string>
#include <vector>

#include "core/formats/tensor_map.h"

namespace syper::core {

/// Takes named tensors out of a map as float32 copies, each checked: shape as wanted, no NaN or infinity.
/// Throws Error{BadFormat} naming the tensor.
class WeightReader {
public:
    WeightReader(const TensorMap& weights, std::string prefix) : weights_(weights), prefix_(std::move(prefix)) {}

    [[nodiscard]] at::Tensor take(const std::string& name, const std::vector<std::int64_t>& shape) const;
    [[nodiscard]] bool contains(const std::string& name) const { return weights_.contains(prefix_ + name); }
    /// The low-pass filter `name` as [taps, taps]; one of a single dimension stands for its outer product; the
    /// published one, [1,3,3,1], where there is none.
    [[nodiscard]] at::Tensor filter(const std::string& name) const;

private:
    const TensorMap& weights_;
    std::string prefix_;
};

/// The values of a contiguous float32 tensor on the CPU.
[[nodiscard]] inline std::span<const float> floats(const at::Tensor& tensor) {
    return {tensor.data_ptr<float>(), std::size_t(tensor.numel())};
}

}  // namespace syper::core
