// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runtime/steps.h"

namespace syper::core::runtime {

/// A 3x3 convolution of stride 1 by Winograd's F(4x4, 3x3) in whole numbers, with the same result as tap by tap (see
/// kernels_winograd.h). A task takes a run of tiles through all stages for all outputs, so that a thread keeps to its
/// part of the picture. At the points of the tiles weights are sixteen times as large as packed ones of 4 bits, so each
/// thread makes them where it uses them: all, kept for its next task, where they fit a cache; else half a block of
/// outputs at a time, for longer runs.
class CodeTileStep final : public Step {
public:
    /// Whether it is exact, and faster, for a layer whose input is `side` wide.
    [[nodiscard]] static bool suits(const Kernels& kernels, const Layer& layer, std::int64_t side);

    explicit CodeTileStep(ConvParts parts);
    [[nodiscard]] int tasks() const override { return int(runs_) + 1; }
    void run(int task, std::byte* memory) const override;

private:
    static constexpr std::int64_t kQuads = kBlock / 4;

    /// Half a block's weights at the points.
    [[nodiscard]] const std::int16_t* weightsOf(std::int64_t half) const;
    void makeWeights(std::int64_t half, std::int16_t* to) const;
    void multiply(std::int64_t half, const std::int16_t* tiles, std::int64_t count, std::int32_t* sums) const;
    /// What comes out of `count` tiles to codes and 16-bit sums.
    void finish(std::byte* memory, std::int64_t block, std::int64_t first, std::int64_t count, const std::int32_t* sums,
                std::int32_t* acc) const;

    ConvParts parts_;
    std::int64_t across_, tiles_, quads_, inBlocks_, outBlocks_;
    std::int64_t stride_;       ///< numbers from a tile to the next
    std::int64_t weightPoint_;  ///< numbers from a point of half a block's weights to the next
    bool keepsWeights_;
    std::int64_t runs_;
    std::uint64_t owner_ = nextOwner();
};

}  // namespace syper::core::runtime
