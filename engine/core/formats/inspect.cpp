// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/inspect.h"

#include "core/api/run_control.h"
#include "core/backbones/model_file.h"
#include "core/backbones/registry.h"
#include "core/formats/classify.h"
#include "core/formats/dataset.h"
#include "core/formats/load.h"
#include "core/formats/refuse.h"
#include "core/formats/safetensors.h"
#include "core/generator/shape.h"
#include "core/quant/deploy.h"
#include "core/runtime/mixed_network.h"
#include "core/runtime/onnx_graph.h"
#include "core/runtime/packed_file.h"
#include "core/util/sha256.h"
#include "core/util/translate_error.h"

namespace syper::core {
namespace {

bool describeGenerator(const TensorMap& weights, FileInfo& info) {
    std::string prefix;
    if (!findGenerator(weights, prefix)) return false;
    GeneratorShape shape;
    try {
        shape = generatorShape(weights, prefix);
    } catch (const Error&) {
        return false;  // part of one, or another family: its tensors are listed all the same
    }
    info.kind = "generator";
    info.architecture = architectureName(shape.architecture);
    info.resolution = shape.resolution;
    info.zDim = shape.zDim;
    info.wDim = shape.wDim;
    info.labelDim = shape.cDim;
    info.numWs = shape.numWs();
    info.mappingLayers = shape.mappingLayers;
    return true;
}

bool describeBackbone(const TensorMap& weights, const std::filesystem::path& path, FileInfo& info) {
    const auto identity = identifyBackbone(weights);
    if (!identity) return false;
    info.kind = identity->scheme == nullptr ? "backbone" : "quantized";
    info.architecture = identity->kind->name;
    info.inputSize = identity->shape.inputSize;
    info.dimension = identity->shape.dimension;
    if (identity->scheme != nullptr) {
        info.scheme = identity->scheme->name();
        const QuantBits bits = bitsOf(weights, path).value_or(QuantBits{.weights = 0, .activations = 0});
        info.weightBits = bits.weights;
        info.activationBits = bits.activations;
        const runtime::LayerCount count = runtime::countLayers(*identity->kind, identity->shape);
        info.layers = count.all;
        info.floatLayers = count.floats;
    }
    return true;
}

bool describePacked(const TensorMap& weights, const std::filesystem::path& path, FileInfo& info) {
    if (!runtime::isPacked(weights)) return false;
    const runtime::Network net = runtime::unpackNetwork(weights, path.string());
    info.kind = "quantized";
    info.architecture = net.architecture;
    info.inputSize = net.shape.inputSize;
    info.dimension = net.shape.dimension;
    info.parameters = net.parameters;
    info.scheme = kDeployScheme;
    info.weightBits = net.weightBits;
    info.activationBits = net.activationBits;
    info.layers = int(net.layers.size());
    return true;
}

FileInfo inspectWeights(const std::filesystem::path& path) {
    const LoadedFile file = loadFile(path);
    if (file.tensors.empty()) refuseFile(path.string(), "no tensor is in it", "choose a file of weights");
    const TensorMap weights = stateDictOf(file);
    FileInfo info;
    info.container = file.container;
    info.metadata = file.tensors.metadata;
    info.metadata.erase(kBesideKey);  // only says what stateDictSize says
    for (const auto& [name, value] : file.details.items())
        info.metadata.try_emplace(name, value.is_string() ? value.get<std::string>() : value.dump());
    info.stateDictSize = file.stateDictSize;
    info.parameters = countParameters(weights);
    for (const auto& [name, network] : file.networks) info.networks.push_back(name);
    for (const auto& [name, tensor] : file.tensors.entries())
        info.tensors.push_back({.name = name, .dtype = dtypeName(tensor.scalar_type()), .shape = tensor.sizes().vec()});
    if (!describePacked(weights, path, info) && !describeGenerator(weights, info) &&
        !describeBackbone(weights, path, info))
        info.kind = "tensors";
    return info;
}

FileInfo inspectOnnx(const std::filesystem::path& path) {
    const runtime::OnnxGraph graph = runtime::readOnnx(path);
    FileInfo info;
    info.kind = graph.quantized() ? "quantized" : "backbone";
    info.container = "onnx";
    const auto named = graph.metadata.find(kMetaArchitecture);
    info.architecture = named == graph.metadata.end() ? graph.name : named->second;
    info.parameters = graph.parameters();
    info.inputSize = graph.inputSize;
    info.dimension = graph.dimension;
    info.metadata = graph.metadata;
    info.metadata["opset"] = std::to_string(graph.opset);
    if (graph.quantized()) {
        const auto scheme = graph.metadata.find(kMetaScheme);
        info.scheme = scheme == graph.metadata.end() ? "onnx" : scheme->second;
        const QuantBits bits = runtime::bitsOfOnnx(graph);
        info.weightBits = bits.weights;
        info.activationBits = bits.activations;
        for (const runtime::OnnxNode& node : graph.nodes)
            if (node.type == "Conv" || node.type == "Gemm" || node.type == "MatMul") ++info.layers;
        info.floatLayers = info.layers;  // operator by operator, between roundings
    }
    for (const auto& [name, tensor] : graph.constants)
        info.tensors.push_back({.name = name, .dtype = dtypeName(tensor.scalar_type()), .shape = tensor.sizes().vec()});
    info.stateDictSize = info.tensors.size();
    return info;
}

}  // namespace

FileInfo inspectFile(const std::filesystem::path& path) {
    return translateErrors("inspect", [&] {
        if (!std::filesystem::exists(path))
            throw Error(Errc::NotFound, "cannot find " + path.string() + "; check the name");
        std::optional<FileInfo> info = inspectDataset(path);
        if (!info) info = runtime::isOnnx(path) ? inspectOnnx(path) : inspectWeights(path);
        if (std::filesystem::is_regular_file(path)) {
            info->bytes = std::int64_t(std::filesystem::file_size(path));
            info->sha256 = sha256File(path);
        }
        return *info;
    });
}

}  // namespace syper::core
