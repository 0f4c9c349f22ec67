// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/kernels.h"

#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>
#include <omp.h>

#include <algorithm>
#include <limits>

// One version an instruction set; without fused multiply-add (see CMakeLists.txt) all give the same bits.
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define SYPER_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define SYPER_CLONES
#endif

namespace syper::core::kernels {
namespace {

constexpr std::int64_t kLanes = 16;
constexpr std::int64_t kGrain = 1 << 18;  // floats a thread takes at least: less costs more to hand over than to do

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

SYPER_CLONES void multiply(const float* __restrict in, const float* __restrict factor, float* __restrict out,
                           std::int64_t n) {
    for (std::int64_t i = 0; i < n; ++i) out[i] = in[i] * factor[i];
}

SYPER_CLONES void addScaled(const float* __restrict in, float factor, float* __restrict out, std::int64_t n) {
    for (std::int64_t i = 0; i < n; ++i) out[i] += in[i] * factor;
}

/// One pixel of finishLayer().
SYPER_CLONES void finishPixel(const float* __restrict in, const float* __restrict gain, const float* __restrict bias,
                              float noise, float limit, float* __restrict out, std::int64_t n) {
    constexpr float kSlope = 0.2F;
    for (std::int64_t i = 0; i < n; ++i) {
        const float value = in[i] * gain[i] + noise + bias[i];
        const float active = value > 0.0F ? value : value * kSlope;
        const float above = active < -limit ? -limit : active;
        out[i] = above > limit ? limit : above;
    }
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
        for (std::int64_t p = begin; p < end; ++p)
            multiply(from.data() + p * channels, scale.data(), to.data() + p * channels, channels);
    });
}

void finishLayer(std::span<const float> from, const Finish& how, float* where, std::int64_t stride) {
    const auto channels = std::int64_t(how.gain.size());
    const float limit = how.limit > 0.0F ? how.limit : std::numeric_limits<float>::infinity();
    const auto pixels = std::int64_t(from.size()) / channels;
    parallel(pixels, channels, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t p = begin; p < end; ++p) {
            const float noise = how.noise.empty() ? 0.0F : how.noise[std::size_t(p)] * how.noiseGain;
            finishPixel(from.data() + p * channels, how.gain.data(), how.bias.data(), noise, limit, where + p * stride,
                        channels);
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
                        addScaled(from.data() + (v / 2 * side + u / 2) * channels, tap, out, channels);
                    }
                }
            }
    });
}

}  // namespace syper::core::kernels
