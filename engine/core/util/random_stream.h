// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/util/counter_rng.h"

namespace syper::core {

/// CounterRng's numbers one after another, for code that draws as it goes. Depends on its key alone.
class RandomStream {
public:
    explicit RandomStream(std::uint64_t seed, std::uint64_t stream = 0, std::uint64_t part = 0)
        : rng_(seed, stream, part) {}

    std::uint64_t bits() { return rng_.bits(next_++); }
    /// [low, high)
    double uniform(double low = 0.0, double high = 1.0) { return low + (high - low) * rng_.uniform(next_++); }
    /// 0..n-1, n > 0
    std::uint64_t below(std::uint64_t n) { return bits() % n; }
    bool chance(double p) { return uniform() < p; }
    /// Mean 0, deviation 1.
    double normal() {
        next_ += next_ & 1;  // normal(i) takes numbers 2i and 2i+1
        const double value = rng_.normal(next_ / 2);
        next_ += 2;
        return value;
    }

private:
    CounterRng rng_;
    std::uint64_t next_ = 0;
};

}  // namespace syper::core
