// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/latent/statistics.h"

#include <algorithm>

#include "core/generator/parallel_tasks.h"

namespace syper::core {

void addGram(std::span<const double> rows, std::size_t n, std::vector<double>& sum) {
    constexpr std::size_t kBand = 16;
    const std::size_t count = rows.size() / n;
    runTasks(std::int64_t((n + kBand - 1) / kBand), [&](std::int64_t piece, std::int64_t) {
        const std::size_t begin = std::size_t(piece) * kBand, end = std::min(n, begin + kBand);
        for (std::size_t r = 0; r < count; ++r) {
            const double* row = rows.data() + r * n;
            for (std::size_t i = begin; i < end; ++i) {
                double* to = sum.data() + i * n;
                const double factor = row[i];
                for (std::size_t j = 0; j <= i; ++j) to[j] += factor * row[j];
            }
        }
    });
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < i; ++j) sum[j * n + i] = sum[i * n + j];
}

std::vector<std::vector<float>> manyAtOnce(std::size_t count,
                                           const std::function<std::vector<float>(std::size_t index)>& one) {
    constexpr std::size_t kPiece = 16;
    std::vector<std::vector<float>> all(count);
    if (count > 0) all[0] = one(0);
    runTasks(std::int64_t((count + kPiece - 1) / kPiece), [&](std::int64_t piece, std::int64_t) {
        const std::size_t begin = std::max<std::size_t>(1, std::size_t(piece) * kPiece);
        for (std::size_t i = begin; i < std::min(count, (std::size_t(piece) + 1) * kPiece); ++i) all[i] = one(i);
    });
    return all;
}

}  // namespace syper::core
