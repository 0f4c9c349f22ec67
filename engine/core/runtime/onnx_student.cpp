// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "core/quant/fake_quant.h"
#include "core/runtime/onnx_export.h"

namespace syper::core::runtime {
namespace {

/// Walks a student and writes down what it computes; the tensors that pass through only carry numbers of values.
class StudentWriter final : public Layers {
public:
    explicit StudentWriter(const Model& student)
        : tensors_(student.tensors()), scheme_(*student.scheme()), bits_(student.bits()), onnx_(student.kind().name) {}

    OnnxBuilder write(const BackboneKind& kind, const BackboneShape& shape) {
        onnx_.input("image", {3, shape.inputSize, shape.inputSize});
        const at::Tensor last = kind.walk(*this, value("image"), shape);
        onnx_.node("Identity", {nameOf(last)}, "embedding");
        onnx_.output("embedding", {shape.dimension});
        return std::move(onnx_);
    }

    at::Tensor conv(const std::string& name, const at::Tensor& x, const ConvShape& shape) override {
        const std::string made = onnx_.node("Conv", {nameOf(x), weight(name)}, name + ".made");
        convAttributes(onnx_, shape);
        return value(made);
    }
    at::Tensor linear(const std::string& name, const at::Tensor& x, std::int64_t, std::int64_t, bool bias) override {
        std::vector<std::string> inputs{nameOf(x), weight(name)};
        if (bias) inputs.push_back(onnx_.constant(name + ".bias", tensors_.at(name + ".bias")));
        const std::string made = onnx_.node("Gemm", inputs, name + ".made");
        onnx_.attribute("transB", std::int64_t(1));
        return value(made);
    }
    at::Tensor batchNorm(const std::string& name, const at::Tensor& x, std::int64_t channels, bool) override {
        // In double precision, which rounds the sum once, as the layers do: where a code is on the edge between two, as
        // depthwise sums of few codes are for whole planes at a time, that last bit says which of them it becomes.
        const auto part = [&](const char* of) { return tensors_.at(name + of).detach().to(at::kCPU, at::kFloat); };
        const at::Tensor scale = part(".weight") * (part(".running_var") + kNormEpsilon).sqrt().reciprocal();
        const at::Tensor shift = part(".bias").to(at::kDouble) - part(".running_mean").to(at::kDouble) * scale;
        const auto constant = [&](const char* of, const at::Tensor& values) {
            const at::Tensor wide = values.to(at::kFloat).to(at::kDouble);
            const std::vector<double> list(wide.data_ptr<double>(), wide.data_ptr<double>() + channels);
            return onnx_.constant(name + of, list, flat_ ? at::IntArrayRef{channels} : at::IntArrayRef{channels, 1, 1});
        };
        std::string y = onnx_.cast(nameOf(x), onnx::TensorProto::DOUBLE, name + ".wide");
        y = onnx_.node("Mul", {y, constant(".scale", scale)}, name + ".scaled");
        y = onnx_.node("Add", {y, constant(".shift", shift)}, name + ".shifted");
        return value(onnx_.cast(y, onnx::TensorProto::FLOAT, name + ".made"));
    }
    at::Tensor prelu(const std::string& name, const at::Tensor& x, std::int64_t channels) override {
        const at::Tensor slopes =
            fakeQuantizeRows(tensors_.at(name + ".weight").unsqueeze(0), bits_.activations).view({channels, 1, 1});
        const std::string made =
            onnx_.node("PRelu", {nameOf(x), onnx_.constant(name + ".slopes", slopes)}, name + ".made");
        return value(rounded(scheme_.slopePlace(name), made));
    }
    at::Tensor dropout(const at::Tensor& x, double) override { return x; }
    at::Tensor add(const at::Tensor& a, const at::Tensor& b) override {
        return value(onnx_.node("Add", {nameOf(a), nameOf(b)}, "sum" + std::to_string(values_.size())));
    }
    at::Tensor flatten(const at::Tensor& x) override {
        flat_ = true;
        return value(onnx_.node("Flatten", {nameOf(x)}, "flat"));
    }
    std::string inside(const std::string& name) override { return scheme_.inside(name); }
    at::Tensor blockOutput(const std::string& name, const at::Tensor& x) override {
        return value(rounded(scheme_.blockPlace(name), nameOf(x)));
    }

private:
    at::Tensor value(const std::string& name) {
        values_.push_back(name);
        return at::scalar_tensor(std::int64_t(values_.size()) - 1, at::kLong);
    }
    const std::string& nameOf(const at::Tensor& x) const { return values_.at(std::size_t(x.item<std::int64_t>())); }

