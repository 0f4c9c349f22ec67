// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/embedder.h"

#include <algorithm>
#include <cmath>

#include "core/api/compute.h"
#include "core/backbones/model_file.h"
#include "core/formats/load.h"
#include "core/formats/safetensors.h"
#include "core/quant/deploy.h"
#include "core/runtime/engine.h"
#include "core/runtime/onnx_fold.h"
#include "core/runtime/packed_file.h"
#include "core/train/losses.h"
#include "core/util/sha256.h"
#include "core/util/translate_error.h"

namespace syper::core {
namespace {

using nlohmann::ordered_json;

[[noreturn]] void refuseThresholds(const std::filesystem::path& path) {
    throw Error(Errc::BadFormat, "the thresholds in " + path.string() +
                                     " are damaged; write them anew with evaluate --write-thresholds");
}

std::vector<ModelThreshold> readThresholds(const std::map<std::string, std::string>& metadata,
                                           const std::filesystem::path& path) {
    std::vector<ModelThreshold> thresholds;
    const auto text = metadata.find(kMetaThresholds);
    if (text == metadata.end()) return thresholds;
    try {
        for (const ordered_json& entry : ordered_json::parse(text->second)) {
            const ModelThreshold t{.fmr = entry.at("fmr"), .value = entry.at("value"), .set = entry.at("set")};
            if (!std::isfinite(t.value) || !(t.fmr >= 0 && t.fmr <= 1)) refuseThresholds(path);
            thresholds.push_back(t);
        }
    } catch (const ordered_json::exception&) {
        refuseThresholds(path);
    }
    return thresholds;
}

/// What runs, and what is said of it.
struct Loaded {
    std::unique_ptr<runtime::Engine> engine;  ///< null: `model` computes, layer by layer
    std::optional<Model> model;
    ModelInfo info;
};

Loaded loadPacked(const TensorMap& tensors, const std::filesystem::path& path, ModelInfo info) {
    const runtime::Network net = runtime::unpackNetwork(tensors, path.string());
    info.architecture = net.architecture;
    info.scheme = kDeployScheme;
    info.weightBits = net.weightBits;
    info.activationBits = net.activationBits;
    info.inputSize = net.shape.inputSize;
    info.dimension = net.shape.dimension;
    info.parameters = net.parameters;
    info.packedBytes = info.bytes;
    return {.engine = runtime::integerEngine(net), .model = std::nullopt, .info = std::move(info)};
}

Loaded loadStateDictModel(const TensorMap& tensors, const std::filesystem::path& path, ModelInfo info,
                          EmbedderRuntime wanted, const std::string& device) {
    Model model = modelOf(tensors, path);
    info.architecture = model.kind().name;
    info.scheme = model.scheme() != nullptr ? model.scheme()->name() : "";
    info.weightBits = model.bits().weights;
    info.activationBits = model.bits().activations;
    info.inputSize = model.shape().inputSize;
    info.dimension = model.shape().dimension;
    info.parameters = model.parameters();
    info.packedBytes = (info.parameters * info.weightBits + 7) / 8;
    const bool fast = wanted == EmbedderRuntime::Fast, real = model.scheme() == nullptr;
    if (real && (fast || (wanted == EmbedderRuntime::Best && device == "cpu")))
        return {
            .engine = runtime::floatEngine(runtime::foldModel(model)), .model = std::nullopt, .info = std::move(info)};
    if (!real && fast) return {.engine = runtime::mixedEngine(model), .model = std::nullopt, .info = std::move(info)};
    model.bakeWeights();
    return {.engine = nullptr, .model = std::move(model), .info = std::move(info)};
}

std::unique_ptr<runtime::Engine> foldedOnnx(const runtime::OnnxGraph& graph) {
    try {
        return runtime::floatEngine(runtime::foldOnnx(graph));
    } catch (const Error& error) {
        if (error.code() != Errc::Unsupported) throw;
        return nullptr;  // it runs operator by operator
    }
}

Loaded loadOnnx(const std::filesystem::path& path, ModelInfo info, EmbedderRuntime wanted) {
    runtime::OnnxGraph graph = runtime::readOnnx(path);
    const auto said = [&](const char* key, const std::string& otherwise) {
        const auto found = graph.metadata.find(key);
        return found == graph.metadata.end() ? otherwise : found->second;
    };
    info.architecture = said(kMetaArchitecture, graph.name);
    info.inputSize = graph.inputSize;
    info.dimension = graph.dimension;
    info.parameters = graph.parameters();
    info.packedBytes = info.bytes;
    info.thresholds = readThresholds(graph.metadata, path);
    if (graph.quantized()) {
        info.scheme = said(kMetaScheme, "onnx");
        const QuantBits bits = runtime::bitsOfOnnx(graph);
        info.weightBits = bits.weights;
        info.activationBits = bits.activations;
    }
    auto engine = wanted == EmbedderRuntime::Fast ? foldedOnnx(graph) : nullptr;
    if (engine == nullptr) engine = runtime::onnxEngine(std::move(graph));
    return {.engine = std::move(engine), .model = std::nullopt, .info = std::move(info)};
}

Loaded loadAny(const std::filesystem::path& path, EmbedderRuntime wanted, const std::string& device) {
    ModelInfo info;
    info.path = path;
    info.name = path.stem().string();
    if (!std::filesystem::exists(path))
        throw Error(Errc::NotFound, "cannot find " + path.string() + "; check the name");
    info.sha256 = sha256File(path);
    info.bytes = std::int64_t(std::filesystem::file_size(path));
    Loaded loaded = [&] {
        if (runtime::isOnnx(path)) return loadOnnx(path, std::move(info), wanted);
        const TensorMap tensors = loadStateDict(path);
        info.thresholds = readThresholds(tensors.metadata, path);
        return runtime::isPacked(tensors) ? loadPacked(tensors, path, std::move(info))
                                          : loadStateDictModel(tensors, path, std::move(info), wanted, device);
    }();
    loaded.info.runtime = loaded.engine != nullptr ? loaded.engine->describe() : "layers in FP32";
    return loaded;
}

}  // namespace

struct Embedder::Impl {
    std::unique_ptr<runtime::Engine> engine;
    std::optional<Model> model;
    ModelInfo info;

