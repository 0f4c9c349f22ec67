// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/mixed_network.h"

#include <algorithm>
#include <cmath>

#include "core/quant/fake_quant.h"
#include "core/runtime/handle_walk.h"

namespace syper::core::runtime {
namespace {

class StudentFolder final : public HandleWalk<MixedLayer> {
public:
    StudentFolder(const Model& student, MixedNetwork& net)
        : HandleWalk(student.tensors(), net.layers, net.shape.inputSize),
          scheme_(*student.scheme()),
          bits_(student.bits()) {}

    std::string inside(const std::string& name) override { return scheme_.inside(name); }
    at::Tensor blockOutput(const std::string& name, const at::Tensor& x) override {
        maker(take(x)).rounded = rounding(scheme_.blockPlace(name));
        return x;
    }

private:
    void fill(MixedLayer& layer, const at::Tensor& weight) override {
        layer.whole = layer.input > 0 && layer.scale.empty() && layers_[std::size_t(layer.input) - 1].rounded;
        layer.gain.assign(std::size_t(layer.shape.out), 1.0F);
        if (layer.whole)
            takeCodes(layer, weight.contiguous());
        else
            layer.weight = fakeQuantizeRows(weight, bits_.weights);
    }

    void foldNorm(MixedLayer& layer, const at::Tensor& scale, const at::Tensor& shift) override {
        layer.gain = floats(at::tensor(layer.gain, at::kDouble) * scale);
        layer.bias = floats(at::tensor(layer.bias, at::kDouble) * scale + shift);
    }

    void foldPrelu(MixedLayer& layer, const std::string& name, const at::Tensor& slopes) override {
        layer.slopes = floats(fakeQuantizeRows(slopes.unsqueeze(0), bits_.activations));
        layer.rounded = rounding(scheme_.slopePlace(name));
    }

    Affine rounding(const std::string& place) const {
        const Range range{tensors_.at(place + ".x_min").item<float>(), tensors_.at(place + ".x_max").item<float>()};
        const Affine affine = fitRange(range, bits_.activations);
        if (!(-affine.zeroPoint >= affine.lowest && -affine.zeroPoint <= affine.highest))
            throw Error(Errc::Unsupported, "the range at " + place + " does not hold 0");
        return affine;
    }

    void takeCodes(MixedLayer& layer, const at::Tensor& weight) const {
        const std::int64_t rows = weight.size(0);
        layer.weight = at::empty(weight.sizes(), at::kChar);
        for (std::int64_t r = 0; r < rows; ++r) {
            const at::Tensor row = weight[r];
            const Affine a = fitRange({row.min().item<float>(), row.max().item<float>()}, bits_.weights);
            layer.weight[r].copy_((row * a.scale - a.zeroPoint).round().clamp(a.lowest, a.highest));
            const double most = (std::abs(double(a.zeroPoint)) + 128.0) * 255.0 * double(row.numel());
            if (most >= 0x1p31)  // the correction for the zero point must fit 32 bits
                throw Error(Errc::Unsupported, "a row of layer " + layer.name + " is nearly constant");
            layer.weightScale.push_back(1.0F / a.scale);
            layer.weightZero.push_back(std::int32_t(a.zeroPoint));
        }
    }

    const QuantScheme& scheme_;
    QuantBits bits_;
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
