// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/classify.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace syper::core {
namespace {

constexpr std::array<std::string_view, 12> kBuffers{"running_mean",    "running_var", "num_batches_tracked",
                                                    "resample_filter", "noise_const", "w_avg",
                                                    "x_min",           "x_max",       "beta",
                                                    "beta_t",          "Hz_geom",     "Hz_fbank"};

int bitsIn(const TensorMap& tensors, const char* key) {
    const auto place = tensors.metadata.find(key);
    int bits = 0;
    if (place != tensors.metadata.end())
        std::from_chars(place->second.data(), place->second.data() + place->second.size(), bits);
    return bits >= 2 && bits <= 32 ? bits : 0;
}

}  // namespace

std::int64_t countParameters(const TensorMap& stateDict) {
    std::int64_t count = 0;
    for (const auto& [name, tensor] : stateDict.entries()) {
        const std::string_view last = std::string_view(name).substr(name.rfind('.') + 1);
        if (std::find(kBuffers.begin(), kBuffers.end(), last) == kBuffers.end()) count += tensor.numel();
    }
    return count;
}

std::pair<int, int> quantizedBits(const TensorMap& stateDict, const std::filesystem::path& path) {
    const std::pair told{bitsIn(stateDict, "weight_bits"), bitsIn(stateDict, "activation_bits")};
    if (told.first > 0 && told.second > 0) return told;
    std::string name = path.filename().string();
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return char(std::tolower(c)); });
    const auto digit = [&](std::size_t at) {
        return at < name.size() && name[at] >= '2' && name[at] <= '8' ? name[at] - '0' : 0;
    };
    for (std::size_t at = 0; at + 3 < name.size(); ++at)
        if (name[at] == 'w' && name[at + 2] == 'a' && digit(at + 1) > 0 && digit(at + 3) > 0)
            return {digit(at + 1), digit(at + 3)};
    return {0, 0};
}

}  // namespace syper::core