    /// One picture at a time, so that a row never depends on its neighbours: batches may take other kernels.
    std::vector<float> embed(const at::Tensor& image, RunControl& control, bool normalize) const {
        const c10::InferenceMode guard;
        at::Tensor row;
        if (engine != nullptr) {
            row = at::empty({1, info.dimension});
            engine->run({image.data_ptr<float>(), std::size_t(image.numel())},
                        {row.data_ptr<float>(), std::size_t(row.numel())}, computeThreads());
        } else {
            row = model->forward(image, {.control = &control});
        }
        if (normalize) row = normalizeRows(row);
        const at::Tensor flat = row.to(at::kCPU).contiguous();
        const auto* from = flat.data_ptr<float>();
        if (!std::all_of(from, from + flat.numel(), [](float value) { return std::isfinite(value); }))
            throw Error(Errc::BadFormat, info.path.string() +
                                             " gives numbers that are not finite; its training diverged, choose "
                                             "another model");
        return {from, from + flat.numel()};
    }
};

Embedder::Embedder(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Embedder::Embedder(Embedder&&) noexcept = default;
Embedder& Embedder::operator=(Embedder&&) noexcept = default;
Embedder::~Embedder() = default;

Embedder Embedder::load(const std::filesystem::path& path, const std::string& device, EmbedderRuntime runtime) {
    return translateErrors("loading a model", [&] {
        Loaded loaded = loadAny(path, runtime, device);
        if (loaded.model) loaded.model->moveTo(device);
        return Embedder(
            std::make_unique<Impl>(Impl{std::move(loaded.engine), std::move(loaded.model), std::move(loaded.info)}));
    });
}

const ModelInfo& Embedder::info() const noexcept {
    return impl_->info;
}

std::vector<std::vector<float>> Embedder::embed(std::span<const Image8> images, RunControl& control, bool normalize) {
    return translateErrors("embedding", [&] {
        std::vector<std::vector<float>> rows;
        const int side = impl_->info.inputSize;
        at::Tensor input = at::empty({1, 3, side, side});
        for (const Image8& image : images) {
            control.gate();
            if (image.width() != side || image.height() != side || image.order() != PixelOrder::Rgb)
                throw Error(Errc::BadShape, "a picture is " + std::to_string(image.width()) + "x" +
                                                std::to_string(image.height()) + ", the model wants RGB of " +
                                                std::to_string(side) + "x" + std::to_string(side));
            auto* to = input.data_ptr<float>();
            for (std::size_t c = 0; c < 3; ++c)
                for (std::size_t i = 0; i < std::size_t(side) * std::size_t(side); ++i)
                    *to++ = (float(image.data()[3 * i + c]) / 255.0F - 0.5F) / 0.5F;
            rows.push_back(impl_->embed(input, control, normalize));
        }
        return rows;
    });
}

std::vector<std::vector<float>> Embedder::embed(const ImageSet& images, RunControl& control, bool normalize) {
    return translateErrors("embedding", [&] {
        std::vector<std::vector<float>> rows;
        const int side = impl_->info.inputSize;
        at::Tensor input = at::empty({1, 3, side, side});
        for (std::int64_t i = 0; i < images.size(); ++i) {
            control.gate();
            control.report({.phase = "embedding", .done = i, .total = images.size()});
            images.load(i, side, {input.data_ptr<float>(), std::size_t(input.numel())});
            rows.push_back(impl_->embed(input, control, normalize));
        }
        control.report({.phase = "embedding", .done = images.size(), .total = images.size()});
        return rows;
    });
}

void writeModelThresholds(const std::filesystem::path& path, std::span<const ModelThreshold> thresholds) {
    translateErrors("writing thresholds", [&] {
        if (path.extension() != ".safetensors")
            throw Error(Errc::Unsupported,
                        path.string() + " cannot carry thresholds; convert it to .safetensors first");
        TensorMap tensors = readSafetensors(path);
        ordered_json list = ordered_json::array();
        for (const ModelThreshold& t : thresholds) list.push_back({{"fmr", t.fmr}, {"value", t.value}, {"set", t.set}});
        if (runtime::isPacked(tensors))
            (void)runtime::unpackNetwork(tensors, path.string());  // a damaged one must not get a new seal
        tensors.metadata[kMetaThresholds] = list.dump();
        if (runtime::isPacked(tensors)) tensors.metadata[runtime::kMetaSeal] = runtime::sealOf(tensors);
        writeSafetensors(path, tensors);
    });
}

double similarity(std::span<const float> a, std::span<const float> b) {
    if (a.size() != b.size())
        throw Error(Errc::BadShape, "embeddings of " + std::to_string(a.size()) + " and " + std::to_string(b.size()) +
                                        " elements cannot be compared; use one model for both");
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += double(a[i]) * double(b[i]);
    return sum;
}

}  // namespace syper::core
