// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/mixed_network.h"

#include <algorithm>
#include <cmath>

#include "core/quant/fake_quant.h"
#include "core/runtime/network.h"

namespace syper::core::runtime {
namespace {

constexpr double kEpsilon = 1e-5;  // of all normalisations, as published

std::vector<float> floats(const at::Tensor& t) {
    const at::Tensor flat = t.detach().to(at::kFloat).contiguous();
    return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

/// Walks a student and writes down its layers. The tensors that pass through the walk only carry numbers of handles.
class StudentFolder final : public Layers {
public:
    StudentFolder(const Model& student, MixedNetwork& net)
        : student_(student), scheme_(*student.scheme()), tensors_(student.tensors()), net_(net) {
        handles_.push_back({.value = 0, .channels = 3, .side = net.shape.inputSize});
    }

    [[nodiscard]] static at::Tensor start() { return at::scalar_tensor(0, at::kLong); }

    at::Tensor conv(const std::string& name, const at::Tensor& x, const ConvShape& shape) override {
        const Handle from = take(x);
        return append(name, from, shape, tensors_.at(name + ".weight"), outputSide(shape, from.side));
    }

    at::Tensor linear(const std::string& name, const at::Tensor& x, std::int64_t in, std::int64_t out,
                      bool bias) override {
        const Handle from = take(x);
        if (from.channels * from.side * from.side != in) broken(name);
        const at::Tensor weight =
            tensors_.at(name + ".weight").detach().view({out, from.channels, from.side, from.side});
        at::Tensor made = append(name, from, {.in = from.channels, .out = out, .kernel = from.side}, weight, 1);
        if (bias) net_.layers.back().bias = floats(tensors_.at(name + ".bias"));
        return made;
    }

    at::Tensor batchNorm(const std::string& name, const at::Tensor& x, std::int64_t, bool) override {
        const at::Tensor variance = tensors_.at(name + ".running_var").detach().to(at::kDouble);
        const at::Tensor scale = tensors_.at(name + ".weight").detach().to(at::kDouble) / (variance + kEpsilon).sqrt();
        const at::Tensor shift =
            tensors_.at(name + ".bias").detach() - tensors_.at(name + ".running_mean").detach() * scale;
        Handle from = take(x);
        if (from.fresh) {
            MixedLayer& layer = net_.layers[std::size_t(from.value) - 1];
            layer.gain = floats(at::tensor(layer.gain, at::kDouble) * scale);
            layer.bias = floats(at::tensor(layer.bias, at::kDouble) * scale + shift);
        } else {
            if (!from.scale.empty()) broken(name);
            from.scale = floats(scale);
            from.shift = floats(shift);
        }
        return handle(std::move(from));
    }

    at::Tensor prelu(const std::string& name, const at::Tensor& x, std::int64_t) override {
        Handle from = take(x);
        if (!from.fresh) broken(name);
        MixedLayer& layer = net_.layers[std::size_t(from.value) - 1];
        const at::Tensor slopes = tensors_.at(name + ".weight").detach();
        layer.slopes = floats(fakeQuantizeRows(slopes.unsqueeze(0), student_.bits().activations));
        layer.rounded = rounding(scheme_.slopePlace(name));
        from.fresh = false;
        return handle(std::move(from));
    }

    at::Tensor dropout(const at::Tensor& x, double) override { return x; }
    at::Tensor flatten(const at::Tensor& x) override { return x; }
    std::string inside(const std::string& name) override { return scheme_.inside(name); }
    at::Tensor blockOutput(const std::string& name, const at::Tensor& x) override {
        const Handle from = take(x);
        net_.layers[std::size_t(from.value) - 1].rounded = rounding(scheme_.blockPlace(name));
        return x;
    }

    at::Tensor add(const at::Tensor& a, const at::Tensor& b) override {
        Handle late = take(a), early = take(b);
        if (early.value > late.value) std::swap(late, early);  // what is computed last takes the other in
        if (!late.fresh || !early.scale.empty()) broken("a residual sum");
        net_.layers[std::size_t(late.value) - 1].shortcut = early.value;
        late.fresh = false;
        return handle(std::move(late));
    }

private:
    struct Handle {
        int value = 0;
        std::int64_t channels = 0, side = 0;
        bool fresh = false;
        std::vector<float> scale, shift{};
    };

    [[noreturn]] static void broken(const std::string& where) {
        throw Error(Errc::Unsupported, "the runtime cannot fold " + where + " into one layer");
    }

    Handle take(const at::Tensor& x) const { return handles_.at(std::size_t(x.item<std::int64_t>())); }
    at::Tensor handle(Handle h) {
        handles_.push_back(std::move(h));
        return at::scalar_tensor(std::int64_t(handles_.size()) - 1, at::kLong);
    }

    Affine rounding(const std::string& place) const {
        const Range range{tensors_.at(place + ".x_min").item<float>(), tensors_.at(place + ".x_max").item<float>()};
        const Affine affine = fitRange(range, student_.bits().activations);
        if (!(-affine.zeroPoint >= affine.lowest && -affine.zeroPoint <= affine.highest))
            throw Error(Errc::Unsupported, "the range at " + place + " does not hold 0");
        return affine;
    }

    at::Tensor append(const std::string& name, const Handle& from, const ConvShape& shape, const at::Tensor& weight,
                      std::int64_t side) {
        MixedLayer layer{.name = name, .shape = shape, .input = from.value, .scale = from.scale, .shift = from.shift};
        layer.whole = from.value > 0 && from.scale.empty() && net_.layers[std::size_t(from.value) - 1].rounded;
        layer.gain.assign(std::size_t(shape.out), 1.0F);
        layer.bias.assign(std::size_t(shape.out), 0.0F);
        if (layer.whole)
            takeCodes(layer, weight.detach().contiguous());
        else
            layer.weight = fakeQuantizeRows(weight.detach(), student_.bits().weights);
        net_.layers.push_back(std::move(layer));
        return handle({.value = int(net_.layers.size()), .channels = shape.out, .side = side, .fresh = true});
    }

    void takeCodes(MixedLayer& layer, const at::Tensor& weight) const {
        const std::int64_t rows = weight.size(0);
        layer.weight = at::empty(weight.sizes(), at::kChar);
        for (std::int64_t r = 0; r < rows; ++r) {
            const at::Tensor row = weight[r];
            const Affine a = fitRange({row.min().item<float>(), row.max().item<float>()}, student_.bits().weights);
            layer.weight[r].copy_((row * a.scale - a.zeroPoint).round().clamp(a.lowest, a.highest));
            const double most = (std::abs(double(a.zeroPoint)) + 128.0) * 255.0 * double(row.numel());
            if (most >= 0x1p31)  // the correction for the zero point must fit 32 bits
                throw Error(Errc::Unsupported, "a row of layer " + layer.name + " is nearly constant");
            layer.weightScale.push_back(1.0F / a.scale);
            layer.weightZero.push_back(std::int32_t(a.zeroPoint));
        }
    }

    const Model& student_;
    const QuantScheme& scheme_;
    const TensorMap& tensors_;
    MixedNetwork& net_;
    std::vector<Handle> handles_;
};

/// Walks an architecture; the tensors that pass through say whether they are rounded.
class LayerCounter final : public Layers {
public:
    LayerCount count;

    at::Tensor conv(const std::string&, const at::Tensor& x, const ConvShape&) override { return layer(x); }
    at::Tensor linear(const std::string&, const at::Tensor& x, std::int64_t, std::int64_t, bool) override {
        return layer(x);
    }
    at::Tensor batchNorm(const std::string&, const at::Tensor&, std::int64_t, bool) override { return rounded(false); }
    at::Tensor prelu(const std::string&, const at::Tensor&, std::int64_t) override { return rounded(true); }
    at::Tensor dropout(const at::Tensor& x, double) override { return x; }
    at::Tensor add(const at::Tensor&, const at::Tensor&) override { return rounded(false); }
    at::Tensor flatten(const at::Tensor& x) override { return x; }
    std::string inside(const std::string& name) override { return name; }
    at::Tensor blockOutput(const std::string&, const at::Tensor&) override { return rounded(true); }

    static at::Tensor rounded(bool yes) { return at::scalar_tensor(yes, at::kBool); }

private:
    at::Tensor layer(const at::Tensor& x) {
        ++count.all;
        if (!x.item<bool>()) ++count.floats;
        return rounded(false);
    }
};

}  // namespace

LayerCount countLayers(const BackboneKind& kind, const BackboneShape& shape) {
    LayerCounter counter;
    (void)kind.walk(counter, LayerCounter::rounded(false), shape);
    return counter.count;
}

int MixedNetwork::wholeLayers() const {
    return int(std::count_if(layers.begin(), layers.end(), [](const MixedLayer& layer) { return layer.whole; }));
}

MixedNetwork foldStudent(const Model& student) {
    if (student.scheme() == nullptr) throw Error(Errc::BadArgument, "only a quantized model is a student");
    const at::NoGradGuard guard;
    MixedNetwork net{.shape = student.shape(), .layers = {}};
    StudentFolder folder(student, net);
    (void)student.kind().walk(folder, StudentFolder::start(), student.shape());
    return net;
}

}  // namespace syper::core::runtime
