// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/api/error.h"
#include "core/formats/tensor_map.h"
#include "core/runtime/network.h"

namespace syper::core::runtime {

/// The values of a tensor, row by row.
[[nodiscard]] inline std::vector<float> floats(const at::Tensor& t) {
    const at::Tensor flat = t.detach().to(at::kFloat).contiguous();
    return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

/// Walks a model and writes down its layers, normalisations folded; the tensors that pass through the walk only carry
/// numbers of handles. L has name, shape, input, shortcut, scale, shift and bias, as Layer does; what else a layer
/// holds the heirs say. Throws Error{Unsupported} where one layer cannot take in what follows it.
template <class L>
class HandleWalk : public Layers {
public:
    /// `layers` gets the layers; all outlive this.
    HandleWalk(const TensorMap& tensors, std::vector<L>& layers, int inputSize) : tensors_(tensors), layers_(layers) {
        handles_.push_back({.value = 0, .channels = 3, .side = inputSize});
    }

    [[nodiscard]] static at::Tensor start() { return at::scalar_tensor(0, at::kLong); }

    at::Tensor conv(const std::string& name, const at::Tensor& x, const ConvShape& shape) override {
        const Handle from = take(x);
        return append(name, from, shape, tensors_.at(name + ".weight").detach(), outputSide(shape, from.side));
    }

    at::Tensor linear(const std::string& name, const at::Tensor& x, std::int64_t in, std::int64_t out,
                      bool bias) override {
        const Handle from = take(x);
        if (from.channels * from.side * from.side != in) broken(name);
        const at::Tensor weight =
            tensors_.at(name + ".weight").detach().view({out, from.channels, from.side, from.side});
        at::Tensor made = append(name, from, {.in = from.channels, .out = out, .kernel = from.side}, weight, 1);
        if (bias) layers_.back().bias = floats(tensors_.at(name + ".bias"));
        return made;
    }

    at::Tensor batchNorm(const std::string& name, const at::Tensor& x, std::int64_t channels, bool) override {
        const at::Tensor variance = tensors_.at(name + ".running_var").detach().to(at::kDouble);
        const at::Tensor scale =
            tensors_.at(name + ".weight").detach().to(at::kDouble) / (variance + kNormEpsilon).sqrt();
        const at::Tensor shift =
            tensors_.at(name + ".bias").detach() - tensors_.at(name + ".running_mean").detach() * scale;
        Handle from = take(x);
        if (from.fresh) {
            foldNorm(maker(from), scale, shift);
        } else {
            if (!from.scale.empty() || channels != from.channels) broken(name);
            from.scale = floats(scale);
            from.shift = floats(shift);
        }
        return handle(std::move(from));
    }

    at::Tensor prelu(const std::string& name, const at::Tensor& x, std::int64_t) override {
        Handle from = take(x);
        if (!from.fresh) broken(name);
        foldPrelu(maker(from), name, tensors_.at(name + ".weight").detach());
        from.fresh = false;
        return handle(std::move(from));
    }

    at::Tensor add(const at::Tensor& a, const at::Tensor& b) override {
        Handle late = take(a), early = take(b);
        if (early.value > late.value) std::swap(late, early);  // what is computed last takes the other in
        if (!late.fresh || !early.scale.empty()) broken("a residual sum");
        maker(late).shortcut = early.value;
        late.fresh = false;
        return handle(std::move(late));
    }

    at::Tensor dropout(const at::Tensor& x, double) override { return x; }
    at::Tensor flatten(const at::Tensor& x) override { return x; }

protected:
    struct Handle {
        int value = 0;  ///< 0 is the picture, layer i makes value i + 1
        std::int64_t channels = 0, side = 0;
        bool fresh = false;                 ///< more can be folded into the layer that makes it
        std::vector<float> scale, shift{};  ///< a normalisation that could not be folded
    };

    /// Puts the weight into `layer`, whose name, shape, input, scale, shift and bias (zeros) are set.
    virtual void fill(L& layer, const at::Tensor& weight) = 0;
    /// y = scale * y + shift after `layer`; both [out], double.
    virtual void foldNorm(L& layer, const at::Tensor& scale, const at::Tensor& shift) = 0;
    virtual void foldPrelu(L& layer, const std::string& name, const at::Tensor& slopes) = 0;

    [[nodiscard]] const Handle& take(const at::Tensor& x) const {
        return handles_.at(std::size_t(x.item<std::int64_t>()));
    }
    /// The layer that makes a value other than the picture.
    [[nodiscard]] L& maker(const Handle& of) { return layers_.at(std::size_t(of.value) - 1); }

    const TensorMap& tensors_;
    std::vector<L>& layers_;

private:
    [[noreturn]] static void broken(const std::string& where) {
        throw Error(Errc::Unsupported, "the runtime cannot fold " + where + " into one layer");
    }

    at::Tensor handle(Handle h) {
        handles_.push_back(std::move(h));
        return at::scalar_tensor(std::int64_t(handles_.size()) - 1, at::kLong);
    }

    at::Tensor append(const std::string& name, const Handle& from, const ConvShape& shape, const at::Tensor& weight,
                      std::int64_t side) {
        L layer{.name = name, .shape = shape, .input = from.value};
        layer.scale = from.scale;
        layer.shift = from.shift;
        layer.bias.assign(std::size_t(shape.out), 0.0F);
        fill(layer, weight);
        layers_.push_back(std::move(layer));
        return handle({.value = int(layers_.size()), .channels = shape.out, .side = side, .fresh = true});
    }

    std::vector<Handle> handles_;
};

}  // namespace syper::core::runtime
