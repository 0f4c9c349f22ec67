// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/Parallel.h>

#include <algorithm>
#include <cstring>

#include "core/generator/aligned_buffer.h"
#include "core/generator/winograd.h"
#include "core/runtime/float_steps.h"

namespace syper::core::runtime {
namespace {

constexpr std::int64_t kOwnTiles = 24;  // that stay in a core's cache through all stages, at up to kOwnChannels
constexpr std::int64_t kOwnChannels = 128;
constexpr std::int64_t kRun = 16;  // tiles a task of the outer stages
constexpr std::int64_t kGap = 16;  // keeps rows of tiles out of each other's cache sets
constexpr std::int64_t kZero = 0;

}  // namespace

WinogradConv::WinogradConv(const ConvKernels& kernels, const Layer& layer, const FloatValue& in, const FloatValue& out)
    : kernels_(kernels), in_(in), out_(out) {
    const std::int64_t across = (in_.side + kTileSide - 1) / kTileSide;
    tiles_ = across * across;
    planesIn_ = in_.blocks() * kLanes;
    panels_ = (out_.channels + kPanel - 1) / kPanel;
    stride_ = planesIn_ + kGap;
    outs_ = panels_ * kPanel;
    scale_ = layer.scale.empty() ? paddedFloats(std::vector<float>(std::size_t(planesIn_), 1.0F))
                                 : paddedFloats(layer.scale);
    if (!layer.shift.empty()) shift_ = paddedFloats(layer.shift);
    pack(layer);
}

void WinogradConv::pack(const Layer& layer) {
    const at::Tensor weight = layer.weight.detach().to(at::kFloat).contiguous();
    weights_ = Aligned<float>(kTilePoints * panels_ * planesIn_ * kPanel);
    const std::int64_t in = layer.shape.in;
    const auto* from = weight.data_ptr<float>();
    at::parallel_for(0, panels_, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t panel = begin; panel < end; ++panel)
            for (std::int64_t i = 0; i < in; ++i) {
                float block[kTilePoints][kPanel] = {};
                for (std::int64_t o = 0; o < std::min(kPanel, layer.shape.out - panel * kPanel); ++o) {
                    double points[kTilePoints];
                    winogradPoints(from + ((panel * kPanel + o) * in + i) * 9, points);
                    for (std::int64_t p = 0; p < kTilePoints; ++p) block[p][o] = float(points[p]);
                }
                for (std::int64_t p = 0; p < kTilePoints; ++p)
                    std::memcpy(weights_.data() + ((p * panels_ + panel) * planesIn_ + i) * kPanel, block[p],
                                sizeof block[p]);
            }
    });
}

void WinogradConv::place(const FloatValue& in, const FloatValue& out, FloatTail tail, std::size_t scratch) {
    in_ = in;
    out_ = out;
    tail_ = std::move(tail);
    scratch_ = scratch;
}

bool WinogradConv::inOneStep() const {
    return std::max(in_.channels, out_.channels) <= kOwnChannels && tiles_ >= 8 * kOwnTiles;
}

std::size_t WinogradConv::scratchBytes() const {
    return inOneStep() ? 0 : std::size_t(kTilePoints * tiles_ * (stride_ + outs_)) * sizeof(float);
}

int WinogradConv::tasks(int stage) const {
    if (inOneStep()) return int((tiles_ + kOwnTiles - 1) / kOwnTiles);
    const std::int64_t runs = (tiles_ + kRun - 1) / kRun;
    return stage == 0 ? int(runs * in_.blocks()) : stage == 1 ? int(kTilePoints * panels_) : int(runs * out_.blocks());
}

Tiles WinogradConv::runOf(std::int64_t task, std::int64_t size) const {
    return {.side = in_.side,
            .first = task * size,
            .count = std::min(size, tiles_ - task * size),
            .shift = shift_.size() > 0 ? shift_.data() : nullptr};
}

void WinogradConv::oneRun(int task, std::byte* memory) const {
    thread_local AlignedBuffer scratch;
    auto* const from = scratch.of<float>(std::size_t(kTilePoints * kOwnTiles * (stride_ + outs_)));
    float* const to = from + kTilePoints * kOwnTiles * stride_;
    const Tiles run = runOf(task, kOwnTiles);
    kernels_.toTiles(in_.at(memory), scale_.data(), planesIn_, run, from, 0, kOwnTiles, stride_, false);
    for (std::int64_t p = 0; p < kTilePoints; ++p)
        for (std::int64_t panel = 0; panel < panels_; ++panel)
            kernels_.multiply({.rows = from + p * kOwnTiles * stride_,
                               .taps = &kZero,
                               .rowStride = stride_,
                               .depth = planesIn_,
                               .count = run.count,
                               .weights = weights_.data() + (p * panels_ + panel) * planesIn_ * kPanel,
                               .out = to + p * kOwnTiles * outs_ + panel * kPanel,
                               .outStride = outs_});
    kernels_.fromTiles(to, 0, kOwnTiles, outs_, run, out_.blocks() * kLanes, tail_.finish(memory), out_.at(memory));
}

void WinogradConv::run(int stage, int task, std::byte* memory) const {
    if (inOneStep()) return oneRun(task, memory);
    auto* const from = reinterpret_cast<float*>(memory + scratch_);
    float* const to = from + kTilePoints * tiles_ * stride_;
    const std::int64_t runs = (tiles_ + kRun - 1) / kRun, block = task / runs, channel = block * kLanes;
    if (stage == 1) {
        const std::int64_t point = task / panels_, panel = task % panels_;
        kernels_.multiply({.rows = from + point * tiles_ * stride_,
                           .taps = &kZero,
                           .rowStride = stride_,
                           .depth = planesIn_,
                           .count = tiles_,
                           .weights = weights_.data() + std::int64_t(task) * planesIn_ * kPanel,
                           .out = to + point * tiles_ * outs_ + panel * kPanel,
                           .outStride = outs_});
        return;
    }
    Tiles own = runOf(task % runs, kRun);
    if (stage == 0) {
        if (own.shift != nullptr) own.shift += channel;
        kernels_.toTiles(in_.at(memory) + channel * in_.area(), scale_.data() + channel, kLanes, own, from + channel,
                         own.first, tiles_, stride_, false);
        return;
    }
    Finish finish = tail_.finish(memory);
    finish.gain += channel;
    finish.bias += channel;
    if (finish.slopes != nullptr) finish.slopes += channel;
    if (finish.aside != nullptr) finish.aside += channel * out_.area();
    kernels_.fromTiles(to + channel, own.first, tiles_, outs_, own, kLanes, finish,
                       out_.at(memory) + channel * out_.area());
}

}  // namespace syper::core::runtime
