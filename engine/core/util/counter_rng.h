// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <numeric>
#include <utility>
#include <vector>

namespace syper::core {

/// splitmix64's output function (Steele, Lea, Flood 2014): a bijection that looks random.
[[nodiscard]] constexpr std::uint64_t mix64(std::uint64_t z) noexcept {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

/// Random numbers by index, without a state: the same whatever thread, order or interruption asks for them.
class CounterRng {
public:
    /// Streams of one seed that differ in either number are independent.
    constexpr explicit CounterRng(std::uint64_t seed, std::uint64_t stream = 0, std::uint64_t part = 0) noexcept
        : key_(mix64(mix64(mix64(seed + kStep) + stream + kStep) + part + kStep)) {}

    [[nodiscard]] constexpr std::uint64_t bits(std::uint64_t index) const noexcept {
        return mix64(key_ + (index + 1) * kStep);
    }
    /// [0, 1), 53 bits.
    [[nodiscard]] constexpr double uniform(std::uint64_t index) const noexcept {
        return double(bits(index) >> 11) * 0x1p-53;
    }
    /// Standard normal, from two numbers of the stream (Box and Muller).
    [[nodiscard]] double normal(std::uint64_t index) const noexcept {
        const double u = 1.0 - uniform(2 * index), v = uniform(2 * index + 1);
        return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);
    }

private:
    static constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15ULL;
    std::uint64_t key_;
};

/// 0..count-1 in an order of its own for each seed and epoch (Fisher and Yates).
[[nodiscard]] inline std::vector<std::int64_t> shuffledOrder(std::int64_t count, std::uint64_t seed,
                                                             std::uint64_t epoch) {
    std::vector<std::int64_t> order(std::size_t(count > 0 ? count : 0));
    std::iota(order.begin(), order.end(), std::int64_t(0));
    const CounterRng rng(seed, 0x0DE2, epoch);
    for (std::size_t i = order.size(); i > 1; --i)
        std::swap(order[i - 1], order[std::size_t(rng.uniform(i) * double(i))]);
    return order;
}

}  // namespace syper::core
