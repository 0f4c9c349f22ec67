// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backbones/registry.h"

#include "core/backbones/iresnet.h"
#include "core/backbones/mobilefacenet.h"
#include "core/quant/scheme.h"

namespace syper::core {
namespace {

/// Walks a network without computing; tensors stay undefined.
class TensorLister final : public Layers {
public:
    explicit TensorLister(const QuantScheme* scheme) : scheme_(scheme) {}

    std::vector<TensorSpec> take() { return std::move(specs_); }

    at::Tensor conv(const std::string& name, const at::Tensor& x, const ConvShape& s) override {
        specs_.push_back({name + ".weight", {s.out, s.in / s.groups, s.kernel, s.kernel}, TensorRole::Conv});
        return x;
    }
    at::Tensor linear(const std::string& name, const at::Tensor& x, std::int64_t in, std::int64_t out,
                      bool bias) override {
        specs_.push_back({name + ".weight", {out, in}, TensorRole::Linear});
        if (bias) specs_.push_back({name + ".bias", {out}, TensorRole::Bias});
        return x;
    }
    at::Tensor batchNorm(const std::string& name, const at::Tensor& x, std::int64_t channels,
                         bool trainWeight) override {
        specs_.push_back({name + ".weight", {channels}, TensorRole::NormWeight, true, trainWeight});
        specs_.push_back({name + ".bias", {channels}, TensorRole::NormBias});
        specs_.push_back({name + ".running_mean", {channels}, TensorRole::NormMean, false, false});
        specs_.push_back({name + ".running_var", {channels}, TensorRole::NormVariance, false, false});
        specs_.push_back({name + ".num_batches_tracked", {}, TensorRole::NormCount, false, false});
        return x;
    }
    at::Tensor prelu(const std::string& name, const at::Tensor& x, std::int64_t channels) override {
        specs_.push_back({name + ".weight", {channels}, TensorRole::Slope});
        if (scheme_ != nullptr) append(scheme_->activationTensors(scheme_->slopePlace(name)));
        return x;
    }
    at::Tensor dropout(const at::Tensor& x, double) override { return x; }
    at::Tensor add(const at::Tensor& a, const at::Tensor&) override { return a; }
    at::Tensor flatten(const at::Tensor& x) override { return x; }
    std::string inside(const std::string& name) override { return scheme_ != nullptr ? scheme_->inside(name) : name; }
    at::Tensor blockOutput(const std::string& name, const at::Tensor& x) override {
        if (scheme_ != nullptr) append(scheme_->activationTensors(scheme_->blockPlace(name)));
        return x;
    }

private:
    void append(std::vector<TensorSpec> more) {
        for (TensorSpec& spec : more) specs_.push_back(std::move(spec));
    }

    const QuantScheme* scheme_;
    std::vector<TensorSpec> specs_;
};

}  // namespace

const std::vector<BackboneKind>& backboneKinds() {
    static const std::vector<BackboneKind> kinds{mobileFaceNet(), iResNet(18), iResNet(34), iResNet(50)};
    return kinds;
}

const BackboneKind& backboneKind(const std::string& name) {
    std::string known;
    for (const BackboneKind& kind : backboneKinds()) {
        if (kind.name == name) return kind;
        known += (known.empty() ? "" : ", ") + kind.name;
    }
    throw Error(Errc::BadArgument, "no backbone is named " + name + "; choose one of " + known);
}

std::vector<TensorSpec> listTensors(const BackboneKind& kind, const BackboneShape& shape, const QuantScheme* scheme) {
    TensorLister lister(scheme);
    (void)kind.walk(lister, at::Tensor(), shape);
    return lister.take();
}

std::int64_t parameterCount(std::span<const TensorSpec> specs) {
    std::int64_t count = 0;
    for (const TensorSpec& spec : specs) {
        if (!spec.parameter) continue;
        std::int64_t size = 1;
        for (const std::int64_t side : spec.shape) size *= side;
        count += size;
    }
    return count;
}

std::optional<BackboneIdentity> identifyBackbone(const TensorMap& tensors) {
    for (const BackboneKind& kind : backboneKinds()) {
        const auto shape = kind.recognize(tensors);
        if (!shape) continue;
        return BackboneIdentity{.kind = &kind, .shape = *shape, .scheme = recognizeScheme(tensors)};
    }
    return std::nullopt;
}

}  // namespace syper::core
