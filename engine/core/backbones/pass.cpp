// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backbones/pass.h"

#include <ATen/Parallel.h>

#include "core/backbones/fixed_order.h"
#include "core/util/counter_rng.h"

namespace syper::core {
namespace {

/// 0 or 1/(1-p), from the place in the tensor alone.
at::Tensor dropoutMask(const at::Tensor& x, double probability, std::uint64_t key, std::uint64_t layer) {
    at::Tensor mask = at::empty(x.sizes(), at::kFloat);
    auto* to = mask.data_ptr<float>();
    const CounterRng rng(key, 0xD20, layer);
    const float kept = float(1.0 / (1.0 - probability));
    at::parallel_for(0, mask.numel(), 4096, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t i = first; i < last; ++i) to[i] = rng.uniform(std::uint64_t(i)) < probability ? 0.0F : kept;
    });
    return mask.to(x.device());
}

}  // namespace

void Pass::gate() const {
    if (options_.control != nullptr) options_.control->gate();
}

at::Tensor Pass::gated(at::Tensor x) const {
    if (options_.control == nullptr || !x.requires_grad()) return x;
    x.register_hook([control = options_.control](at::Tensor gradient) {
        control->gate();
        return gradient;
    });
    return x;
}

at::Tensor Pass::weight(const std::string& layer) const {
    const at::Tensor& w = tensors_.at(layer + ".weight");
    return scheme_ != nullptr && !baked_ ? scheme_->weight(w, bits_.weights) : w;
}

at::Tensor Pass::conv(const std::string& name, const at::Tensor& x, const ConvShape& shape) {
    gate();
    return gated(fixedOrderConv(x, weight(name), shape));
}

at::Tensor Pass::linear(const std::string& name, const at::Tensor& x, std::int64_t, std::int64_t, bool bias) {
    gate();
    return gated(
        at::linear(x, weight(name), bias ? c10::optional<at::Tensor>(tensors_.at(name + ".bias")) : c10::nullopt));
}

at::Tensor Pass::batchNorm(const std::string& name, const at::Tensor& x, std::int64_t, bool) {
    at::Tensor mean = tensors_.at(name + ".running_mean"), variance = tensors_.at(name + ".running_var");
    if (options_.training) {
        mean = mean.clone();
        variance = variance.clone();
    }
    at::Tensor y = fixedOrderNorm(x, tensors_.at(name + ".weight"), tensors_.at(name + ".bias"), mean, variance,
                                  options_.training, options_.normMomentum, kNormEpsilon);
    if (options_.training) {
        write(name + ".running_mean", mean);
        write(name + ".running_var", variance);
        write(name + ".num_batches_tracked", tensors_.at(name + ".num_batches_tracked") + 1);
    }
    return y;
}

at::Tensor Pass::prelu(const std::string& name, const at::Tensor& x, std::int64_t) {
    const at::Tensor& slopes = tensors_.at(name + ".weight");
    if (scheme_ == nullptr) return at::prelu(x, slopes);
    return scheme_->prelu(scheme_->slopePlace(name), x, slopes, bits_.activations, *this);
}

at::Tensor Pass::dropout(const at::Tensor& x, double probability) {
    if (!options_.training) return x;
    return x * dropoutMask(x, probability, options_.dropoutKey, dropouts_++);
}

at::Tensor Pass::blockOutput(const std::string& name, const at::Tensor& x) {
    return scheme_ != nullptr ? scheme_->activation(scheme_->blockPlace(name), x, bits_.activations, *this) : x;
}

}  // namespace syper::core
