// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>
#include <vector>

#include "core/generator/aligned_buffer.h"
#include "core/generator/conv_kernels.h"

namespace syper::core {

/// Channels as planes hold them: filled up to whole ones.
[[nodiscard]] constexpr std::int64_t wholePlanes(std::int64_t channels) noexcept {
    return (channels + kLanes - 1) / kLanes * kLanes;
}

/// One picture's way through a convolution.
struct ConvJob {
    const float* x = nullptr;      ///< planes of the input
    const float* scale = nullptr;  ///< of the input's channels, whole planes of them
    Finish finish;                 ///< of the output's channels, whole planes of them
    float* out = nullptr;          ///< planes of the output
};

/// Memory that convolutions work in; one for each thread that calls them.
struct ConvScratch {
    AlignedBuffer shared;
    std::vector<AlignedBuffer> workers;
};

/// A convolution with its weights packed once for the kernels, in one of three ways that its sizes alone decide: pixels
/// row by row, Winograd's F(4x4, 3x3) (Lavin and Gray 2016, arXiv:1509.09308), or at twice the size (the transpose of a
/// stride of 2, then a low-pass filter). The result depends on neither batch nor threads, to the bit.
class PackedConv {
public:
    enum class Way : std::uint8_t { Rows, Tiles, Doubled };
    /// Below this side a tile's weights cost more to read than they save in arithmetic.
    static constexpr std::int64_t kLeastTiled = 16;
    struct Sizes {
        std::int64_t in = 0, out = 0;
        std::int64_t side = 0;  ///< of the input
        bool up = false;        ///< the output has twice the side
    };
    /// weight [out, in, k, k], k = 3, or 1 where `up`; filter [taps, taps] only where `up`.
    PackedConv(const at::Tensor& weight, const at::Tensor& filter, const Sizes& sizes, const ConvKernels& kernels);

    /// Packs the weights in bfloat16 too, for forward(.., half). Only where the kernels know how.
    void packHalf();
    [[nodiscard]] bool hasHalf() const noexcept { return half_.bytes() > 0; }

    void forward(std::span<const ConvJob> jobs, bool half, ConvScratch& scratch) const;

    [[nodiscard]] Way way() const noexcept { return way_; }
    /// Multiply-adds that a picture takes in the way chosen.
    [[nodiscard]] double multiplications() const noexcept;
    /// Of the packed weights in float32.
    [[nodiscard]] std::size_t weightBytes() const noexcept { return weights_.bytes(); }

private:
    void packTiles(const at::Tensor& weight);
    void packTaps(const at::Tensor& weight);
    [[nodiscard]] const void* panelOf(std::int64_t values, bool half) const;
    void product(Product p, std::int64_t weights, bool half) const;

    void tiles(std::span<const ConvJob> jobs, bool half, ConvScratch& scratch) const;
    void tilesTogether(std::span<const ConvJob> jobs, bool half, ConvScratch& scratch) const;
    [[nodiscard]] const char* padded(std::span<const ConvJob> jobs, bool half, ConvScratch& scratch) const;
    void rows(std::span<const ConvJob> jobs, bool half, ConvScratch& scratch) const;
    void doubled(std::span<const ConvJob> jobs, bool half, ConvScratch& scratch) const;

    class Band;

    Sizes sizes_;
    const ConvKernels& kernels_;
    Way way_;
    std::int64_t in_, out_, panels_;  ///< whole planes, whole planes, of 32
    std::int64_t kernel_ = 3;
    std::int64_t stride_;  ///< of pixels in a padded picture and of tiles
    AlignedBuffer weights_, half_;
    std::vector<float> filter_;  ///< as a correlation, gain included
    std::int64_t filterTaps_ = 0, filterBefore_ = 0;
};

}  // namespace syper::core
