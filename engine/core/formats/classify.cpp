// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/classify.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace syper::core {
namespace {

constexpr std::array<std::string_view, 12> kBuffers{"running_mean",    "running_var", "num_batches_tracked",
                                                    "resample_filter", "noise_const", "w_avg",
                                                    "x_min",           "x_max",       "beta",
                                                    "beta_t",          "Hz_geom",     "Hz_fbank"};

}  // namespace

std::int64_t countParameters(const TensorMap& stateDict) {
    std::int64_t count = 0;
    for (const auto& [name, tensor] : stateDict.entries()) {
        const std::string_view last = std::string_view(name).substr(name.rfind('.') + 1);
        if (std::find(kBuffers.begin(), kBuffers.end(), last) == kBuffers.end()) count += tensor.numel();
    }
    return count;
}

}  // namespace syper::core
