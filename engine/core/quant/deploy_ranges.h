// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "core/runtime/network.h"

namespace syper::core {

/// How often an activation takes which value, over a range that grows with what it is shown.
class ValueHistogram {
public:
    /// Adds every element. Throws Error{BadFormat} where one is not a number.
    void add(const at::Tensor& values);
    [[nodiscard]] double largest() const noexcept { return largest_; }  ///< magnitude
    /// The codes of `bits` bits whose rounding and clipping costs the least squared error over what was added. 0 is a
    /// code, so that padding is exact.
    [[nodiscard]] runtime::Codes bestCodes(int bits) const;

private:
    static constexpr std::int64_t kHalf = 2048;  ///< bins on each side of 0

    void grow(double needed);
    [[nodiscard]] double errorOf(const runtime::Codes& codes) const;
    [[nodiscard]] double width() const noexcept { return reach_ / double(kHalf); }

    double reach_ = 0.0;  ///< the bins cover -reach .. reach
    double largest_ = 0.0, low_ = 0.0, high_ = 0.0;
    std::vector<std::int64_t> bins_;
};

/// The scale of each output channel of a float weight [out,..] for symmetric codes of `bits` bits: the one with the
/// least squared error.
[[nodiscard]] std::vector<float> bestWeightScales(const at::Tensor& weight, int bits);
/// Codes in int8 of a float weight; half to even.
[[nodiscard]] at::Tensor weightCodes(const at::Tensor& weight, const std::vector<float>& scales, int bits);

}  // namespace syper::core
