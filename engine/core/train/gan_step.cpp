// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/gan_step.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/api/compute.h"

namespace syper::core {
namespace {

constexpr double kAverageW = 0.995;      // w_avg's decay a batch, as published
constexpr int kAdaptEvery = 4;           // batches between two adaptations of p, as published
constexpr double kPathDecay = 0.01;      // of the mean path length, as published
constexpr std::int64_t kPathShrink = 2;  // path lengths are measured on so many times fewer pictures, as published

std::vector<at::Tensor> gradients(const at::Tensor& loss, const std::vector<at::Tensor>& parameters) {
    return torch::autograd::grad({loss}, parameters, {}, c10::nullopt, false, true);
}

/// A sum where undefined means zero.
at::Tensor plus(const at::Tensor& a, const at::Tensor& b) {
    return !a.defined() ? b : !b.defined() ? a : a + b;
}

}  // namespace

at::Tensor logisticReal(const at::Tensor& scores) {
    return at::softplus(-scores).mean();
}
at::Tensor logisticFake(const at::Tensor& scores) {
    return at::softplus(scores).mean();
}

at::Tensor squaredGradient(const at::Tensor& scores, const at::Tensor& pictures) {
    const at::Tensor gradient = torch::autograd::grad({scores.sum()}, {pictures}, {}, true, true)[0];
    return gradient.square().sum(at::IntArrayRef{1, 2, 3}).mean();
}

at::Tensor pathLengths(const at::Tensor& pictures, const at::Tensor& ws, const at::Tensor& probe) {
    const at::Tensor slope = torch::autograd::grad({(pictures * probe).sum()}, {ws}, {}, true, true)[0];
    return slope.square().sum(2).mean(1).sqrt();
}

GanStep::GanStep(const GanConfig& config, GanState& state)
    : config_(config),
      state_(state),
      pipe_(config.aug == "noaug" ? AdaPipe{} : adaPipe(config.augPipe)),
      workers_(std::min(computeThreads(), config.batch / config.shard)) {}

GanStep::Part GanStep::onShards(const at::Tensor& real, const Phase& phase) {
    const int shards = config_.batch / config_.shard;
    // Streams are drawn in order and parts are added in order, so the result does not depend on the threads.
    const at::Tensor seeds = at::randint(std::numeric_limits<std::int64_t>::max(), {shards}, state_.random, at::kLong);
    std::vector<Part> parts{std::size_t(shards)};
    workers_.run(shards, [&](int shard) {
        const auto seed = std::uint64_t(seeds[shard].item<std::int64_t>());
        parts[std::size_t(shard)] = phase(at::detail::createCPUGenerator(seed),
                                          real.narrow(0, std::int64_t(shard) * config_.shard, config_.shard));
    });
    Part sum = std::move(parts.front());
    for (std::size_t i = 1; i < parts.size(); ++i) {
        for (std::size_t k = 0; k < sum.gradients.size(); ++k)
            sum.gradients[k] = plus(sum.gradients[k], parts[i].gradients[k]);
        sum.loss += parts[i].loss;
        sum.sign += parts[i].sign;
        sum.length += parts[i].length;
        if (sum.w.defined()) sum.w = at::cat({sum.w, parts[i].w});
    }
    for (at::Tensor& gradient : sum.gradients)
        if (gradient.defined()) gradient = gradient / double(shards);
    sum.loss /= double(shards);
    sum.sign /= double(shards);
    sum.length /= double(shards);
    return sum;
}

at::Tensor GanStep::latents(std::int64_t n, at::Generator random, at::Tensor* w) const {
    const GanGenerator& g = state_.generator;
    const std::array<std::int64_t, 2> shape{n, g.config().zDim};
    const at::Tensor first = g.map(at::randn(shape, random));
    if (w != nullptr) *w = first.detach();
    at::Tensor ws = first.unsqueeze(1).expand({n, g.numWs(), first.size(1)});
    if (config_.styleMixing > 0) {
        // Drawn in any case, so that the stream does not depend on the outcome.
        const std::int64_t cut = at::randint(1, g.numWs(), {1}, random).item<std::int64_t>();
        const bool mixing = at::rand({1}, random).item<double>() < config_.styleMixing;
        const at::Tensor z = at::randn(shape, random);
        if (mixing) {
            const at::Tensor other = g.map(z).unsqueeze(1).expand({n, g.numWs() - cut, first.size(1)});
            ws = at::cat({ws.slice(1, 0, cut), other}, 1);
        }
    }
    return ws;
}

at::Tensor GanStep::generate(std::int64_t n, at::Generator random, at::Tensor* w, RunControl& control) const {
    const at::Tensor ws = latents(n, random, w);
    return state_.generator.synthesize(ws, random, config_.half, control);
}

at::Tensor GanStep::scores(const at::Tensor& pictures, bool half, at::Generator random, RunControl& control) const {
    const double p = config_.aug == "noaug" ? 0.0 : state_.p;
    return state_.discriminator.forward(augment(pictures, pipe_, p, std::move(random)), half, control);
}

GanStep::Part GanStep::generatorPart(std::int64_t n, at::Generator random, RunControl& control) const {
    Part part;
    const at::Tensor fake = generate(n, random, &part.w, control);
    const at::Tensor loss = logisticReal(scores(fake, config_.half, random, control));
    part.gradients = gradients(loss, state_.generatorAdam.parameters());
    part.loss = loss.item<double>();
    return part;
}

GanStep::Part GanStep::pathPart(std::int64_t n, at::Generator random, RunControl& control) const {
    const at::Tensor ws = latents(std::max<std::int64_t>(1, n / kPathShrink), random, nullptr);
    const at::Tensor pictures = state_.generator.synthesize(ws, random, false, control);  // in float32, as R1
    const double side = std::sqrt(double(pictures.size(2) * pictures.size(3)));
    const at::Tensor lengths = pathLengths(pictures, ws, at::randn(pictures.sizes(), random) / side);
    const at::Tensor mean = lengths.mean() * kPathDecay + state_.pathMean * (1.0 - kPathDecay);
    const at::Tensor penalty = (lengths - mean).square().mean();
    Part part;
    part.gradients = gradients(penalty * (config_.plWeight * config_.plInterval), state_.generatorAdam.parameters());
    part.loss = penalty.item<double>();
    part.length = lengths.mean().item<double>();
    return part;
}

GanStep::Part GanStep::discriminatorPart(at::Generator random, const at::Tensor& real, RunControl& control) const {
    at::Tensor fake;
    {
        const at::NoGradGuard off;
        fake = generate(real.size(0), random, nullptr, control);
    }
    Part part;
    const at::Tensor lossFake = logisticFake(scores(fake, config_.half, random, control));
    part.gradients = gradients(lossFake, state_.discriminatorAdam.parameters());
    const at::Tensor answers = scores(real, config_.half, random, control);
    const at::Tensor lossReal = logisticReal(answers);
    const auto more = gradients(lossReal, state_.discriminatorAdam.parameters());
    for (std::size_t i = 0; i < more.size(); ++i) part.gradients[i] = plus(part.gradients[i], more[i]);
    part.loss = lossFake.item<double>() + lossReal.item<double>();
    part.sign = answers.detach().sign().mean().item<double>();
    return part;
}

GanStep::Part GanStep::r1Part(at::Generator random, const at::Tensor& real, RunControl& control) const {
    // In float32: the second derivative of a rounded network is noise.
    const at::Tensor pictures = real.detach().clone().requires_grad_(true);
    const at::Tensor penalty = squaredGradient(scores(pictures, false, std::move(random), control), pictures);
    Part part;
    part.gradients =
        gradients(penalty * (config_.gamma / 2.0 * config_.r1Interval), state_.discriminatorAdam.parameters());
    part.loss = penalty.item<double>();
    return part;
}

void GanStep::average() {
    const at::NoGradGuard off;
    const double halfLife =
        std::min(config_.emaKimg * 1000.0, config_.emaRampup > 0 ? double(state_.shown) * config_.emaRampup : 1e300);
    const double beta = std::pow(0.5, double(config_.batch) / std::max(halfLife, 1e-8));
    for (const auto& [name, tensor] : state_.averaged.tensors().entries()) {
        const at::Tensor now = state_.generator.tensors().at(name).detach();
        if (isTrainable(name))
            tensor.detach().copy_(now.lerp(tensor, beta));
        else
            tensor.detach().copy_(now);
    }
}

void GanStep::adapt(double signMean) {
    state_.signSum += signMean * config_.batch;
    state_.signCount += config_.batch;
    if (config_.aug != "ada" || state_.steps % kAdaptEvery != 0) return;
    const double mean = state_.signSum / double(state_.signCount);
    const double direction = mean > config_.target ? 1.0 : mean < config_.target ? -1.0 : 0.0;
    state_.p = std::clamp(state_.p + direction * double(state_.signCount) / (config_.adaKimg * 1000.0), 0.0, 1.0);
    state_.signSum = 0.0;
    state_.signCount = 0;
}

void GanStep::generatorPhases(const at::Tensor& real, GanFigures& figures, GanState::Backup& backup,
                              RunControl& control) {
    const Part g = onShards(real, [&](at::Generator random, const at::Tensor& part) {
        return generatorPart(part.size(0), std::move(random), control);
    });
    backup.generator.push_back(state_.generatorAdam.copy());
    state_.generatorAdam.step(g.gradients);
    at::Tensor average = state_.generator.tensors().at("mapping.w_avg");
    average.copy_(g.w.mean(0).lerp(average, kAverageW));
    figures.lossG = g.loss;
    figures.pl = std::numeric_limits<double>::quiet_NaN();
    if (config_.plWeight <= 0 || state_.steps % config_.plInterval != 0) return;
    const Part path = onShards(real, [&](at::Generator random, const at::Tensor& part) {
        return pathPart(part.size(0), std::move(random), control);
    });
    state_.generatorAdam.step(path.gradients);
    state_.pathMean += (path.length - state_.pathMean) * kPathDecay;
    figures.pl = path.loss;
}

GanFigures GanStep::phases(const at::Tensor& real, GanState::Backup& backup, RunControl& control) {
    GanFigures figures;
    generatorPhases(real, figures, backup, control);
    const Part d = onShards(real, [&](at::Generator random, const at::Tensor& part) {
        return discriminatorPart(std::move(random), part, control);
    });
    backup.discriminator.push_back(state_.discriminatorAdam.copy());
    state_.discriminatorAdam.step(d.gradients);

    figures.lossD = d.loss;
    figures.sign = d.sign;
    figures.r1 = std::numeric_limits<double>::quiet_NaN();
    if (config_.gamma <= 0 || state_.steps % config_.r1Interval != 0) return figures;
    const Part r1 = onShards(
        real, [&](at::Generator random, const at::Tensor& part) { return r1Part(std::move(random), part, control); });
    state_.discriminatorAdam.step(r1.gradients);
    figures.r1 = r1.loss;
    return figures;
}

GanFigures GanStep::run(const at::Tensor& real, RunControl& control) {
    GanState::Backup backup = state_.begin();
    GanFigures figures;
    try {
        figures = phases(real, backup, control);
    } catch (...) {
        state_.restore(backup);
        throw;
    }
    // Nothing below can be interrupted.
    average();
    ++state_.steps;
    state_.shown += config_.batch;
    adapt(figures.sign);
    return figures;
}

}  // namespace syper::core
