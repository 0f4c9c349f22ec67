// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace syper::core {

/// splitmix64 (Steele, Lea, Flood 2014): small, fast, and the same everywhere, unlike the standard distributions.
class SplitMix {
public:
    /// Stream `stream` of `seed`; streams are independent of the order they are drawn in.
    SplitMix(std::uint64_t seed, std::uint64_t stream) : state_(seed) {
        const std::uint64_t mixed = next();
        state_ = mixed + stream * 0xD1B54A32D192ED03ull;
        state_ = next();
    }

    std::uint64_t next() noexcept {
        std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ull);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
        return z ^ (z >> 31);
    }

    /// 0 .. count-1, count > 0 and below 2^31; the bias is under 2^-32.
    std::uint32_t below(std::uint32_t count) noexcept {
        return static_cast<std::uint32_t>(((next() >> 32) * count) >> 32);
    }

private:
    std::uint64_t state_;
};

}  // namespace syper::core