    static bool fits(float zeroPoint) { return -zeroPoint >= -128.0F && -zeroPoint <= 127.0F; }

    /// Codes, scales and zero points of each row; a row that does not hold 0 has none that fits, and gets an offset.
    std::string weight(const std::string& name) {
        const at::Tensor w = tensors_.at(name + ".weight").detach().to(at::kCPU).contiguous();
        at::Tensor codes = at::empty(w.sizes(), at::kChar);
        std::vector<float> scales, offsets;
        std::vector<std::int8_t> zeros;
        bool whole = true;
        for (std::int64_t r = 0; r < w.size(0); ++r) {
            const at::Tensor row = w[r];
            const Affine a = fitRange({row.min().item<float>(), row.max().item<float>()}, bits_.weights);
            codes[r].copy_((row * a.scale - a.zeroPoint).round().clamp(a.lowest, a.highest));
            scales.push_back(1.0F / a.scale);
            const bool fit = fits(a.zeroPoint);
            zeros.push_back(fit ? std::int8_t(-a.zeroPoint) : std::int8_t(0));
            offsets.push_back(fit ? 0.0F : a.zeroPoint / a.scale);
            whole = whole && fit;
        }
        const std::int64_t rows = w.size(0);
        std::string made = onnx_.node(
            "DequantizeLinear",
            {onnx_.constant(name + ".weight_codes", codes), onnx_.constant(name + ".weight_scale", scales, {rows}),
             onnx_.constant(name + ".weight_zero", zeros, {rows})},
            name + ".weight");
        onnx_.attribute("axis", std::int64_t(0));
        if (whole) return made;
        std::vector<std::int64_t> dims(std::size_t(w.dim()), 1);
        dims[0] = rows;
        return onnx_.node("Add", {made, onnx_.constant(name + ".weight_offset", offsets, dims)},
                          name + ".weight_whole");
    }

    std::string rounded(const std::string& place, std::string x) {
        const Range range{tensors_.at(place + ".x_min").item<float>(), tensors_.at(place + ".x_max").item<float>()};
        const Affine a = fitRange(range, bits_.activations);
        if (!fits(a.zeroPoint)) throw Error(Errc::Unsupported, "the range at " + place + " does not hold 0");
        if (bits_.activations < 8)
            x = onnx_.node("Clip",
                           {x, onnx_.number(place + ".lowest", (a.lowest + a.zeroPoint) / a.scale),
                            onnx_.number(place + ".highest", (a.highest + a.zeroPoint) / a.scale)},
                           place + ".clipped");
        const std::string scale = onnx_.number(place + ".scale", 1.0F / a.scale);
        const std::string zero =
            onnx_.constant(place + ".zero", std::vector<std::int8_t>{std::int8_t(-a.zeroPoint)}, {});
        const std::string codes = onnx_.node("QuantizeLinear", {x, scale, zero}, place + ".codes");
        return onnx_.node("DequantizeLinear", {codes, scale, zero}, place + ".made");
    }

    const TensorMap& tensors_;
    const QuantScheme& scheme_;
    QuantBits bits_;
    OnnxBuilder onnx_;
    std::vector<std::string> values_;
    bool flat_ = false;  ///< behind the network's flattening
};

}  // namespace

OnnxBuilder onnxOfStudent(const Model& student) {
    if (student.scheme() == nullptr) throw Error(Errc::BadArgument, "only a quantized model is a student");
    const at::NoGradGuard guard;
    return StudentWriter(student).write(student.kind(), student.shape());
}

}  // namespace syper::core::runtime
