// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/code_tiles.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace syper::core::runtime {
namespace {

constexpr std::int64_t kSide = 4;                         // outputs of a tile along one side
constexpr std::int64_t kSumPoints = 24;                   // of a tile's sums
constexpr std::int64_t kGap = 32;                         // keeps tiles out of each other's cache sets
constexpr std::int64_t kShortRun = 14, kLongRun = 28;     // tiles
constexpr std::int64_t kNearWeights = 640 << 10;          // bytes that stay in a core's own cache beside a short run
constexpr std::int64_t kFarWeights = 2560 << 10;          // bytes that stay in the next one
constexpr std::int64_t kLargest = std::int64_t(1) << 25;  // a convolution must be less

std::int64_t acrossOf(std::int64_t side) {
    return (side + kSide - 1) / kSide;
}

/// Whether every convolution of codes 0 .. highest is less than kLargest.
bool exactFor(const Layer& layer) {
    const std::int64_t size = layer.weight.numel() / layer.shape.out, highest = layer.codes.highest();
    const std::int8_t* w = layer.weight.data_ptr<std::int8_t>();
    for (std::int64_t o = 0; o < layer.shape.out; ++o, w += size) {
        std::int32_t sum = 0, sizes = 0;
        for (std::int64_t i = 0; i < size; ++i) {
            sum += w[i];
            sizes += std::abs(int(w[i]));
        }
        if (highest * (sizes + std::abs(sum)) / 2 >= kLargest) return false;
    }
    return true;
}

}  // namespace

bool CodeTileStep::suits(const Kernels& kernels, const Layer& layer, std::int64_t side) {
    const ConvShape& s = layer.shape;
    if (kernels.tiles == nullptr || s.kernel != 3 || s.stride != 1 || s.padding != 1 || s.groups != 1 ||
        layer.input == 0)
        return false;
    // Cycles an input and output channel, as measured with AVX-512: of the products and both transforms, of making the
    // weights about once for 25 tiles, and tap by tap.
    const double tiles = double(acrossOf(side) * acrossOf(side));
    const double in = double((s.in + 3) / 4 * 4), out = double(blocksOf(s.out) * kBlock);
    if (tiles <= double(kLongRun)) return false;  // a single run would leave other threads idle
    const double tiled = tiles * (0.62 + 6.0 / out + 8.0 / in) + 3.0 * std::ceil(tiles / 25.0);
    return tiled < 0.07 * double(side * side) && exactFor(layer);
}

CodeTileStep::CodeTileStep(ConvParts parts)
    : parts_(std::move(parts)),
      across_(acrossOf(parts_.side)),
      tiles_(across_ * across_),
      quads_((parts_.shape.in + 3) / 4),
      inBlocks_(blocksOf(parts_.shape.in)),
      outBlocks_(blocksOf(parts_.shape.out)),
      stride_(inBlocks_ * kBlock + kGap),
      weightPoint_(quads_ * 2 * kBlock + kGap) {
    const std::int64_t bytes = 2 * outBlocks_ * kCodeTilePoints * weightPoint_ * std::int64_t(sizeof(std::int16_t));
    keepsWeights_ = bytes <= kFarWeights;
    const std::int64_t run = bytes <= kNearWeights ? kShortRun : kLongRun;
    runs_ = (tiles_ + run - 1) / run;
}

void CodeTileStep::makeWeights(std::int64_t half, std::int16_t* to) const {
    const std::int8_t* const block =
        keepsWeights_ ? parts_.weights.all() + half / 2 * parts_.weights.runSize() : parts_.weights.run(half / 2);
    parts_.kernels->tiles->weights({.from = block + half % 2 * parts_.weights.runSize() / 2,
                                    .blocks = int(inBlocks_),
                                    .quads = int(kQuads),
                                    .lastQuads = int(quads_ - (inBlocks_ - 1) * kQuads),
                                    .to = to,
                                    .pointStep = weightPoint_});
}

const std::int16_t* CodeTileStep::weightsOf(std::int64_t half) const {
    thread_local LastMade last;
    const std::int64_t numbers = kCodeTilePoints * weightPoint_;
    if (!keepsWeights_)
        return last.of<std::int16_t>(owner_, half, numbers, [&](std::int16_t* to) { makeWeights(half, to); });
    constexpr std::int64_t kWhole = -1;
    return half * numbers + last.of<std::int16_t>(owner_, kWhole, 2 * outBlocks_ * numbers, [&](std::int16_t* to) {
        for (std::int64_t i = 0; i < 2 * outBlocks_; ++i) makeWeights(i, to + i * numbers);
    });
}

void CodeTileStep::multiply(std::int64_t half, const std::int16_t* tiles, std::int64_t count,
                            std::int32_t* sums) const {
    parts_.kernels->tiles->multiply({.tiles = tiles,
                                     .stride = stride_,
                                     .pointStep = count * stride_,
                                     .weights = weightsOf(half),
                                     .weightStep = weightPoint_,
                                     .blocks = int(inBlocks_),
                                     .quads = int(kQuads),
                                     .lastQuads = int(quads_ - (inBlocks_ - 1) * kQuads),
                                     .count = count,
                                     .sums = sums});
}

void CodeTileStep::finish(std::byte* memory, std::int64_t block, std::int64_t first, std::int64_t count,
                          const std::int32_t* sums, std::int32_t* acc) const {
    for (std::int64_t done = 0; done < count;) {  // a row of tiles at a time
        const std::int64_t row = (first + done) / across_, column = (first + done) % across_;
        const std::int64_t own = std::min(count - done, across_ - column), x = column * kSide;
        parts_.kernels->tiles->fromTiles(sums, count, done, own, parts_.start.data() + block * kBlock, acc);
        for (std::int64_t y = row * kSide; y < std::min(parts_.side, (row + 1) * kSide); ++y)
            parts_.finish(memory, block, y, x, int(std::min(own * kSide, parts_.side - x)),
                          acc + y % kSide * own * kSide * kBlock);
        done += own;
    }
}

void CodeTileStep::run(int task, std::byte* memory) const {
    if (task == int(runs_)) return parts_.fillHalos(memory);
    const std::int64_t first = tiles_ * task / runs_, count = tiles_ * (task + 1) / runs_ - first;
    thread_local AlignedBuffer tileRoom, sumRoom;
    auto* const tiles = tileRoom.of<std::int16_t>(std::size_t(kCodeTilePoints * count * stride_));
    auto* const sums = sumRoom.of<std::int32_t>(std::size_t((kSumPoints * count + kSide * kSide * across_) * kBlock));
    parts_.kernels->tiles->toTiles({.in = parts_.in.at(memory, 0, -1, -1),
                                    .blockStep = parts_.in.blockBytes(),
                                    .rowStep = parts_.in.rowBytes(),
                                    .side = parts_.side,
                                    .first = first,
                                    .count = count,
                                    .blocks = int(inBlocks_),
                                    .to = tiles,
                                    .stride = stride_,
                                    .pointStep = count * stride_});
    for (std::int64_t block = 0; block < outBlocks_; ++block) {
        for (std::int64_t half = 0; half < 2; ++half)
            multiply(2 * block + half, tiles, count, sums + half * kBlock / 2);
        finish(memory, block, first, count, sums, sums + kSumPoints * count * kBlock);
    }
}

}  // namespace syper::core::runtime
