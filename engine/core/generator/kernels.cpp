// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/kernels.h"

#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>
#include <omp.h>

#include <algorithm>
#include <array>
#include <limits>

namespace syper::core::kernels {
namespace {

constexpr std::int64_t kLanes = 16;
constexpr std::int64_t kGrain = 1 << 15;  // floats a thread takes at least

/// One thread for whatever a library starts below, until the end of the scope. OpenMP's own setting, since LibTorch's
/// is also what threads started meanwhile would take over.
class SingleThread {
public:
    SingleThread() : before_(at::get_num_threads()) { omp_set_num_threads(1); }
    SingleThread(const SingleThread&) = delete;
    SingleThread& operator=(const SingleThread&) = delete;
    ~SingleThread() { omp_set_num_threads(before_); }

private:
    int before_;
};

/// Sixteen running sums, added up at the end: one order whatever the compiler's vectors.
float dot(const float* a, const float* b, std::int64_t n) {
    std::array<float, kLanes> sums{};
    std::int64_t i = 0;
    for (; i + kLanes <= n; i += kLanes)
        for (std::int64_t l = 0; l < kLanes; ++l) sums[std::size_t(l)] += a[i + l] * b[i + l];
    for (std::int64_t l = 0; i < n; ++i, ++l) sums[std::size_t(l)] += a[i] * b[i];
    for (std::size_t half = kLanes / 2; half > 0; half /= 2)
        for (std::size_t l = 0; l < half; ++l) sums[l] += sums[l + half];
    return sums[0];
}

/// Over [0, n) with `width` floats of work each.
template <class Body>
void parallel(std::int64_t n, std::int64_t width, const Body& body) {
    at::parallel_for(0, n, std::max<std::int64_t>(1, kGrain / std::max<std::int64_t>(1, width)), body);
}

float limited(float value, float limit) {
    return limit > 0.0F ? std::clamp(value, -limit, limit) : value;
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

void inPieces(std::int64_t count, const std::function<void(std::int64_t)>& piece) {
    at::parallel_for(0, count, 1, [&](std::int64_t begin, std::int64_t end) {
        const c10::InferenceMode noGraph;
        const SingleThread single;
        for (std::int64_t i = begin; i < end; ++i) piece(i);
    });
}

void scaleChannels(std::span<const float> from, std::span<const float> scale, std::span<float> to) {
    const auto channels = std::int64_t(scale.size());
    parallel(std::int64_t(from.size()) / channels, channels, [&](std::int64_t begin, std::int64_t end) {
        const float* const factor = scale.data();
        for (std::int64_t p = begin; p < end; ++p) {
            const float* const in = from.data() + p * channels;
            float* const out = to.data() + p * channels;
            for (std::int64_t c = 0; c < channels; ++c) out[c] = in[c] * factor[c];
        }
    });
}

void finishLayer(std::span<const float> from, const Finish& how, float* where, std::int64_t stride) {
    constexpr float kSlope = 0.2F;
    const auto channels = std::int64_t(how.gain.size());
    const float limit = how.limit > 0.0F ? how.limit : std::numeric_limits<float>::infinity();
    const auto pixels = std::int64_t(from.size()) / channels;
    parallel(pixels, channels, [&](std::int64_t begin, std::int64_t end) {
        const float* const gain = how.gain.data();
        const float* const bias = how.bias.data();
        for (std::int64_t p = begin; p < end; ++p) {
            const float* const in = from.data() + p * channels;
            float* const out = where + p * stride;
            const float noise = how.noise.empty() ? 0.0F : how.noise[std::size_t(p)] * how.noiseGain;
            for (std::int64_t c = 0; c < channels; ++c) {
                const float value = in[c] * gain[c] + noise + bias[c];
                const float active = value > 0.0F ? value : value * kSlope;
                out[c] = active < -limit ? -limit : (active > limit ? limit : active);
            }
        }
    });
}

void addColours(std::span<const float> x, std::span<const float> weight, std::span<const float> bias, float limit,
                std::span<float> picture) {
    const auto channels = std::int64_t(weight.size()) / 3;
    parallel(std::int64_t(x.size()) / channels, 3 * channels, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t p = begin; p < end; ++p)
            for (std::int64_t k = 0; k < 3; ++k) {
                const float sum = dot(x.data() + p * channels, weight.data() + k * channels, channels);
                picture[std::size_t(3 * p + k)] += limited(sum + bias[std::size_t(k)], limit);
            }
    });
}

void upsample2(std::span<const float> from, std::int64_t side, std::int64_t channels, std::span<const float> filter,
               std::int64_t taps, std::span<float> to) {
    const std::int64_t before = (taps + 1) / 2;  // zeros before the first of the spread pixels
    parallel(2 * side, 2 * side * channels, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t y = begin; y < end; ++y)
            for (std::int64_t x = 0; x < 2 * side; ++x) {
                float* const out = to.data() + (y * 2 * side + x) * channels;
                std::fill(out, out + channels, 0.0F);
                for (std::int64_t i = 0; i < taps; ++i) {
                    const std::int64_t v = y + i - before;
                    if (v < 0 || v >= 2 * side || v % 2 != 0) continue;
                    for (std::int64_t j = 0; j < taps; ++j) {
                        const std::int64_t u = x + j - before;
                        if (u < 0 || u >= 2 * side || u % 2 != 0) continue;
                        const float tap = filter[std::size_t((taps - 1 - i) * taps + (taps - 1 - j))];
                        const float* const in = from.data() + (v / 2 * side + u / 2) * channels;
                        for (std::int64_t c = 0; c < channels; ++c) out[c] += in[c] * tap;
                    }
                }
            }
    });
}

}  // namespace syper::core::kernels
