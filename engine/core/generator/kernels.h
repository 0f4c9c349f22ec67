// SPDX-License-Identifier: GPL-3.0-or-later
// Loops over plain floats whose results do not depend on how many threads run them: each output value is summed in one
// fixed order. Activations are [height * width, channels], channels last; pictures too, with three channels.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

namespace syper::core::kernels {

/// y = matrix x + bias: matrix [rows, columns], x [columns], y and bias [rows]; bias may be empty.
void dense(std::span<const float> matrix, std::span<const float> x, std::span<const float> bias, std::span<float> y);

/// Runs piece(0) .. piece(count - 1), several at once, each on a single thread and without a graph, so that a library's
/// kernel inside cannot choose its order of summation by the number of threads.
void inPieces(std::int64_t count, const std::function<void(std::int64_t)>& piece);

/// to[p, c] = from[p, c] * scale[c].
void scaleChannels(std::span<const float> from, std::span<const float> scale, std::span<float> to);

/// What follows a convolution, for `channels` of the outputs: where[p * stride + c] = act(from[p, c] * gain[c] +
/// noise[p] * noiseGain + bias[c]), act = leaky ReLU of slope 0.2, then limited to +-limit (limit 0: not).
/// noise may be empty.
struct Finish {
    std::span<const float> gain, bias, noise;
    float noiseGain = 0.0F;
    float limit = 0.0F;
};
void finishLayer(std::span<const float> from, const Finish& how, float* where, std::int64_t stride);

/// picture[p, k] += limited(sum over c of x[p, c] * weight[k, c] + bias[k]) for the three colours k.
void addColours(std::span<const float> x, std::span<const float> weight, std::span<const float> bias, float limit,
                std::span<float> picture);

/// Twice the size: zeros in between, then the true convolution with filter [taps, taps] (its gain of 4 included),
/// aligned as upsample2d of the published networks. from [side, side, channels], to [2 side, 2 side, channels].
void upsample2(std::span<const float> from, std::int64_t side, std::int64_t channels, std::span<const float> filter,
               std::int64_t taps, std::span<float> to);

}  // namespace syper::core::kernels
