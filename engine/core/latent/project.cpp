// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/project.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>
#include <numbers>

#include "core/api/error.h"
#include "core/formats/load.h"
#include "core/generator/generator.h"
#include "core/latent/perceptual.h"
#include "core/latent/statistics.h"
#include "core/train/gan_adam.h"
#include "core/train/gan_generator.h"
#include "core/util/numpy_random.h"
#include "core/util/random_stream.h"
#include "core/util/translate_error.h"

namespace syper::core {
namespace {

// The published schedule, as shares of all steps.
constexpr double kJitter = 0.05, kJitterUntil = 0.75, kRampUp = 0.05, kRampDown = 0.25;
constexpr std::uint32_t kStatisticsSeed = 123;  // published

struct Spread {
    at::Tensor mean;         ///< [wDim]
    double deviation = 0.0;  ///< root of the mean squared distance from it
};

Spread spreadOfW(const Mapping& mapping, const ProjectConfig& config, const GeneratorShape& shape,
                 RunControl& control) {
    NumpyRandomState random(kStatisticsSeed);
    std::vector<double> sum(std::size_t(shape.wDim), 0.0);
    std::vector<std::vector<float>> all;
    constexpr std::int64_t kGateEvery = 256;
    for (std::int64_t i = 0; i < config.statistics; i += kGateEvery) {
        control.gate();
        control.report({.phase = "sampling w", .done = i, .total = config.statistics});
        const auto count = std::size_t(std::min(kGateEvery, config.statistics - i));
        const std::vector<double> normals = random.normals(count * std::size_t(shape.zDim));
        auto some = manyAtOnce(count, [&](std::size_t k) {
            const auto z = normals.begin() + std::ptrdiff_t(k * std::size_t(shape.zDim));
            return mapping.map(std::vector<float>(z, z + shape.zDim), config.classIndex);
        });
        for (std::vector<float>& w : some) {
            for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += w[k];
            all.push_back(std::move(w));
        }
    }
    double squares = 0.0;
    for (double& value : sum) value /= double(config.statistics);
    for (const std::vector<float>& w : all)
        for (std::size_t k = 0; k < sum.size(); ++k) squares += (w[k] - sum[k]) * (w[k] - sum[k]);
    return {at::tensor(sum).to(at::kFloat), std::sqrt(squares / double(config.statistics))};
}

at::Tensor pictureOf(const Image8& image) {
    const std::int64_t side = image.width();
    at::Tensor pixels = at::empty({side, side, 3}, at::kByte);
    std::copy(image.data(), image.data() + image.bytes(), pixels.data_ptr<std::uint8_t>());
    return (pixels.permute({2, 0, 1}).to(at::kFloat) / 127.5 - 1.0).unsqueeze(0).contiguous();
}

/// How much of a noise picture is like itself one pixel on, at every scale: what it must not carry.
at::Tensor likeness(const at::Tensor& plane) {
    constexpr std::int64_t kSmallest = 8;
    at::Tensor noise = plane.unsqueeze(0).unsqueeze(0), sum = at::zeros({}, plane.options());
    for (;;) {
        sum = sum + (noise * noise.roll(1, 3)).mean().square() + (noise * noise.roll(1, 2)).mean().square();
        if (noise.size(2) <= kSmallest) return sum;
        noise = at::avg_pool2d(noise, {2, 2});
    }
}

at::Tensor drawn(at::IntArrayRef shape, RandomStream& random) {
    at::Tensor values = at::empty(shape, at::kFloat);
    auto* to = values.data_ptr<float>();
    for (std::int64_t i = 0; i < values.numel(); ++i) to[i] = float(random.normal());
    return values;
}

std::vector<float> vectorOf(const at::Tensor& tensor) {
    const at::Tensor own = tensor.detach().contiguous();
    return {own.data_ptr<float>(), own.data_ptr<float>() + own.numel()};
}

void check(const ProjectConfig& config, const GeneratorShape& shape) {
    if (config.target.width() != shape.resolution || config.target.height() != shape.resolution ||
        config.target.order() != PixelOrder::Rgb)
        throw Error(Errc::BadShape, "the target is " + std::to_string(config.target.width()) + "x" +
                                        std::to_string(config.target.height()) + ", the network makes RGB of " +
                                        std::to_string(shape.resolution) + "x" + std::to_string(shape.resolution) +
                                        "; resize it before");
    if (config.steps < 1 || config.steps > 1'000'000 || config.statistics < 1 || !(config.rate > 0.0) ||
        !(config.pixelWeight >= 0.0) || !(config.noiseWeight >= 0.0))
        throw Error(Errc::BadArgument,
                    "a projection takes 1 to 1000000 steps, a rate above 0 and weights of 0 or more");
}

class Projection {
public:
    Projection(const ProjectConfig& config, const ProjectSink& sink, RunControl& control)
        : config_(config), sink_(sink), control_(control) {
        const auto networks = loadNetworks(config.network);
        const LoadedNetwork& file = networks.at("G_ema");
        std::string prefix;
        if (!findGenerator(file.tensors, prefix))
            throw Error(Errc::BadFormat, "cannot project into " + config.network.string() +
                                             ": it holds no StyleGAN2-ADA generator; choose a generator's file");
        shape_ = generatorShape(file.tensors, prefix);
        applyInitKwargs(shape_, file.initKwargs);
        check(config, shape_);
        spread_ = spreadOfW(Mapping(file.tensors, prefix, shape_), config, shape_, control);
        generator_.emplace(file.tensors, prefix, shape_);
        target_ = pictureOf(config.target);
        if (!config.teacher.empty()) features_.emplace(config.teacher, target_, control);
        prepare();
    }

