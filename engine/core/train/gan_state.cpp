// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/gan_state.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/api/error.h"
#include "core/formats/load.h"
#include "core/train/gan_growth.h"

namespace syper::core {
namespace {

using Json = nlohmann::ordered_json;

GanGeneratorConfig generatorConfig(const GanConfig& c) {
    return {.resolution = c.resolution,
            .zDim = c.zDim,
            .wDim = c.wDim,
            .mappingLayers = c.mappingLayers,
            .channelBase = c.channelBase,
            .channelMax = c.channelMax};
}

DiscriminatorConfig discriminatorConfig(const GanConfig& c) {
    return {.resolution = c.resolution,
            .channelBase = c.channelBase,
            .channelMax = c.channelMax,
            .statisticsGroup = c.statisticsGroup};
}

/// Marks what the optimizer changes and hands it over.
Adam optimizerOf(TensorMap& tensors, const AdamSettings& settings, const std::vector<std::string>& frozen) {
    std::vector<std::string> names;
    std::vector<at::Tensor> parameters;
    for (const auto& [name, tensor] : tensors.entries()) {
        const auto holds = [&name = name](const std::string& layer) { return name.starts_with(layer + "."); };
        if (!isTrainable(name) || std::ranges::any_of(frozen, holds)) continue;
        tensor.requires_grad_(true);
        names.push_back(name);
        parameters.push_back(tensor);
    }
    return {settings, names, parameters};
}

void addAll(TensorMap& into, const std::string& prefix, const TensorMap& tensors) {
    for (const auto& [name, tensor] : tensors.entries()) into.set(prefix + name, tensor.detach());
}

void loadAll(TensorMap& into, const TensorMap& from, const std::string& prefix, const std::string& file) {
    for (const auto& [name, tensor] : into.entries()) {
        const at::Tensor& stored = from.at(prefix + name);
        if (stored.sizes() != tensor.sizes())
            throw Error(Errc::BadFormat, "cannot continue from " + file + ": " + prefix + name + " has another shape");
        tensor.detach().copy_(stored);
    }
}

std::int64_t takeMatching(TensorMap& into, const TensorMap& from, const std::string& prefix) {
    std::int64_t taken = 0;
    for (const auto& [name, tensor] : into.entries()) {
        const at::Tensor* other = from.find(prefix + name);
        if (other == nullptr || other->sizes() != tensor.sizes()) continue;
        tensor.detach().copy_(*other);
        ++taken;
    }
    return taken;
}

}  // namespace

std::vector<std::string> frozenLayers(const DiscriminatorConfig& config, int count) {
    std::vector<std::string> layers;
    for (int size = config.resolution; size > 4; size /= 2) {
        const std::string b = "b" + std::to_string(size);
        if (size == config.resolution || config.architecture == "skip") layers.push_back(b + ".fromrgb");
        layers.push_back(b + ".conv0");
        layers.push_back(b + ".conv1");
        if (config.architecture == "resnet") layers.push_back(b + ".skip");
    }
    layers.resize(std::min(layers.size(), std::size_t(std::max(count, 0))));
    return layers;
}

GanState::GanState(const GanConfig& c)
    : random(at::detail::createCPUGenerator(c.seed)),
      generator(generatorConfig(c), c.seed),
      averaged(generator),
      discriminator(discriminatorConfig(c), random),
      generatorAdam(optimizerOf(generator.tensors(),
                                c.plWeight > 0 ? AdamSettings{.lr = c.lr}.lazy(c.plInterval) : AdamSettings{.lr = c.lr},
                                {})),
      discriminatorAdam(optimizerOf(discriminator.tensors(), AdamSettings{.lr = c.lr}.lazy(c.r1Interval),
                                    frozenLayers(discriminator.config(), c.freezeLayers))),
      p(c.p) {
    // The copy so far shares the generator's tensors.
    for (const auto& [name, tensor] : generator.tensors().entries())
        averaged.tensors().set(name, tensor.detach().clone());
}

TensorMap GanState::tensors() const {
    TensorMap all;
    addAll(all, "G/", generator.tensors());
    addAll(all, "D/", discriminator.tensors());
    addAll(all, "G_ema/", averaged.tensors());
    generatorAdam.save(all, "adam_G");
    discriminatorAdam.save(all, "adam_D");
    all.set("random", random.get_state());
    all.metadata["state"] = Json{{"steps", steps},
                                 {"shown", shown},
                                 {"p", p},
                                 {"sign_sum", signSum},
                                 {"sign_count", signCount},
                                 {"path_mean", pathMean},
                                 {"seconds", seconds},
                                 {"adam_G", generatorAdam.steps()},
                                 {"adam_D", discriminatorAdam.steps()}}
                                .dump();
    return all;
}

void GanState::load(const TensorMap& from, const std::string& file) {
    const at::NoGradGuard off;
    try {
        const Json state = Json::parse(from.metadata.at("state"));
        loadAll(generator.tensors(), from, "G/", file);
        loadAll(discriminator.tensors(), from, "D/", file);
        loadAll(averaged.tensors(), from, "G_ema/", file);
        generatorAdam.load(from, "adam_G", state.at("adam_G").get<std::int64_t>());
        discriminatorAdam.load(from, "adam_D", state.at("adam_D").get<std::int64_t>());
        random.set_state(from.at("random").clone());
        steps = state.at("steps").get<std::int64_t>();
        shown = state.at("shown").get<std::int64_t>();
        p = state.at("p").get<double>();
        signSum = state.at("sign_sum").get<double>();
        signCount = state.at("sign_count").get<std::int64_t>();
        seconds = state.at("seconds").get<double>();
        pathMean = state.value("path_mean", 0.0);  // earlier versions had no path length regularisation
    } catch (const Json::exception&) {
        throw Error(Errc::BadFormat, "cannot continue from " + file + ": its counters are damaged; start a new run");
    } catch (const std::out_of_range&) {
        throw Error(Errc::BadFormat,
                    "cannot continue from " + file + ": it is no checkpoint of a training; start a new run");
    }
}

std::int64_t GanState::take(const TensorMap& g, const TensorMap& average, const TensorMap& d,
                            const Prefixes& prefixes) {
    const int resolution = generator.config().resolution;
    const std::string last = "synthesis.b" + std::to_string(resolution) + ".conv1.weight";
    const std::string before = "synthesis.b" + std::to_string(resolution / 2) + ".conv1.weight";
    std::int64_t taken = takeMatching(generator.tensors(), g, prefixes.g);
    taken += takeMatching(averaged.tensors(), average, prefixes.average);
    taken += takeMatching(discriminator.tensors(), d, prefixes.d);
    const bool half = g.contains(prefixes.g + before) && !g.contains(prefixes.g + last);
    if (half && growDiscriminator(discriminator.tensors(), d, prefixes.d, resolution)) {
        growGenerator(generator.tensors(), resolution);
        growGenerator(averaged.tensors(), resolution);
    }
    return taken;
}

std::int64_t GanState::transfer(const std::filesystem::path& file) {
    const at::NoGradGuard off;
    const LoadedFile loaded = loadFile(file);
    std::int64_t taken = 0;
    if (loaded.tensors.contains("G_ema/mapping.w_avg")) {
        taken = take(loaded.tensors, loaded.tensors, loaded.tensors, {"G/", "G_ema/", "D/"});
    } else {
        auto networks = loadNetworks(file);
        const TensorMap average = networks.at("G_ema").tensors;
        taken = take(networks.contains("G") ? networks["G"].tensors : average, average, networks["D"].tensors, {});
    }
    if (taken == 0)
        throw Error(Errc::BadFormat, "cannot start from " + file.string() +
                                         ": no weight there matches this network; choose another file");
    return taken;
}

TensorMap GanState::averagedTensors(bool half) const {
    TensorMap out;
    for (const auto& [name, tensor] : averaged.tensors().entries())
        out.set(name, half ? tensor.to(at::kHalf) : tensor.clone());
    return out;
}

GanState::Backup GanState::begin() const {
    return {random.get_state().clone(), generator.tensors().at("mapping.w_avg").clone(), pathMean, {}, {}};
}

void GanState::restore(const Backup& backup) {
    random.set_state(backup.random.clone());
    pathMean = backup.pathMean;
    generator.tensors().at("mapping.w_avg").copy_(backup.wAverage);
    if (!backup.generator.empty()) generatorAdam.restore(backup.generator.front());
    if (!backup.discriminator.empty()) discriminatorAdam.restore(backup.discriminator.front());
}

}  // namespace syper::core
