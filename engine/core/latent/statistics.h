// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace syper::core {

/// sum [n, n] += A^T A for the rows of A [rows, n]. Each entry is summed over the rows in their order, whatever the
/// number of threads, so the bits depend on the input alone.
void addGram(std::span<const double> rows, std::size_t n, std::vector<double>& sum);

/// one(0) .. one(count - 1), several at once, each on one thread. The first is made on the calling thread before the
/// others, so that what it refuses is refused there; the others must not throw where that one did not.
[[nodiscard]] std::vector<std::vector<float>> manyAtOnce(
    std::size_t count, const std::function<std::vector<float>(std::size_t index)>& one);

}  // namespace syper::core
