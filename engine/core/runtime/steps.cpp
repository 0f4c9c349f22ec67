// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/steps.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/runtime/float_kernels.h"

namespace syper::core::runtime {
namespace {

constexpr std::int64_t kTasks = 48;         // about so many a step: enough to share out evenly among a few threads
constexpr std::int64_t kExactSums = 65536;  // products of 255 * 128 that fit a 32-bit sum
constexpr std::int64_t kUnpacked = 4096;    // weights of a row that are unpacked at a time: 16 rows stay in a cache

}  // namespace

void CodePlanes::fillHalo(std::byte* memory) const {
    if (halo == 0) return;
    const std::int64_t blocks = bytes() / blockBytes(), edge = halo * pixelBytes;
    for (std::int64_t b = 0; b < blocks; ++b) {
        std::memset(at(memory, b, -halo, -halo), zero, std::size_t(halo * rowBytes()));
        std::memset(at(memory, b, side, -halo), zero, std::size_t(halo * rowBytes()));
        for (std::int64_t y = 0; y < side; ++y) {
            std::memset(at(memory, b, y, -halo), zero, std::size_t(edge));
            std::memset(at(memory, b, y, side), zero, std::size_t(edge));
        }
    }
}

void PictureStep::run(int task, std::byte* memory) const {
    if (task == int(to_.side)) return to_.fillHalo(memory);
    codePixels(reinterpret_cast<const float*>(memory + from_) + task * to_.side, to_.side * to_.side, to_.side,
               to_.at(memory, 0, task, 0));
}

void ConvParts::finish(std::byte* memory, std::int64_t block, std::int64_t y, std::int64_t x, int pixels,
                       const std::int32_t* acc) const {
    Epilogue e{.scaling = scaling.at(block), .direct = direct};
    const std::int64_t pixel = ((block * side + y) * side + x) * kBlock;
    const auto sumsAt = [&](std::size_t offset) { return reinterpret_cast<std::int16_t*>(memory + offset) + pixel; };
    if (direct) {
        const Out& out = outs.front();
        e.zero = out.planes.zero;
        e.highest = out.highest;
        e.codes = out.planes.at(memory, block, y, x);
    } else {
        if (shortcut) e.shortcut = sumsAt(*shortcut);
        if (sums) e.sums = sumsAt(*sums);
        for (const Out& out : outs) {
            const std::int64_t every = out.planes.every, first = (every - x % every) % every;
            if (y % every != 0 || first >= pixels) continue;
            e.output[e.outputs++] = {.multiplier = out.constants.multiplier.data() + block * kBlock,
                                     .offset = out.constants.offset.data() + block * kBlock,
                                     .shift = out.constants.shift,
                                     .zero = out.planes.zero,
                                     .highest = out.highest,
                                     .first = int(first),
                                     .every = int(every),
                                     .out = out.planes.at(memory, block, y / every, (x + first) / every)};
        }
    }
    kernels->finish(e, pixels, acc);
}

void ConvParts::fillHalos(std::byte* memory) const {
    for (const Out& out : outs) out.planes.fillHalo(memory);
}

ConvStep::ConvStep(ConvParts parts) : parts_(std::move(parts)), depthwise_(isDepthwise(parts_.shape)) {
    blocks_ = blocksOf(parts_.shape.out);
    bands_ = std::clamp<std::int64_t>((kTasks + blocks_ - 1) / blocks_, 1, parts_.side);
    bandsFirst_ = parts_.weights.runSize() * blocks_ <= kKeptWeights;
    if (!depthwise_) return;
    const std::int64_t kernel = parts_.shape.kernel;
    for (std::int64_t tap = 0; tap < kernel * kernel; ++tap)
        taps_.push_back(tap / kernel * parts_.in.rowBytes() + tap % kernel * kBlock);
    while (taps_.size() % 4 != 0) taps_.push_back(0);  // their weights are 0
}

void ConvStep::accumulate(std::byte* memory, const std::int8_t* weights, std::int64_t block, std::int64_t y,
                          std::int64_t x, int pixels, std::int32_t* acc) const {
    const ConvShape& s = parts_.shape;
    const std::int64_t top = y * s.stride - s.padding, left = x * s.stride - s.padding;
    const std::int32_t* start = parts_.start.data() + block * kBlock;
    const std::int64_t step = s.stride * parts_.in.pixelBytes;
    if (depthwise_) {
        parts_.kernels->depthwise({.in = parts_.in.at(memory, block, top, left),
                                   .pixelStep = step,
                                   .taps = taps_.data(),
                                   .groups = int(taps_.size() / 4),
                                   .weights = weights,
                                   .bias = start},
                                  pixels, acc);
        return;
    }
    const std::int64_t quads = (s.in + 3) / 4, inBlock = parts_.in.pixelBytes / 4,
                       inBlocks = (quads + inBlock - 1) / inBlock;
    parts_.kernels->conv({.in = parts_.in.at(memory, 0, top, left),
                          .blockStep = parts_.in.blockBytes(),
                          .rowStep = parts_.in.rowBytes(),
                          .tapStep = parts_.in.pixelBytes,
                          .pixelStep = step,
                          .blocks = int(inBlocks),
                          .rows = int(s.kernel),
                          .columns = int(s.kernel),
                          .quads = int(inBlock),
                          .lastQuads = int(quads - (inBlocks - 1) * inBlock),
                          .weights = weights,
                          .bias = start},
                         pixels, acc);
}

void ConvStep::run(int task, std::byte* memory) const {
    if (task == int(blocks_ * bands_)) return parts_.fillHalos(memory);
    alignas(64) std::int32_t acc[kTile * kBlock];
    const std::int64_t block = bandsFirst_ ? task % blocks_ : task / bands_;
    const std::int64_t band = bandsFirst_ ? task / blocks_ : task % bands_;
    const std::int8_t* const weights =
        bandsFirst_ ? parts_.weights.all() + block * parts_.weights.runSize() : parts_.weights.run(block);
    for (std::int64_t y = parts_.side * band / bands_; y < parts_.side * (band + 1) / bands_; ++y)
        for (std::int64_t x = 0; x < parts_.side; x += kTile) {
            const int pixels = int(std::min<std::int64_t>(kTile, parts_.side - x));
            accumulate(memory, weights, block, y, x, pixels, acc);
            parts_.finish(memory, block, y, x, pixels, acc);
        }
}

void FlattenStep::run(int task, std::byte* memory) const {
    const std::int64_t plane = from_.side * from_.side, first = task * kBlock;
    const std::int64_t channels = std::min(kBlock, from_.channels - first);
    auto* to = reinterpret_cast<std::uint8_t*>(memory + to_) + first * plane;
    for (std::int64_t y = 0; y < from_.side; ++y)
        for (std::int64_t x = 0; x < from_.side; ++x) {
            const std::uint8_t* from = from_.at(memory, task, y, x);
            for (std::int64_t c = 0; c < channels; ++c) to[c * plane + y * from_.side + x] = from[c];
        }
}

EmbeddingStep::EmbeddingStep(const Kernels& kernels, const Layer& layer, int bits, std::size_t from, std::size_t to)
    : kernels_(kernels),
      weights_(bits > 6 ? layer.weight : at::Tensor()),
      rows_(layer.shape.out),
      size_(layer.weight.numel() / layer.shape.out),
      from_(from),
      to_(to),
      start_(weightSums(layer)),
      slopes_(layer.slopes) {
    for (std::int64_t r = 0; r < rows_; ++r) {
        const auto i = std::size_t(r);
        start_[i] *= -std::int64_t(layer.codes.zero);
        scale_.push_back(layer.codes.scale * double(layer.weightScale[i]));
        bias_.push_back(double(layer.bias[i]));
    }
    if (bits <= 4)
        packHalves(layer);
    else if (bits <= 6)
        packSixths(layer);
}

void EmbeddingStep::packSixths(const Layer& layer) {
    const std::int64_t stride = (size_ + 127) / 128 * 128;
    Aligned<std::int8_t> rows(rows_ * stride);
    const std::int8_t* from = layer.weight.data_ptr<std::int8_t>();
    for (std::int64_t r = 0; r < rows_; ++r) std::copy_n(from + r * size_, size_, rows.data() + r * stride);
    sixths_ = BlockWeights(std::move(rows), rows_, 6);
}

void EmbeddingStep::packHalves(const Layer& layer) {
    halfStride_ = (size_ + 127) / 128 * 64;
    halves_ = Aligned<std::uint8_t>(rows_ * halfStride_);
    const std::int8_t* from = layer.weight.data_ptr<std::int8_t>();
    const auto nibble = [&](std::int64_t row, std::int64_t i) {
        return i < size_ ? unsigned(from[row * size_ + i] + 8) : 8U;
    };
    for (std::int64_t r = 0; r < rows_; ++r)
        for (std::int64_t at = 0; at < halfStride_; ++at) {
            const std::int64_t first = at / 64 * 128 + at % 64;
            halves_[r * halfStride_ + at] = std::uint8_t(nibble(r, first) | (nibble(r, first + 64) << 4));
        }
}

void EmbeddingStep::sum(const std::uint8_t* x, std::int64_t first, std::int64_t at, std::int64_t n, int count,
                        std::int32_t* part) const {
    const std::int64_t whole = (n + 127) / 128 * 128;
    if (halfStride_ > 0)
        return kernels_.halfRows(x, halves_.data() + first * halfStride_ + at / 2, halfStride_, whole, count, part);
    if (!sixths_.packed())
        return kernels_.rows(x, weights_.data_ptr<std::int8_t>() + first * size_ + at, size_, n, count, part);
    thread_local AlignedBuffer room;
    auto* const rows = room.of<std::int8_t>(std::size_t(kRows * kUnpacked));
    for (int r = 0; r < count; ++r) (void)sixths_.part(first + r, at, whole, rows + r * kUnpacked);
    kernels_.rows(x, rows, kUnpacked, n, count, part);
}

void EmbeddingStep::run(int task, std::byte* memory) const {
    const std::int64_t first = task * kRows, count = std::min(kRows, rows_ - first);
    const auto* x = reinterpret_cast<const std::uint8_t*>(memory + from_);
    std::int64_t sums[kRows];
    for (std::int64_t r = 0; r < count; ++r) sums[r] = start_[std::size_t(first + r)];
    const std::int64_t step = sixths_.packed() ? kUnpacked : kExactSums;
    for (std::int64_t at = 0; at < size_; at += step) {
        std::int32_t part[kRows];
        sum(x + at, first, at, std::min(step, size_ - at), int(count), part);
        for (std::int64_t r = 0; r < count; ++r) sums[r] += part[r];
    }
    auto* to = reinterpret_cast<float*>(memory + to_) + first;
    for (std::int64_t r = 0; r < count; ++r) {
        const auto i = std::size_t(first + r);
        const double value = double(sums[r]) * scale_[i] + bias_[i];
        to[r] = float(slopes_.empty() || value > 0 ? value : value * double(slopes_[i]));
    }
}

}  // namespace syper::core::runtime