    ProjectOutcome run() {
        ProjectOutcome outcome;
        try {
            for (int step = 0; step < config_.steps; ++step) {
                control_.gate();
                control_.report({.phase = "projecting", .done = step, .total = config_.steps});
                take(step, outcome);
            }
            control_.report({.phase = "projecting", .done = config_.steps, .total = config_.steps});
        } catch (const Stopped&) {
            if (outcome.steps == 0) throw;
            outcome.stopped = true;
        }
        choose(outcome);
        return outcome;
    }

private:
    void prepare() {
        RandomStream random(config_.seed, 0x9015);
        const std::int64_t rows = config_.space == ProjectSpace::WPlus ? shape_.numWs() : 1;
        w_ = spread_.mean.unsqueeze(0).repeat({rows, 1}).contiguous().set_requires_grad(true);
        std::vector<std::string> names{"w"};
        std::vector<at::Tensor> leaves{w_};
        for (const auto& [name, tensor] : std::vector(generator_->tensors().entries())) {
            if (!name.ends_with("noise_const")) continue;
            own_.set(name, tensor);
            const at::Tensor plane = drawn(tensor.sizes(), random).set_requires_grad(true);
            generator_->tensors().set(name, plane);
            planes_.push_back(plane);
            names.push_back(name);
            leaves.push_back(plane);
        }
        adam_.emplace(AdamSettings{.lr = config_.rate, .beta1 = 0.9, .beta2 = 0.999}, names, leaves);
        random_.emplace(config_.seed, 0x9016);
    }

    [[nodiscard]] at::Tensor asLayers(const at::Tensor& w) const {
        return w.expand({shape_.numWs(), shape_.wDim}).unsqueeze(0);
    }

    struct Parts {
        at::Tensor distance, pixels, perceptual;
    };
    [[nodiscard]] Parts measure(const at::Tensor& ws, RunControl& control) const {
        const at::Tensor picture = generator_->synthesize(ws, std::nullopt, false, control);
        Parts parts{.pixels = pixelDistance(picture, target_)};
        parts.distance = parts.pixels * config_.pixelWeight;
        if (!features_) return parts;
        parts.perceptual = features_->to(picture, control);
        parts.distance = parts.distance + parts.perceptual;
        return parts;
    }

