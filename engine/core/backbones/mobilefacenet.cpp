// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backbones/mobilefacenet.h"

namespace syper::core {
namespace {

at::Tensor linearBlock(Layers& net, const std::string& name, const at::Tensor& x, const ConvShape& shape) {
    return net.batchNorm(name + ".bn", net.conv(name + ".conv", x, shape), shape.out);
}

at::Tensor convBlock(Layers& net, const std::string& name, const at::Tensor& x, const ConvShape& shape) {
    return net.prelu(name + ".prelu", linearBlock(net, name, x, shape), shape.out);
}

/// Inverted bottleneck: expand to `width`, filter each channel, project to `out`.
at::Tensor bottleneck(Layers& net, const std::string& name, const at::Tensor& x, std::int64_t in, std::int64_t width,
                      std::int64_t out, std::int64_t stride) {
    at::Tensor y = convBlock(net, name + ".conv", x, {.in = in, .out = width});
    y = convBlock(net, name + ".conv_dw", y,
                  {.in = width, .out = width, .kernel = 3, .stride = stride, .padding = 1, .groups = width});
    return linearBlock(net, name + ".project", y, {.in = width, .out = out});
}

at::Tensor residuals(Layers& net, const std::string& name, at::Tensor x, int count, std::int64_t channels,
                     std::int64_t width) {
    for (int i = 0; i < count; ++i) {
        const std::string block = name + ".model." + std::to_string(i);
        const at::Tensor y = bottleneck(net, net.inside(block), x, channels, width, channels, 1);
        x = net.blockOutput(block, net.add(x, y));
    }
    return x;
}

at::Tensor walk(Layers& net, const at::Tensor& images, const BackboneShape& shape) {
    at::Tensor x = convBlock(net, "conv1", images, {.in = 3, .out = 64, .kernel = 3, .stride = 2, .padding = 1});
    x = convBlock(net, "conv2_dw", x, {.in = 64, .out = 64, .kernel = 3, .padding = 1, .groups = 64});
    x = bottleneck(net, "conv_23", x, 64, 128, 64, 2);
    x = residuals(net, "conv_3", x, 4, 64, 128);
    x = bottleneck(net, "conv_34", x, 64, 256, 128, 2);
    x = residuals(net, "conv_4", x, 6, 128, 256);
    x = bottleneck(net, "conv_45", x, 128, 512, 128, 2);
    x = residuals(net, "conv_5", x, 2, 128, 256);
    x = convBlock(net, "conv_6_sep", x, {.in = 128, .out = 512});
    x = linearBlock(net, "output_layer.conv_6_dw", x,
                    {.in = 512, .out = 512, .kernel = shape.inputSize / kStride, .groups = 512});
    x = net.linear("output_layer.linear", net.flatten(x), 512, shape.dimension, false);
    return net.batchNorm("output_layer.bn", x, shape.dimension);
}

std::optional<BackboneShape> recognize(const TensorMap& tensors) {
    const at::Tensor* head = tensors.find("output_layer.conv_6_dw.conv.weight");
    const at::Tensor* linear = tensors.find("output_layer.linear.weight");
    if (head == nullptr || linear == nullptr || head->dim() != 4 || linear->dim() != 2) return std::nullopt;
    return BackboneShape{.inputSize = int(head->size(3)) * kStride, .dimension = int(linear->size(0))};
}

}  // namespace

BackboneKind mobileFaceNet() {
    return {.name = "mobilefacenet", .title = "MobileFaceNet", .walk = walk, .recognize = recognize};
}

}  // namespace syper::core
