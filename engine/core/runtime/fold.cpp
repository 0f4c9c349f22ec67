// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include "core/runtime/network.h"

namespace syper::core::runtime {
namespace {

constexpr double kEpsilon = 1e-5;  // of all normalisations, as published

std::vector<float> floats(const at::Tensor& t) {
    const at::Tensor flat = t.detach().to(at::kFloat).contiguous();
    return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

/// Walks a model and writes down folded layers. The tensors that pass through the walk only carry numbers of handles.
class Folder final : public Layers {
public:
    Folder(const TensorMap& tensors, Network& net) : tensors_(tensors), net_(net) {
        handles_.push_back({.value = 0, .channels = 3, .side = net.shape.inputSize});
    }

    [[nodiscard]] static at::Tensor start() { return at::scalar_tensor(0, at::kLong); }

    at::Tensor conv(const std::string& name, const at::Tensor& x, const ConvShape& shape) override {
        const Handle from = take(x);
        Layer layer{.name = name, .shape = shape, .input = from.value, .scale = from.scale, .shift = from.shift};
        layer.weight = tensors_.at(name + ".weight").detach();
        layer.bias.assign(std::size_t(shape.out), 0.0F);
        return append(std::move(layer), outputSide(shape, from.side));
    }

    at::Tensor linear(const std::string& name, const at::Tensor& x, std::int64_t in, std::int64_t out,
                      bool bias) override {
        const Handle from = take(x);
        Layer layer{.name = name,
                    .shape = {.in = from.channels, .out = out, .kernel = from.side},
                    .input = from.value,
                    .scale = from.scale,
                    .shift = from.shift};
        if (from.channels * from.side * from.side != in) broken(name);
        layer.weight = tensors_.at(name + ".weight").detach().view({out, from.channels, from.side, from.side});
        layer.bias.assign(std::size_t(out), 0.0F);
        if (bias) layer.bias = floats(tensors_.at(name + ".bias"));
        return append(std::move(layer), 1);
    }

    at::Tensor batchNorm(const std::string& name, const at::Tensor& x, std::int64_t channels, bool) override {
        const at::Tensor variance = tensors_.at(name + ".running_var").detach().to(at::kDouble);
        const at::Tensor scale = tensors_.at(name + ".weight").detach().to(at::kDouble) / (variance + kEpsilon).sqrt();
        const at::Tensor shift =
            tensors_.at(name + ".bias").detach() - tensors_.at(name + ".running_mean").detach() * scale;
        Handle from = take(x);
        if (from.value > 0 && from.fresh) {
            Layer& layer = net_.layers[std::size_t(from.value) - 1];
            const at::Tensor bias = at::tensor(layer.bias, at::kDouble);
            layer.weight = (layer.weight.to(at::kDouble) * scale.view({-1, 1, 1, 1})).to(at::kFloat);
            layer.bias = floats(bias * scale + shift);
        } else {
            if (!from.scale.empty() || std::int64_t(channels) != from.channels) broken(name);
            from.scale = floats(scale);
            from.shift = floats(shift);
        }
        return handle(std::move(from));
    }

    at::Tensor prelu(const std::string& name, const at::Tensor& x, std::int64_t) override {
        Handle from = take(x);
        if (!from.fresh) broken(name);
        net_.layers[std::size_t(from.value) - 1].slopes = floats(tensors_.at(name + ".weight"));
        from.fresh = false;
        return handle(std::move(from));
    }

    at::Tensor dropout(const at::Tensor& x, double) override { return x; }
    at::Tensor flatten(const at::Tensor& x) override { return x; }
    std::string inside(const std::string& name) override { return name; }
    at::Tensor blockOutput(const std::string&, const at::Tensor& x) override { return x; }

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
        bool fresh = false;                 ///< more can be folded into the layer that makes it
        std::vector<float> scale, shift{};  ///< a normalisation that could not be folded
    };

    [[noreturn]] static void broken(const std::string& where) {
        throw Error(Errc::Unsupported, "the runtime cannot fold " + where + " into one layer");
    }

    Handle take(const at::Tensor& x) const { return handles_.at(std::size_t(x.item<std::int64_t>())); }
    at::Tensor handle(Handle h) {
        handles_.push_back(std::move(h));
        return at::scalar_tensor(std::int64_t(handles_.size()) - 1, at::kLong);
    }
    at::Tensor append(Layer layer, std::int64_t side) {
        const std::int64_t channels = layer.shape.out;
        net_.layers.push_back(std::move(layer));
        return handle({.value = int(net_.layers.size()), .channels = channels, .side = side, .fresh = true});
    }

    const TensorMap& tensors_;
    Network& net_;
    std::vector<Handle> handles_;
};

}  // namespace

Network foldModel(const Model& model) {
    if (model.scheme() != nullptr)
        throw Error(Errc::BadArgument, "only an FP32 network can be folded; start from the teacher");
    const at::NoGradGuard guard;
    Network net{.architecture = model.kind().name, .shape = model.shape(), .parameters = model.parameters()};
    Folder folder(model.tensors(), net);
    (void)model.kind().walk(folder, Folder::start(), model.shape());
    checkNetwork(net, "the model");
    return net;
}

}  // namespace syper::core::runtime
