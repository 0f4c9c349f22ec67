// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/latent/perceptual.h"

#include <ATen/ATen.h>

#include "core/api/error.h"
#include "core/backbones/model_file.h"
#include "core/backbones/pass.h"

namespace syper::core {
namespace {

at::Tensor ofUnitLength(const at::Tensor& x) {
    return x * (x.square().sum(1, true) + 1e-10).rsqrt();
}

/// A pass that keeps what leaves each block.
class WatchedPass final : public Layers {
public:
    WatchedPass(const TensorMap& tensors, RunControl& control)
        : options_{.control = &control}, pass_(tensors, nullptr, {}, false, options_) {}

    at::Tensor conv(const std::string& name, const at::Tensor& x, const ConvShape& shape) override {
        return pass_.conv(name, x, shape);
    }
    at::Tensor linear(const std::string& name, const at::Tensor& x, std::int64_t in, std::int64_t out,
                      bool bias) override {
        return pass_.linear(name, x, in, out, bias);
    }
    at::Tensor batchNorm(const std::string& name, const at::Tensor& x, std::int64_t channels, bool trained) override {
        return pass_.batchNorm(name, x, channels, trained);
    }
    at::Tensor prelu(const std::string& name, const at::Tensor& x, std::int64_t channels) override {
        return pass_.prelu(name, x, channels);
    }
    at::Tensor dropout(const at::Tensor& x, double probability) override { return pass_.dropout(x, probability); }
    at::Tensor add(const at::Tensor& a, const at::Tensor& b) override { return pass_.add(a, b); }
    at::Tensor flatten(const at::Tensor& x) override { return pass_.flatten(x); }
    std::string inside(const std::string& name) override { return pass_.inside(name); }
    at::Tensor blockOutput(const std::string& name, const at::Tensor& x) override {
        blocks.push_back(ofUnitLength(x));
        return pass_.blockOutput(name, x);
    }

    std::vector<at::Tensor> blocks;

private:
    PassOptions options_;  // before the pass, which looks at it
    Pass pass_;
};

Model fullPrecision(const std::filesystem::path& path) {
    Model model = loadModel(path);
    if (model.scheme() != nullptr)
        throw Error(Errc::Unsupported, "cannot compare pictures by " + path.string() +
                                           ": it is quantized; take the model it was made from");
    return model;
}

}  // namespace

PerceptualDistance::PerceptualDistance(const std::filesystem::path& model, const at::Tensor& target,
                                       RunControl& control)
    : model_(fullPrecision(model)) {
    for (const auto& [name, tensor] : model_.tensors().entries()) tensors_.set(name, tensor.detach());
    const at::NoGradGuard noGraph;
    target_ = features(target, control);
}

PerceptualDistance::Features PerceptualDistance::features(const at::Tensor& images, RunControl& control) const {
    const std::int64_t side = model_.shape().inputSize;
    at::Tensor input = images;
    if (images.size(2) < side)
        input = at::upsample_bilinear2d(images, {side, side}, false);
    else if (images.size(2) > side)
        input = at::adaptive_avg_pool2d(images, {side, side});
    WatchedPass pass(tensors_, control);
    Features found;
    found.embedding = ofUnitLength(model_.kind().walk(pass, input, model_.shape()));
    found.blocks = std::move(pass.blocks);
    return found;
}

at::Tensor PerceptualDistance::to(const at::Tensor& images, RunControl& control) const {
    const Features own = features(images, control);
    at::Tensor sum = at::zeros({}, images.options());
    for (std::size_t i = 0; i < own.blocks.size(); ++i)
        sum = sum + (own.blocks[i] - target_.blocks[i]).square().sum(1).mean();
    // One minus the cosine, written so that equal embeddings are at 0 exactly.
    const at::Tensor angle = 0.5 * (own.embedding - target_.embedding).square().sum();
    return sum / double(std::max<std::size_t>(1, own.blocks.size())) + angle;
}

at::Tensor pixelDistance(const at::Tensor& a, const at::Tensor& b) {
    constexpr std::int64_t kSmallest = 8;
    at::Tensor difference = a - b, sum = difference.square().mean();
    int scales = 1;
    for (; difference.size(2) > kSmallest; ++scales) {
        difference = at::avg_pool2d(difference, {2, 2});
        sum = sum + difference.square().mean();
    }
    return sum / double(scales);
}

}  // namespace syper::core
