// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/util/numpy_random.h"

#include <cmath>

namespace syper::core {

NumpyRandomState::NumpyRandomState(std::uint32_t seed) {
    state_[0] = seed;
    for (std::size_t i = 1; i < kWords; ++i)
        state_[i] = 1812433253U * (state_[i - 1] ^ (state_[i - 1] >> 30)) + std::uint32_t(i);
}

void NumpyRandomState::refill() {
    constexpr std::size_t kShift = 397;
    constexpr std::uint32_t kUpper = 0x80000000U, kLower = 0x7fffffffU, kMatrix = 0x9908b0dfU;
    for (std::size_t i = 0; i < kWords; ++i) {
        const std::uint32_t y = (state_[i] & kUpper) | (state_[(i + 1) % kWords] & kLower);
        state_[i] = state_[(i + kShift) % kWords] ^ (y >> 1) ^ ((y & 1U) != 0 ? kMatrix : 0U);
    }
    used_ = 0;
}

std::uint32_t NumpyRandomState::word() {
    if (used_ == kWords) refill();
    std::uint32_t y = state_[used_++];
    y ^= y >> 11;
    y ^= (y << 7) & 0x9d2c5680U;
    y ^= (y << 15) & 0xefc60000U;
    return y ^ (y >> 18);
}

double NumpyRandomState::uniform() {
    const std::uint32_t high = word() >> 5, low = word() >> 6;
    return (high * 67108864.0 + low) / 9007199254740992.0;
}

double NumpyRandomState::normal() {
    if (spareReady_) {
        spareReady_ = false;
        return spare_;
    }
    double a = 0.0, b = 0.0, r2 = 0.0;
    do {
        a = 2.0 * uniform() - 1.0;
        b = 2.0 * uniform() - 1.0;
        r2 = a * a + b * b;
    } while (r2 >= 1.0 || r2 == 0.0);
    const double factor = std::sqrt(-2.0 * std::log(r2) / r2);
    spare_ = factor * a;  // NumPy hands out the second of the pair first
    spareReady_ = true;
    return factor * b;
}

std::vector<double> NumpyRandomState::normals(std::size_t count) {
    std::vector<double> values(count);
    for (double& value : values) value = normal();
    return values;
}

}  // namespace syper::core
