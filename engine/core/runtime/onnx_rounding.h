// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runtime/network.h"

namespace syper::core::runtime {

// The integer graph's rescaling as real numbers, for engines that compute in those. Float32 factors are chosen among
// the neighbours of the exact ones so that rounding to codes falls as the integers fall, wherever float32 can tell.

/// acc * factor, times slope where that is negative; one number a channel.
struct ScaleRounding {
    std::vector<float> factor, slope;  ///< slope: empty without PReLU
};
/// From a layer's accumulators to the codes of the one that reads it.
[[nodiscard]] ScaleRounding roundingTo(const Layer& layer, const Codes& codes);

/// acc * above, or acc * below where that is negative: from a layer's accumulators to 16-bit sums in units of `unit`,
/// in double precision, since float32 cannot tell their halves apart. One number a channel.
struct SumScale {
    std::vector<double> above, below;  ///< below: empty without PReLU
};
[[nodiscard]] SumScale scaleTo(const Layer& layer, double unit);

/// sum * factor + offset; one number a channel.
struct SumRounding {
    std::vector<float> factor, offset;
};
/// From 16-bit sums in units of `unit` to the codes that `reader` wants.
[[nodiscard]] SumRounding roundingOf(const Layer& reader, double unit);

/// The part of startingSums that is not the zero point's: each channel's bias in units of its accumulator.
[[nodiscard]] std::vector<std::int32_t> wholeBias(const Layer& layer);

}  // namespace syper::core::runtime
