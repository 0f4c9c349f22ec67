// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "core/runtime/onnx_export.h"
#include "core/runtime/onnx_rounding.h"
#include "core/runtime/prepack.h"

namespace syper::core::runtime {
namespace {

/// Writes the integer graph with numbers that are whole wherever it has integers. Products of codes are added up
/// without error as far as float32 counts (2^24), so that no order of additions changes a code behind them.
class WholeWriter {
public:
    explicit WholeWriter(const Network& net)
        : net_(net), kept_(keptAsSums(net)), values_(net.layers.size() + 1), onnx_(net.architecture) {}

    OnnxBuilder write() {
        values_[0] = "image";
        onnx_.input("image", {3, net_.shape.inputSize, net_.shape.inputSize});
        one_ = onnx_.number("one", 1.0);
        sumLow_ = onnx_.number("lowest_sum", -32768.0);
        sumHigh_ = onnx_.number("highest_sum", 32767.0);
        for (std::size_t i = 0; i + 1 < net_.layers.size(); ++i) add(i);
        addEmbedding(net_.layers.back());
        onnx_.output("embedding", {net_.shape.dimension});
        return std::move(onnx_);
    }

private:
    template <class T>
    std::string perChannel(const std::string& name, const std::vector<T>& values) {
        return onnx_.constant(name, values, {std::int64_t(values.size()), 1, 1});
    }

    /// What is rounded to a layer's codes, less their zero point, through the pair of nodes that does it; layers that
    /// read alike share it.
    std::string codes(const std::string& name, std::string x, const Codes& c) {
        if (c.bits < 8)
            x = onnx_.node(
                "Clip",
                {x, onnx_.number(name + ".lowest", -c.zero), onnx_.number(name + ".highest", c.highest() - c.zero)},
                name + ".clipped");
        const std::string zero = onnx_.constant(name + ".zero", std::vector<std::uint8_t>{std::uint8_t(c.zero)}, {});
        const std::string made = onnx_.node("QuantizeLinear", {x, one_, zero}, name + ".codes");
        return onnx_.node("DequantizeLinear", {made, one_, zero}, name + ".whole");
    }

    std::string input(const Layer& layer) {
        for (const Read& known : read_)
            if (known.by->input == layer.input && known.by->codes == layer.codes && known.by->scale == layer.scale &&
                known.by->shift == layer.shift)
                return known.as;
        std::string x = values_[std::size_t(layer.input)];
        if (layer.input == 0) {
            x = onnx_.node("Mul", {x, onnx_.number("byte_scale", 1.0 / kImageCodes.scale)}, "bytes");
            x = onnx_.node("Sub", {x, onnx_.number("byte_shift", kImageShift / kImageCodes.scale)}, "picture");
        } else if (kept_[std::size_t(layer.input)]) {
            const SumRounding r = roundingOf(layer, net_.layers[std::size_t(layer.input) - 1].sumScale);
            x = onnx_.node("Mul", {x, perChannel(layer.name + ".in_scale", r.factor)}, layer.name + ".in_scaled");
            if (!layer.scale.empty())
                x = onnx_.node("Add", {x, perChannel(layer.name + ".in_shift", r.offset)}, layer.name + ".in_shifted");
        }
        if (layer.input == 0 || kept_[std::size_t(layer.input)]) x = codes(layer.name + ".input", x, layer.codes);
        read_.push_back({&layer, x});
        return x;
    }

    /// The accumulators of a layer.
    std::string sums(const Layer& layer, bool bias) {
        const std::string& name = layer.name;
        std::vector<std::string> inputs{
            input(layer), onnx_.node("DequantizeLinear", {onnx_.constant(name + ".weight_codes", layer.weight), one_},
                                     name + ".weight")};
        if (bias) {
            const std::vector<std::int32_t> codes = wholeBias(layer);
            inputs.push_back(onnx_.node("DequantizeLinear",
                                        {onnx_.constant(name + ".bias_codes", codes, {layer.shape.out}), one_},
                                        name + ".bias"));
        }
        const std::string made = onnx_.node("Conv", inputs, name + ".conv");
        convAttributes(onnx_, layer.shape);
        return made;
    }

