// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/onnx_export.h"

namespace syper::core::runtime {
namespace {

/// Writes a folded FP32 network.
class Writer {
public:
    explicit Writer(const Network& net) : net_(net), onnx_(net.architecture) {}

    OnnxBuilder write() {
        std::vector<std::string> values{"image"};
        onnx_.input("image", {3, net_.shape.inputSize, net_.shape.inputSize});
        for (const Layer& layer : net_.layers) {
            const bool last = &layer == &net_.layers.back();
            const std::string made =
                addLayer(layer, values[std::size_t(layer.input)],
                         layer.shortcut >= 0 ? values[std::size_t(layer.shortcut)] : std::string());
            values.push_back(last ? onnx_.node("Flatten", {made}, "embedding") : made);
        }
        onnx_.output("embedding", {net_.shape.dimension});
        return std::move(onnx_);
    }

private:
    std::string addLayer(const Layer& layer, std::string x, const std::string& shortcut) {
        const std::string& name = layer.name;
        if (!layer.scale.empty()) {
            const std::vector<std::int64_t> dims{std::int64_t(layer.scale.size()), 1, 1};
            x = onnx_.node("Mul", {x, onnx_.constant(name + ".in_scale", layer.scale, dims)}, name + ".scaled");
            x = onnx_.node("Add", {x, onnx_.constant(name + ".in_shift", layer.shift, dims)}, name + ".shifted");
        }
        const std::string weight = onnx_.constant(name + ".weight", layer.weight),
                          bias = onnx_.constant(name + ".bias", layer.bias, {layer.shape.out});
        std::string y = onnx_.node("Conv", {x, weight, bias}, name + ".conv");
        convAttributes(onnx_, layer.shape);
        if (!layer.slopes.empty())
            y = onnx_.node("PRelu", {y, onnx_.constant(name + ".slopes", layer.slopes, {layer.shape.out, 1, 1})},
                           name + ".prelu");
        if (!shortcut.empty()) y = onnx_.node("Add", {y, shortcut}, name + ".sum");
        return y;
    }

    const Network& net_;
    OnnxBuilder onnx_;
};

}  // namespace

void convAttributes(OnnxBuilder& onnx, const ConvShape& s) {
    onnx.attribute("kernel_shape", {s.kernel, s.kernel});
    onnx.attribute("strides", {s.stride, s.stride});
    onnx.attribute("pads", {s.padding, s.padding, s.padding, s.padding});
    onnx.attribute("group", s.groups);
}

OnnxBuilder onnxOf(const Network& net) {
    checkNetwork(net, "the network");
    return net.quantized() ? onnxOfWhole(net) : Writer(net).write();
}

}  // namespace syper::core::runtime
