// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/runtime/float_kernels.h"
#include "core/runtime/mixed_network.h"
#include "core/runtime/steps.h"

namespace syper::core::runtime {

/// Where a value of a mixed network lies: codes, or real numbers in oneDNN's blocks, [block][row][column][width].
struct MixedValue {
    std::optional<CodePlanes> codes;
    Affine affine;           ///< codes: what they mean
    std::size_t floats = 0;  ///< real numbers: offset into the workspace
    std::int64_t channels = 0, side = 0;

    /// pixels x 64 channels of block `block` from (y,x) on as real numbers; missing channels are 0.
    void gather(std::byte* memory, std::int64_t block, std::int64_t y, std::int64_t x, std::int64_t pixels,
                float* tile) const;
    /// The reverse for real numbers.
    void scatter(std::byte* memory, std::int64_t block, std::int64_t y, std::int64_t x, std::int64_t pixels,
                 const float* tile) const;
};

/// What follows a layer's sums: PReLU, shortcut, rounding, and where the result goes.
struct MixedTail {
    Aligned<float> slopes;
    std::optional<MixedValue> shortcut;
    MixedValue out;
    void finish(std::byte* memory, std::int64_t block, std::int64_t y, std::int64_t x, std::int64_t pixels,
                float* tile) const;
};

/// A layer in whole numbers: sums of codes times weight codes, corrected exactly for the zero points of both.
class WholeStep final : public Step {
public:
    /// in: codes.
    WholeStep(const Kernels& kernels, const MixedLayer& layer, const MixedValue& in, MixedTail tail);
    [[nodiscard]] int tasks() const override { return int(bands_) + 1; }
    void run(int task, std::byte* memory) const override;

private:
    void sums(std::byte* memory, const Aligned<std::int8_t>& weights, const Aligned<std::int32_t>& start,
              std::int64_t block, std::int64_t y, std::int64_t x, int pixels, std::int32_t* acc) const;

    const Kernels& kernels_;
    ConvShape shape_;
    CodePlanes in_;
    MixedTail tail_;
    bool depthwise_ = false;
    std::int64_t side_ = 0, blocks_ = 1, bands_ = 1;
    Aligned<std::int8_t> weights_, ones_;  ///< ones_: for the sums of the inputs themselves
    Aligned<std::int32_t> start_, onesStart_, zero_;
    Aligned<float> gain_, bias_;
    std::vector<std::int64_t> taps_;
};

/// Codes to real numbers for an FP32 layer, normalised if it wants that.
class RealStep final : public Step {
public:
    RealStep(MixedValue from, const MixedLayer& reader, MixedValue to);
    [[nodiscard]] int tasks() const override { return int(blocksOf(from_.channels) * from_.side); }
    void run(int task, std::byte* memory) const override;

private:
    MixedValue from_, to_;
    Aligned<float> scale_, shift_;
};

/// What follows an FP32 layer whose sums lie in `sums`.
class TailStep final : public Step {
public:
    TailStep(MixedValue sums, MixedTail tail) : sums_(std::move(sums)), tail_(std::move(tail)) {}
    [[nodiscard]] int tasks() const override { return int(blocksOf(sums_.channels) * sums_.side) + 1; }
    void run(int task, std::byte* memory) const override;

private:
    MixedValue sums_;
    MixedTail tail_;
};

}  // namespace syper::core::runtime