    void add(std::size_t index) {
        const Layer& layer = net_.layers[index];
        const bool kept = kept_[index + 1];
        const Layer* reader = nullptr;
        for (const Layer& other : net_.layers)
            if (other.input == int(index) + 1) reader = &other;
        if (!kept && reader == nullptr) return;  // nothing comes of it
        values_[index + 1] = kept ? addSums(layer) : addCodes(layer, reader->codes);
    }

    std::string addCodes(const Layer& layer, const Codes& wanted) {
        const ScaleRounding r = roundingTo(layer, wanted);
        const std::string& name = layer.name;
        std::string y =
            onnx_.node("Mul", {sums(layer, true), perChannel(name + ".rescale", r.factor)}, name + ".rescaled");
        if (!layer.slopes.empty()) y = onnx_.node("PRelu", {y, perChannel(name + ".slopes", r.slope)}, name + ".prelu");
        return codes(name + ".output", y, wanted);
    }

    /// PReLU as two products, which double precision has everywhere.
    std::string addSums(const Layer& layer) {
        const SumScale scale = scaleTo(layer, layer.sumScale);
        const std::string& name = layer.name;
        const auto product = [&](const std::string& x, const std::vector<double>& by, const std::string& to) {
            const std::string wide = onnx_.cast(x, onnx::TensorProto::DOUBLE, to + ".wide");
            return onnx_.node("Mul", {wide, perChannel(to + ".by", by)}, to);
        };
        const std::string acc = sums(layer, true);
        std::string y;
        if (layer.slopes.empty()) {
            y = product(acc, scale.above, name + ".rescaled");
        } else {
            const std::string above = onnx_.node("Relu", {acc}, name + ".positive");
            const std::string below = onnx_.node("Sub", {acc, above}, name + ".negative");
            y = onnx_.node("Add",
                           {product(above, scale.above, name + ".above"), product(below, scale.below, name + ".below")},
                           name + ".rescaled");
        }
        y = onnx_.cast(onnx_.node("Round", {y}, name + ".rounded"), onnx::TensorProto::FLOAT, name + ".narrow");
        y = onnx_.node("Clip", {y, sumLow_, sumHigh_}, name + ".sum");
        if (layer.shortcut <= 0) return y;
        y = onnx_.node("Add", {y, values_[std::size_t(layer.shortcut)]}, name + ".added");
        return onnx_.node("Clip", {y, sumLow_, sumHigh_}, name + ".total");
    }

    /// Real numbers leave the last layer.
    void addEmbedding(const Layer& layer) {
        std::vector<float> scale;
        for (const float s : layer.weightScale) scale.push_back(float(layer.codes.scale * double(s)));
        const std::string& name = layer.name;
        std::string y = onnx_.node("Mul", {sums(layer, false), perChannel(name + ".scale", scale)}, name + ".real");
        y = onnx_.node("Add", {y, perChannel(name + ".bias", layer.bias)}, name + ".biased");
        if (!layer.slopes.empty())
            y = onnx_.node("PRelu", {y, perChannel(name + ".slopes", layer.slopes)}, name + ".prelu");
        onnx_.node("Flatten", {y}, "embedding");
    }

    struct Read {
        const Layer* by;
        std::string as;
    };
    const Network& net_;
    std::vector<bool> kept_;
    std::vector<std::string> values_;  ///< 16-bit sums, or the codes of their reader
    OnnxBuilder onnx_;
    std::string one_, sumLow_, sumHigh_;
    std::vector<Read> read_;
};

}  // namespace

OnnxBuilder onnxOfWhole(const Network& net) {
    return WholeWriter(net).write();
}

}  // namespace syper::core::runtime
