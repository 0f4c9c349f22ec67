// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/onnx_export.h"

#include <onnx/onnx_pb.h>

#include <cmath>

namespace syper::core::runtime {
namespace {

constexpr std::size_t kMostBytes = std::size_t(2000) << 20;

class Writer {
public:
    explicit Writer(const Network& net) : net_(net) {
        model_.set_ir_version(7);
        model_.set_producer_name("syper");
        model_.set_producer_version(SYPER_VERSION);
        model_.add_opset_import()->set_version(kOnnxOpset);
        graph_ = model_.mutable_graph();
        graph_->set_name(net.architecture);
    }

    std::string write() {
        std::vector<std::string> values{"image"};
        describe(*graph_->add_input(), "image", {3, net_.shape.inputSize, net_.shape.inputSize});
        for (const Layer& layer : net_.layers) {
            const bool last = &layer == &net_.layers.back();
            const std::string made =
                addLayer(layer, values[std::size_t(layer.input)],
                         layer.shortcut >= 0 ? values[std::size_t(layer.shortcut)] : std::string());
            values.push_back(last ? node("Flatten", {made}, "embedding") : made);
        }
        describe(*graph_->add_output(), "embedding", {net_.shape.dimension});
        if (model_.ByteSizeLong() > kMostBytes)
            throw Error(Errc::Unsupported, "the network is too large for one ONNX file; export it as safetensors");
        return model_.SerializeAsString();
    }

private:
    static void describe(onnx::ValueInfoProto& info, const std::string& name, const std::vector<std::int64_t>& dims) {
        info.set_name(name);
        auto* type = info.mutable_type()->mutable_tensor_type();
        type->set_elem_type(onnx::TensorProto::FLOAT);
        type->mutable_shape()->add_dim()->set_dim_param("N");
        for (const std::int64_t dim : dims) type->mutable_shape()->add_dim()->set_dim_value(dim);
    }

    std::string node(const char* type, const std::vector<std::string>& inputs, const std::string& output,
                     std::int64_t axis = -1) {
        last_ = graph_->add_node();
        last_->set_op_type(type);
        last_->set_name(output);
        for (const std::string& input : inputs) last_->add_input(input);
        last_->add_output(output);
        if (axis >= 0) attribute("axis", {axis}, false);
        return output;
    }
    void attribute(const char* name, const std::vector<std::int64_t>& values, bool list) {
        onnx::AttributeProto* a = last_->add_attribute();
        a->set_name(name);
        a->set_type(list ? onnx::AttributeProto::INTS : onnx::AttributeProto::INT);
        if (!list) a->set_i(values.front());
        if (list)
            for (const std::int64_t value : values) a->add_ints(value);
    }

    std::string constant(const std::string& name, onnx::TensorProto::DataType type, at::IntArrayRef dims,
                         const void* data, std::size_t bytes) {
        onnx::TensorProto* t = graph_->add_initializer();
        t->set_name(name);
        t->set_data_type(type);
        for (const std::int64_t dim : dims) t->add_dims(dim);
        t->set_raw_data(data, bytes);
        return name;
    }
    std::string floats(const std::string& name, const std::vector<float>& values, at::IntArrayRef dims) {
        return constant(name, onnx::TensorProto::FLOAT, dims, values.data(), values.size() * sizeof(float));
    }
    std::string number(const std::string& name, double value) { return floats(name, {float(value)}, {}); }