    void take(int step, ProjectOutcome& outcome) {
        const double t = double(step) / config_.steps;
        const double jitter = spread_.deviation * kJitter * std::pow(std::max(0.0, 1.0 - t / kJitterUntil), 2);
        const double down = 0.5 - 0.5 * std::cos(std::min(1.0, (1.0 - t) / kRampDown) * std::numbers::pi);
        const double rate = config_.rate * down * std::min(1.0, t / kRampUp);
        const at::Tensor ws = asLayers(w_ + drawn(w_.sizes(), *random_) * jitter);
        const Parts parts = measure(ws, control_);
        at::Tensor noise = at::zeros({}, at::kFloat);
        for (const at::Tensor& plane : planes_) noise = noise + likeness(plane);
        const at::Tensor loss = parts.distance + noise * config_.noiseWeight;
        const auto gradients = torch::autograd::grad({loss}, adam_->parameters(), {}, c10::nullopt, false, true);
        const ProjectPoint point{
            .step = step + 1,
            .loss = loss.item<double>(),
            .distance = parts.distance.item<double>(),
            .perceptual = parts.perceptual.defined() ? std::optional(parts.perceptual.item<double>()) : std::nullopt,
            .pixels = parts.pixels.item<double>(),
            .noise = noise.item<double>(),
            .rate = rate};
        if (!std::isfinite(point.loss))
            throw Error(Errc::BadArgument, "the projection went astray at step " + std::to_string(point.step) +
                                               ": its loss is no number; take a lower rate");
        adam_->setRate(rate);
        adam_->step(gradients);
        flatten();
        const std::vector<float> tried = vectorOf(ws);
        if (point.distance < least_) {
            least_ = point.distance;
            outcome.ws = tried;
            outcome.bestStep = point.step;
        }
        outcome.curve.push_back(point);
        outcome.steps = point.step;
        if (sink_) sink_(point, tried);
    }

    /// Noise pictures stay of mean 0 and deviation 1.
    void flatten() {
        const at::NoGradGuard noGraph;
        for (at::Tensor& plane : planes_) {
            plane.sub_(plane.mean());
            plane.mul_(plane.square().mean().rsqrt());
        }
    }

    /// Steps were judged with fitted noise; the picture that comes of a latent has the network's own. Of the best and
    /// the last step, the one that is nearer with that is taken.
    void choose(ProjectOutcome& outcome) {
        const at::NoGradGuard noGraph;
        for (const auto& [name, plane] : own_.entries()) generator_->tensors().set(name, plane);
        const at::Tensor best = at::tensor(outcome.ws).view({1, shape_.numWs(), shape_.wDim});
        const at::Tensor last = asLayers(w_.detach());
        Parts ofBest, ofLast;
        const auto judge = [&](RunControl& control) {
            ofBest = measure(best, control);
            ofLast = measure(last, control);
        };
        try {
            if (!outcome.stopped) judge(control_);
        } catch (const Stopped&) {
            outcome.stopped = true;
        }
        RunControl unbroken;  // two pictures: a stop need not cut them
        if (outcome.stopped) judge(unbroken);
        const bool lastWins = ofLast.distance.item<double>() < ofBest.distance.item<double>();
        const Parts& parts = lastWins ? ofLast : ofBest;
        if (lastWins) {
            outcome.ws = vectorOf(last);
            outcome.bestStep = outcome.steps;
        }
        outcome.distance = parts.distance.item<double>();
        outcome.pixels = parts.pixels.item<double>();
        if (parts.perceptual.defined()) outcome.perceptual = parts.perceptual.item<double>();
    }

    const ProjectConfig& config_;
    const ProjectSink& sink_;
    RunControl& control_;
    GeneratorShape shape_;
    Spread spread_;
    std::optional<GanGenerator> generator_;
    std::optional<PerceptualDistance> features_;
    at::Tensor target_, w_;
    std::vector<at::Tensor> planes_;
    TensorMap own_;  ///< the network's own noise pictures
    std::optional<Adam> adam_;
    std::optional<RandomStream> random_;
    double least_ = std::numeric_limits<double>::infinity();
};

}  // namespace

ProjectOutcome projectImage(const ProjectConfig& config, const ProjectSink& sink, RunControl& control) {
    return translateErrors("cannot project the picture", [&] {
        const at::AutoGradMode withGraph(true);
        return Projection(config, sink, control).run();
    });
}

}  // namespace syper::core
