// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <vector>

#include "core/generator/aligned_buffer.h"
#include "core/runtime/kernels.h"
#include "core/runtime/network.h"

namespace syper::core::runtime {

/// An array whose start is at a multiple of 64 bytes.
template <class T>
class Aligned {
public:
    Aligned() = default;
    explicit Aligned(std::int64_t count) : size_(count) {
        constexpr std::size_t kSlack = 64;
        data_.reset(static_cast<T*>(allocateAligned(std::size_t(count) * sizeof(T) + kSlack)));
        std::fill_n(data_.get(), count, T{});
    }
    [[nodiscard]] T* data() const noexcept { return data_.get(); }
    [[nodiscard]] std::int64_t size() const noexcept { return size_; }
    T& operator[](std::int64_t i) const { return data_.get()[i]; }

private:
    struct Free {
        void operator()(T* p) const noexcept { std::free(p); }
    };
    std::unique_ptr<T, Free> data_;
    std::int64_t size_ = 0;
};

/// Channels rounded up to whole blocks, in blocks.
[[nodiscard]] constexpr std::int64_t blocksOf(std::int64_t channels) {
    return (channels + kBlock - 1) / kBlock;
}
[[nodiscard]] constexpr bool isDepthwise(const ConvShape& s) {
    return s.groups > 1 && s.groups == s.in && s.in == s.out;
}

/// Weights as ConvWork wants them, block of outputs after block; groups become zeros between them. quadsInBlock is 1
/// for the picture, whose pixels are four bytes, else 16.
[[nodiscard]] Aligned<std::int8_t> packConv(const Layer& layer, int quadsInBlock);
/// Weights as DepthwiseWork wants them, block after block.
[[nodiscard]] Aligned<std::int8_t> packDepthwise(const Layer& layer);
/// Sum of the weight codes of each output channel.
[[nodiscard]] std::vector<std::int64_t> weightSums(const Layer& layer);

/// The constants of an epilogue, padded to whole blocks and in lane order.
struct ScalingConstants {
    Aligned<std::int32_t> positive, negative;  ///< negative: empty without PReLU
    std::int32_t limit = 0;
    int shift = 32;
    [[nodiscard]] Scaling at(std::int64_t block) const {
        const Aligned<std::int32_t>& below = negative.size() > 0 ? negative : positive;
        return {positive.data() + block * kBlock, below.data() + block * kBlock, limit, shift};
    }
};
/// From accumulators in units of codes.scale * weightScale to `unit`, with the layer's PReLU.
[[nodiscard]] ScalingConstants scalingTo(const Layer& layer, double unit);
/// Where accumulators start, [blocks][64].
[[nodiscard]] Aligned<std::int32_t> startingSums(const Layer& layer);
/// What no accumulator of the layer that begins with `start` exceeds, of either sign.
[[nodiscard]] std::int64_t largestSum(const Layer& layer, const Aligned<std::int32_t>& start);

struct CodeConstants {
    Aligned<std::int32_t> multiplier;
    Aligned<std::int64_t> offset;
    int shift = 32;
};
/// From 16-bit sums in units of `unit` over `channels` channels to the codes that `reader` wants.
[[nodiscard]] CodeConstants codesFor(const Layer& reader, double unit, std::int64_t channels);

}  // namespace syper::core::runtime
