// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/runtime/block_weights.h"
#include "core/runtime/team.h"

namespace syper::core::runtime {

/// Codes of a square activation in memory: [blocks][side + 2*halo][side + 2*halo][pixelBytes], the halo holding the
/// code of 0 for padding.
struct CodePlanes {
    std::size_t offset = 0;  ///< into the workspace
    std::int64_t channels = 0, side = 0, halo = 0, pixelBytes = kBlock;
    std::int64_t every = 1;  ///< 2: only every second row and column of the activation is here
    int zero = 0;
    [[nodiscard]] std::int64_t rowBytes() const { return (side + 2 * halo) * pixelBytes; }
    [[nodiscard]] std::int64_t blockBytes() const { return (side + 2 * halo) * rowBytes(); }
    [[nodiscard]] std::int64_t bytes() const { return blockBytes() * (pixelBytes == kBlock ? blocksOf(channels) : 1); }
    /// Pixel (0,0) of a block is behind the halo; coordinates may be negative as far as that.
    [[nodiscard]] std::uint8_t* at(std::byte* memory, std::int64_t block, std::int64_t y, std::int64_t x) const {
        return reinterpret_cast<std::uint8_t*>(memory) + std::int64_t(offset) + block * blockBytes() +
               (y + halo) * rowBytes() + (x + halo) * pixelBytes;
    }
    void fillHalo(std::byte* memory) const;
};

/// Float planes of the picture to its codes of four bytes a pixel.
class PictureStep final : public Step {
public:
    PictureStep(std::size_t from, CodePlanes to) : from_(from), to_(to) {}
    [[nodiscard]] int tasks() const override { return int(to_.side) + 1; }
    void run(int task, std::byte* memory) const override;

private:
    std::size_t from_;
    CodePlanes to_;
};

/// A convolution and its epilogue, made ready.
struct ConvParts {
    struct Out {
        CodePlanes planes;
        CodeConstants constants;  ///< unused where the convolution is direct
        int highest = 255;
    };
    const Kernels* kernels = nullptr;
    ConvShape shape;
    CodePlanes in;
    std::int64_t side = 0;  ///< of the output
    BlockWeights weights;   ///< a run for each block of outputs
    Aligned<std::int32_t> start;
    ScalingConstants scaling;
    bool direct = false;
    std::vector<Out> outs;
    std::optional<std::size_t> sums, shortcut;  ///< offsets of 16-bit sums [blocks][side][side][64]

    /// The accumulators' pixels, beginning with (y, x), to what is made of them.
    void finish(std::byte* memory, std::int64_t block, std::int64_t y, std::int64_t x, int pixels,
                const std::int32_t* acc) const;
    void fillHalos(std::byte* memory) const;
};

/// A convolution tap by tap. Tasks are bands of rows of a block of outputs: of all blocks one after the other where the
/// weights fit a cache, so that a thread keeps to its part of the picture from layer to layer; else block after block.
class ConvStep final : public Step {
public:
    explicit ConvStep(ConvParts parts);
    [[nodiscard]] int tasks() const override { return int(blocks_ * bands_) + 1; }
    void run(int task, std::byte* memory) const override;

private:
    void accumulate(std::byte* memory, const std::int8_t* weights, std::int64_t block, std::int64_t y, std::int64_t x,
                    int pixels, std::int32_t* acc) const;

    ConvParts parts_;
    bool depthwise_ = false, bandsFirst_ = false;
    std::int64_t blocks_ = 1, bands_ = 1;
    std::vector<std::int64_t> taps_;
};

/// Codes in blocks to codes in the order channel, row, column.
class FlattenStep final : public Step {
public:
    FlattenStep(CodePlanes from, std::size_t to) : from_(from), to_(to) {}
    [[nodiscard]] int tasks() const override { return int(blocksOf(from_.channels)); }
    void run(int task, std::byte* memory) const override;

private:
    CodePlanes from_;
    std::size_t to_;
};

/// The last layer: a dot product over all codes for each number of the embedding, which is real.
class EmbeddingStep final : public Step {
public:
    /// bits of the weights: up to 6 are kept packed, since reading them from memory is what takes the time. The codes
    /// must be followed by kSlack bytes that may be read.
    EmbeddingStep(const Kernels& kernels, const Layer& layer, int bits, std::size_t from, std::size_t to);
    static constexpr std::int64_t kSlack = 128;
    [[nodiscard]] int tasks() const override { return int((rows_ + kRows - 1) / kRows); }
    void run(int task, std::byte* memory) const override;

private:
    static constexpr std::int64_t kRows = 16;
    void packHalves(const Layer& layer);
    void packSixths(const Layer& layer);
    /// Sums of `count` rows over inputs at .. at + n.
    void sum(const std::uint8_t* x, std::int64_t first, std::int64_t at, std::int64_t n, int count,
             std::int32_t* part) const;

    const Kernels& kernels_;
    at::Tensor weights_;            ///< as the network has them, row after row; undefined where they are packed
    Aligned<std::uint8_t> halves_;  ///< up to 4 bits: [rows][halfStride_]
    BlockWeights sixths_;           ///< 5 and 6 bits: a run a row
    std::int64_t halfStride_ = 0;
    std::int64_t rows_, size_;
    std::size_t from_, to_;
    std::vector<std::int64_t> start_;
    std::vector<double> scale_, bias_;
    std::vector<float> slopes_;
};

}  // namespace syper::core::runtime
