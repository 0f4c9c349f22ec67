// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/generator/conv_kernels.h"
#include "core/runtime/prepack.h"
#include "core/runtime/team.h"

namespace syper::core::runtime {

/// Where a value of the FP32 graph lies: planes of sixteen channels, [channels / 16][side][side][16], the last filled
/// up with zeros; the picture's pixels are four numbers.
struct FloatValue {
    std::size_t offset = 0;  ///< into the workspace
    std::int64_t channels = 0, side = 0;
    std::int64_t pixel = kLanes;  ///< numbers a pixel
    [[nodiscard]] std::int64_t blocks() const { return (channels + kLanes - 1) / kLanes; }
    [[nodiscard]] std::int64_t area() const { return side * side; }
    [[nodiscard]] std::int64_t numbers() const { return blocks() * area() * pixel; }
    [[nodiscard]] float* at(std::byte* memory) const { return reinterpret_cast<float*>(memory + offset); }
};

/// What follows a layer's sums: bias, PReLU, shortcut.
struct FloatTail {
    Aligned<float> ones, bias, slopes;  ///< whole panels; slopes empty: no PReLU
    std::optional<FloatValue> shortcut;
    FloatTail() = default;
    explicit FloatTail(const Layer& layer);
    [[nodiscard]] Finish finish(std::byte* memory) const;
};

/// The numbers padded with zeros to whole panels.
[[nodiscard]] Aligned<float> paddedFloats(const std::vector<float>& values);

/// Three planes of the picture to pixels of four numbers.
class FloatPictureStep final : public Step {
public:
    FloatPictureStep(std::size_t from, FloatValue to) : from_(from), to_(to) {}
    [[nodiscard]] int tasks() const override { return int(to_.side); }
    void run(int task, std::byte* memory) const override;

private:
    std::size_t from_;
    FloatValue to_;
};

/// A scaled and shifted copy, for a layer behind a normalisation that zero padding keeps from being folded.
class FloatScaleStep final : public Step {
public:
    FloatScaleStep(FloatValue from, const Layer& reader, FloatValue to)
        : from_(from), to_(to), scale_(paddedFloats(reader.scale)), shift_(paddedFloats(reader.shift)) {}
    [[nodiscard]] int tasks() const override { return int(from_.blocks() * from_.side); }
    void run(int task, std::byte* memory) const override;

private:
    FloatValue from_, to_;
    Aligned<float> scale_, shift_;
};

/// A convolution tap by tap. Groups are zeros between them. Tasks are in the order that ConvStep's are in.
class DirectStep final : public Step {
public:
    /// zeros: offset of side * pixel numbers that are 0.
    DirectStep(const ConvKernels& kernels, const Layer& layer, FloatValue in, FloatValue out, FloatTail tail,
               std::size_t zeros);
    [[nodiscard]] int tasks() const override { return int(panels_ * bands_); }
    void run(int task, std::byte* memory) const override;

private:
    void row(std::byte* memory, std::int64_t panel, std::int64_t y, float* sums) const;

    const ConvKernels& kernels_;
    ConvShape shape_;
    FloatValue in_, out_;
    FloatTail tail_;
    std::size_t zeros_;
    std::int64_t panels_, bands_, depth_;
    bool bandsFirst_;
    Aligned<float> weights_;  ///< [panel][column][row][block][depth][32]
};

class DepthwiseStep final : public Step {
public:
    DepthwiseStep(const ConvKernels& kernels, const Layer& layer, FloatValue in, FloatValue out, FloatTail tail);
    [[nodiscard]] int tasks() const override { return int(out_.blocks() * bands_); }
    void run(int task, std::byte* memory) const override;

private:
    const ConvKernels& kernels_;
    ConvShape shape_;
    FloatValue in_, out_;
    FloatTail tail_;
    std::int64_t bands_;
    Aligned<float> weights_;  ///< [block][taps][16]
};

/// A 3x3 convolution of stride 1 by Winograd's F(4x4, 3x3) (Lavin and Gray 2016, arXiv:1509.09308). Few channels: each
/// task takes a run of tiles through all three stages while they stay in its cache. Many: the stages are steps of their
/// own, so that weights, which outgrow the caches, are read once.
class WinogradConv {
public:
    /// in, out: sizes; place() says where they are.
    WinogradConv(const ConvKernels& kernels, const Layer& layer, const FloatValue& in, const FloatValue& out);
    [[nodiscard]] bool inOneStep() const;
    /// Of the tiles, where there are several steps.
    [[nodiscard]] std::size_t scratchBytes() const;
    void place(const FloatValue& in, const FloatValue& out, FloatTail tail, std::size_t scratch);
    [[nodiscard]] int stages() const { return inOneStep() ? 1 : 3; }
    [[nodiscard]] int tasks(int stage) const;
    void run(int stage, int task, std::byte* memory) const;

private:
    void pack(const Layer& layer);
    void oneRun(int task, std::byte* memory) const;
    [[nodiscard]] Tiles runOf(std::int64_t task, std::int64_t size) const;

    const ConvKernels& kernels_;
    FloatValue in_, out_;
    FloatTail tail_;
    std::int64_t tiles_, planesIn_, panels_, stride_, outs_;
    Aligned<float> scale_, shift_;  ///< of the input
    Aligned<float> weights_;        ///< [point][panel][in][32]
    std::size_t scratch_ = 0;
};

class WinogradStep final : public Step {
public:
    WinogradStep(std::shared_ptr<const WinogradConv> conv, int stage) : conv_(std::move(conv)), stage_(stage) {}
    [[nodiscard]] int tasks() const override { return conv_->tasks(stage_); }
    void run(int task, std::byte* memory) const override { conv_->run(stage_, task, memory); }

private:
    std::shared_ptr<const WinogradConv> conv_;
    int stage_;
};

/// The last layer, which covers its whole input.
class ProductStep final : public Step {
public:
    ProductStep(const ConvKernels& kernels, const Layer& layer, FloatValue in, std::size_t out);
    [[nodiscard]] int tasks() const override { return int(panels_); }
    void run(int task, std::byte* memory) const override;

private:
    const ConvKernels& kernels_;
    FloatValue in_;
    std::size_t out_;
    std::int64_t rows_, panels_;
    Aligned<float> weights_;  ///< [panel][in][32], inputs as their planes have them
    Aligned<float> bias_, slopes_;
};

}  // namespace syper::core::runtime
