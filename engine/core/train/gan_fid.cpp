// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/gan_fid.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <algorithm>

#include "core/backbones/model_file.h"
#include "core/metrics/frechet.h"

namespace syper::core {
namespace {

constexpr std::uint64_t kLatentSeed = 50;
constexpr std::int64_t kTogether = 16;  // pictures

/// Adds the model's embeddings of pictures [N,3,R,R] one by one, so that none depends on its neighbours.
void addFeatures(FeatureMoments& moments, const Model& model, const at::Tensor& pictures, RunControl& control) {
    const std::int64_t side = model.shape().inputSize;
    for (const at::Tensor& one : pictures.clamp(-1, 1).split(1)) {
        const at::Tensor large =
            one.size(2) == side ? one : at::upsample_bilinear2d(one, {side, side}, false, c10::nullopt, c10::nullopt);
        const at::Tensor row = model.forward(large, {.control = &control}).to(at::kCPU).contiguous();
        moments.add({row.data_ptr<float>(), std::size_t(row.numel())});
    }
}

}  // namespace

std::optional<double> generatorFid(const GanConfig& config, PictureFeed& feed, const GanGenerator& generator,
                                   RunControl& control, const std::function<void(std::int64_t, std::int64_t)>& told) {
    const std::int64_t count = std::min<std::int64_t>(config.fidPictures, feed.size());
    if (config.fidModel.empty() || count < 2) return std::nullopt;
    const at::NoGradGuard off;
    Model model = loadModel(config.fidModel);
    model.bakeWeights();
    FeatureMoments real(std::size_t(model.shape().dimension)), made(real.dimension());
    at::Generator random = at::detail::createCPUGenerator(kLatentSeed);
    for (std::int64_t first = 0; first < count; first += kTogether) {
        control.gate();
        const std::int64_t some = std::min(kTogether, count - first);
        addFeatures(real, model, feed.batch(first, some), control);
        const at::Tensor w = generator.map(at::randn({kTogether, generator.config().zDim}, random)).slice(0, 0, some);
        const at::Tensor ws = w.unsqueeze(1).expand({some, generator.numWs(), w.size(1)});
        addFeatures(made, model, generator.synthesize(ws, {}, false, control), control);
        told(first + some, count);
    }
    return frechetDistance(real, made);
}

}  // namespace syper::core
