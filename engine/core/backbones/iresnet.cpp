// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backbones/iresnet.h"

#include <cmath>

namespace syper::core {
namespace {

constexpr double kDropout = 0.5;

struct Depth {
    int depth;
    std::array<int, 4> blocks;
};
constexpr std::array<Depth, 3> kDepths{{{18, {2, 2, 2, 2}}, {34, {3, 4, 6, 3}}, {50, {3, 4, 14, 3}}}};

at::Tensor basicBlock(Layers& net, const std::string& block, const at::Tensor& x, std::int64_t in, std::int64_t out,
                      std::int64_t stride) {
    const std::string name = net.inside(block);
    at::Tensor y = net.batchNorm(name + ".bn1", x, in);
    y = net.conv(name + ".conv1", y, {.in = in, .out = out, .kernel = 3, .padding = 1});
    y = net.prelu(name + ".prelu", net.batchNorm(name + ".bn2", y, out), out);
    y = net.conv(name + ".conv2", y, {.in = out, .out = out, .kernel = 3, .stride = stride, .padding = 1});
    y = net.batchNorm(name + ".bn3", y, out);
    at::Tensor shortcut = x;
    if (stride != 1 || in != out) {
        shortcut = net.conv(name + ".downsample.0", x, {.in = in, .out = out, .stride = stride});
        shortcut = net.batchNorm(name + ".downsample.1", shortcut, out);
    }
    return net.blockOutput(block, net.add(y, shortcut));
}

at::Tensor walk(Layers& net, const at::Tensor& images, const BackboneShape& shape, const std::array<int, 4>& blocks) {
    at::Tensor x = net.conv("conv1", images, {.in = 3, .out = 64, .kernel = 3, .padding = 1});
    x = net.prelu("prelu", net.batchNorm("bn1", x, 64), 64);
    std::int64_t in = 64;
    for (std::size_t stage = 0; stage < blocks.size(); ++stage) {
        const std::int64_t out = std::int64_t(64) << stage;
        for (int i = 0; i < blocks[stage]; ++i) {
            const std::string block = "layer" + std::to_string(stage + 1) + "." + std::to_string(i);
            x = basicBlock(net, block, x, in, out, i == 0 ? 2 : 1);
            in = out;
        }
    }
    const std::int64_t side = shape.inputSize / kStride;
    x = net.dropout(net.flatten(net.batchNorm("bn2", x, in)), kDropout);
    x = net.linear("fc", x, in * side * side, shape.dimension, true);
    return net.batchNorm("features", x, shape.dimension, false);
}

/// Blocks in a stage of a state dict, with or without a scheme's level between.
int blocksIn(const TensorMap& tensors, std::size_t stage) {
    int count = 0;
    for (;; ++count) {
        const std::string block = "layer" + std::to_string(stage + 1) + "." + std::to_string(count);
        if (!tensors.contains(block + ".conv1.weight") && !tensors.contains(block + ".0.conv1.weight")) return count;
    }
}

std::optional<BackboneShape> recognize(const TensorMap& tensors, const std::array<int, 4>& blocks) {
    const at::Tensor* fc = tensors.find("fc.weight");
    if (fc == nullptr || fc->dim() != 2 || !tensors.contains("features.running_mean")) return std::nullopt;
    for (std::size_t stage = 0; stage < blocks.size(); ++stage)
        if (blocksIn(tensors, stage) != blocks[stage]) return std::nullopt;
    const auto side = std::int64_t(std::lround(std::sqrt(double(fc->size(1)) / 512.0)));
    if (side < 1 || side * side * 512 != fc->size(1)) return std::nullopt;
    return BackboneShape{.inputSize = int(side) * kStride, .dimension = int(fc->size(0))};
}

}  // namespace

BackboneKind iResNet(int depth) {
    for (const Depth& known : kDepths) {
        if (known.depth != depth) continue;
        const auto blocks = known.blocks;
        return {.name = "iresnet" + std::to_string(depth),
                .title = "iResNet-" + std::to_string(depth),
                .walk = [blocks](Layers& net, const at::Tensor& images,
                                 const BackboneShape& shape) { return walk(net, images, shape, blocks); },
                .recognize = [blocks](const TensorMap& tensors) { return recognize(tensors, blocks); }};
    }
    throw Error(Errc::BadArgument, "there is no iResNet of depth " + std::to_string(depth) + "; take 18, 34 or 50");
}

}  // namespace syper::core
