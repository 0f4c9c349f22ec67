// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/onnx_export.h"

#include <cmath>

namespace syper::core::runtime {
namespace {

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
        std::string weight, bias;
        if (net_.quantized()) {
            x = roundInput(layer, x);
            weight = wholeWeight(layer);
            bias = wholeBias(layer);
        } else {
            weight = onnx_.constant(name + ".weight", layer.weight);
            bias = onnx_.constant(name + ".bias", layer.bias, {layer.shape.out});
        }
        std::string y = onnx_.node("Conv", {x, weight, bias}, name + ".conv");
        convAttributes(onnx_, layer.shape);
        if (!layer.slopes.empty())
            y = onnx_.node("PRelu", {y, onnx_.constant(name + ".slopes", layer.slopes, {layer.shape.out, 1, 1})},
                           name + ".prelu");
        if (!shortcut.empty()) y = onnx_.node("Add", {y, shortcut}, name + ".sum");
        return y;
    }

    /// Quantize and dequantize what goes into a layer; layers that read alike share it.
    std::string roundInput(const Layer& layer, std::string x) {
        const std::string& name = layer.name;
        const Codes& c = layer.codes;
        for (const Rounded& known : rounded_)
            if (known.from == x && known.codes == c) return known.to;
        const std::string from = x;
        if (layer.input == 0)
            x = onnx_.node("Sub", {x, onnx_.number(name + ".picture_shift", kImageShift)}, name + ".picture");
        if (c.bits < 8)
            x = onnx_.node("Clip",
                           {x, onnx_.number(name + ".lowest", -c.scale * c.zero),
                            onnx_.number(name + ".highest", c.scale * (c.highest() - c.zero))},
                           name + ".clipped");
        const std::string scale = onnx_.number(name + ".input_scale", c.scale);
        const std::string point =
            onnx_.constant(name + ".input_zero", std::vector<std::uint8_t>{std::uint8_t(c.zero)}, {});
        const std::string codes = onnx_.node("QuantizeLinear", {x, scale, point}, name + ".codes");
        rounded_.push_back(
            {.from = from, .codes = c, .to = onnx_.node("DequantizeLinear", {codes, scale, point}, name + ".input")});
        return rounded_.back().to;
    }

    std::string wholeWeight(const Layer& layer) {
        const std::string& name = layer.name;
        const std::vector<std::int8_t> zeros(std::size_t(layer.shape.out), 0);
        const std::string made =
            onnx_.node("DequantizeLinear",
                       {onnx_.constant(name + ".weight_codes", layer.weight),
                        onnx_.constant(name + ".weight_scale", layer.weightScale, {layer.shape.out}),
                        onnx_.constant(name + ".weight_zero", zeros, {layer.shape.out})},
                       name + ".weight");
        onnx_.attribute("axis", std::int64_t(0));
        return made;
    }

    std::string wholeBias(const Layer& layer) {
        std::vector<std::int32_t> codes;
        std::vector<float> scales;
        for (std::size_t c = 0; c < layer.bias.size(); ++c) {
            scales.push_back(float(layer.codes.scale * double(layer.weightScale[c])));
            const double code = std::round(double(layer.bias[c]) / double(scales.back()));
            codes.push_back(std::int32_t(std::clamp(code, -0x1p30, 0x1p30)));
        }
        const std::vector<std::int64_t> dims{layer.shape.out};
        const std::vector<std::int32_t> zeros(codes.size(), 0);
        const std::string& name = layer.name;
        const std::string made = onnx_.node(
            "DequantizeLinear",
            {onnx_.constant(name + ".bias_codes", codes, dims), onnx_.constant(name + ".bias_scale", scales, dims),
             onnx_.constant(name + ".bias_zero", zeros, dims)},
            name + ".bias");
        onnx_.attribute("axis", std::int64_t(0));
        return made;
    }

    const Network& net_;
    OnnxBuilder onnx_;
    struct Rounded {
        std::string from;
        Codes codes;
        std::string to;
    };
    std::vector<Rounded> rounded_;
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
    return Writer(net).write();
}

}  // namespace syper::core::runtime
