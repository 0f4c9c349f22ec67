// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/kernels.h"

#include <ATen/Parallel.h>

#include <algorithm>

#include "core/util/target_clones.h"

namespace syper::core::kernels {
namespace {

constexpr std::int64_t kLanes = 16;
constexpr std::int64_t kGrain = 1 << 18;  // floats a thread takes at least: less costs more to hand over than to do

/// Sixteen running sums, added up at the end: one order whatever the compiler's vectors.
SYPER_CLONES float dot(const float* __restrict a, const float* __restrict b, std::int64_t n) {
    float sums[kLanes] = {};
    std::int64_t i = 0;
    for (; i + kLanes <= n; i += kLanes)
        for (std::int64_t l = 0; l < kLanes; ++l) sums[l] += a[i + l] * b[i + l];
    for (std::int64_t l = 0; i < n; ++i, ++l) sums[l] += a[i] * b[i];
    for (std::int64_t half = kLanes / 2; half > 0; half /= 2)
        for (std::int64_t l = 0; l < half; ++l) sums[l] += sums[l + half];
    return sums[0];
}

SYPER_CLONES void addScaled(const float* __restrict in, float factor, float* __restrict out, std::int64_t n) {
    for (std::int64_t i = 0; i < n; ++i) out[i] += in[i] * factor;
}

/// Over [0, n) with `width` floats of work each.
template <class Body>
void parallel(std::int64_t n, std::int64_t width, const Body& body) {
    at::parallel_for(0, n, std::max<std::int64_t>(1, kGrain / std::max<std::int64_t>(1, width)), body);
}

}  // namespace

void dense(std::span<const float> matrix, std::span<const float> x, std::span<const float> bias, std::span<float> y) {
    const auto columns = std::int64_t(x.size());
    parallel(std::int64_t(y.size()), columns, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t r = begin; r < end; ++r) {
            const float sum = dot(matrix.data() + r * columns, x.data(), columns);
            y[std::size_t(r)] = bias.empty() ? sum : sum + bias[std::size_t(r)];
        }
    });
}

void upsamplePicture(const float* from, std::int64_t side, std::span<const float> filter, std::int64_t taps,
                     float* to) {
    constexpr std::int64_t kChunk = 128;
    const std::int64_t before = (taps + 1) / 2;  // zeros before the first of the spread pixels
    parallel(6 * side, 2 * side, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin; row < end; ++row) {
            const float* const plane = from + row / (2 * side) * side * side;
            const std::int64_t y = row % (2 * side);
            for (std::int64_t first = 0; first < side; first += kChunk) {
                const std::int64_t own = std::min(kChunk, side - first);
                float sums[2][kChunk] = {};  // of even and odd pixels
                for (std::int64_t i = 0; i < taps; ++i) {
                    const std::int64_t v = y + i - before;
                    if (v < 0 || v >= 2 * side || v % 2 != 0) continue;
                    for (std::int64_t j = 0; j < taps; ++j) {
                        const std::int64_t odd = (j + before) % 2, shift = (odd + j - before) / 2;
                        const std::int64_t low = std::max<std::int64_t>(0, -first - shift);
                        const std::int64_t high = std::min(own, side - first - shift);
                        if (low < high)
                            addScaled(plane + v / 2 * side + first + low + shift, filter[std::size_t(i * taps + j)],
                                      sums[odd] + low, high - low);
                    }
                }
                for (std::int64_t n = 0; n < 2 * own; ++n) to[row * 2 * side + 2 * first + n] = sums[n % 2][n / 2];
            }
        }
    });
}

}  // namespace syper::core::kernels