    std::string addLayer(const Layer& layer, std::string x, const std::string& shortcut) {
        const std::string& name = layer.name;
        if (!layer.scale.empty()) {
            const std::vector<std::int64_t> dims{std::int64_t(layer.scale.size()), 1, 1};
            x = node("Mul", {x, floats(name + ".in_scale", layer.scale, dims)}, name + ".scaled");
            x = node("Add", {x, floats(name + ".in_shift", layer.shift, dims)}, name + ".shifted");
        }
        std::string weight, bias;
        if (net_.quantized()) {
            x = roundInput(layer, x);
            weight = wholeWeight(layer);
            bias = wholeBias(layer);
        } else {
            const at::Tensor w = layer.weight.contiguous();
            weight = constant(name + ".weight", onnx::TensorProto::FLOAT, w.sizes(), w.data_ptr(),
                              std::size_t(w.numel()) * sizeof(float));
            bias = floats(name + ".bias", layer.bias, {layer.shape.out});
        }
        const ConvShape& s = layer.shape;
        std::string y = node("Conv", {x, weight, bias}, name + ".conv");
        attribute("kernel_shape", {s.kernel, s.kernel}, true);
        attribute("strides", {s.stride, s.stride}, true);
        attribute("pads", {s.padding, s.padding, s.padding, s.padding}, true);
        attribute("group", {s.groups}, false);
        if (!layer.slopes.empty())
            y = node("PRelu", {y, floats(name + ".slopes", layer.slopes, {s.out, 1, 1})}, name + ".prelu");
        if (!shortcut.empty()) y = node("Add", {y, shortcut}, name + ".sum");
        return y;
    }

    /// Quantize and dequantize what goes into a layer; layers that read alike share it.
    std::string roundInput(const Layer& layer, std::string x) {
        const std::string& name = layer.name;
        const Codes& c = layer.codes;
        const std::string key = x + "|" + std::to_string(c.scale) + "|" + std::to_string(c.zero);
        if (const auto known = rounded_.find(key); known != rounded_.end()) return known->second;
        if (layer.input == 0) x = node("Sub", {x, number(name + ".picture_shift", kImageShift)}, name + ".picture");
        if (c.bits < 8)
            x = node("Clip",
                     {x, number(name + ".lowest", -c.scale * c.zero),
                      number(name + ".highest", c.scale * (c.highest() - c.zero))},
                     name + ".clipped");
        const auto zero = std::uint8_t(c.zero);
        const std::string scale = number(name + ".input_scale", c.scale);
        const std::string point = constant(name + ".input_zero", onnx::TensorProto::UINT8, {}, &zero, 1);
        const std::string codes = node("QuantizeLinear", {x, scale, point}, name + ".codes");
        return rounded_[key] = node("DequantizeLinear", {codes, scale, point}, name + ".input");
    }

    std::string wholeWeight(const Layer& layer) {
        const at::Tensor w = layer.weight.contiguous();
        const std::vector<std::int8_t> zeros(std::size_t(layer.shape.out), 0);
        const std::string codes = constant(layer.name + ".weight_codes", onnx::TensorProto::INT8, w.sizes(),
                                           w.data_ptr(), std::size_t(w.numel()));
        const std::string scale = floats(layer.name + ".weight_scale", layer.weightScale, {layer.shape.out});
        const std::string point = constant(layer.name + ".weight_zero", onnx::TensorProto::INT8, {layer.shape.out},
                                           zeros.data(), zeros.size());
        return node("DequantizeLinear", {codes, scale, point}, layer.name + ".weight", 0);
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
        const std::string whole = constant(layer.name + ".bias_codes", onnx::TensorProto::INT32, dims, codes.data(),
                                           codes.size() * sizeof(std::int32_t));
        const std::string scale = floats(layer.name + ".bias_scale", scales, dims);
        const std::string point = constant(layer.name + ".bias_zero", onnx::TensorProto::INT32, dims, zeros.data(),
                                           zeros.size() * sizeof(std::int32_t));
        return node("DequantizeLinear", {whole, scale, point}, layer.name + ".bias", 0);
    }

    const Network& net_;
    onnx::ModelProto model_;
    onnx::GraphProto* graph_ = nullptr;
    onnx::NodeProto* last_ = nullptr;
    std::map<std::string, std::string> rounded_;
};

}  // namespace

std::string onnxBytes(const Network& net) {
    checkNetwork(net, "the network");
    return Writer(net).write();
}

}  // namespace syper::core::runtime
