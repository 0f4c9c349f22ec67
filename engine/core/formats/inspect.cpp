// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/inspect.h"

#include <algorithm>
#include <bit>
#include <charconv>

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

/// "z [N,512], label [N,10]"
std::string endsText(const std::vector<std::string>& names, const std::vector<std::vector<std::int64_t>>& shapes) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        text += (i > 0 ? ", " : "") + names[i] + " [";
        for (std::size_t d = 0; d < shapes[i].size(); ++d)
            text += (d > 0 ? "," : "") + (shapes[i][d] > 0 ? std::to_string(shapes[i][d]) : "N");
        text += "]";
    }
    return text;
}

/// One whose input `z` becomes a square picture of three colours.
bool describeOnnxGenerator(const runtime::OnnxGraph& graph, FileInfo& info) {
    const auto wide = [](const std::vector<std::int64_t>& shape) { return shape.size() == 2 ? int(shape[1]) : 0; };
    for (const runtime::OnnxInput& input : graph.inputs) {
        if (input.name == "z" && input.real) info.zDim = wide(input.shape);
        if (input.name == "label") info.labelDim = wide(input.shape);
    }
    for (std::size_t i = 0; i < graph.outputs.size(); ++i) {
        const auto& shape = graph.outputShapes[i];
        if (graph.outputs[i] == "w") info.wDim = wide(shape);
        if (shape.size() == 4 && shape[1] == 3 && shape[2] == shape[3] && shape[2] >= 4 &&
            std::has_single_bit(std::uint64_t(shape[2])))
            info.resolution = int(std::min<std::int64_t>(shape[2], 1 << 16));
    }
    if (info.zDim < 1 || info.resolution < 1) return false;
    info.kind = "generator";
    info.numWs = 2 * (std::bit_width(unsigned(info.resolution)) - 2);  // two a block, of 4, 8, ..
    if (const auto said = graph.metadata.find(kMappingLayersKey); said != graph.metadata.end())
        (void)std::from_chars(said->second.data(), said->second.data() + said->second.size(), info.mappingLayers);
    return true;
}

void describeOnnxBackbone(runtime::OnnxGraph& graph, const std::filesystem::path& path, FileInfo& info) {
    runtime::takeForBackbone(graph, path);
    info.kind = graph.quantized() ? "quantized" : "backbone";
    info.inputSize = graph.inputSize;
    info.dimension = graph.dimension;
    if (!graph.quantized()) return;
    const auto scheme = graph.metadata.find(kMetaScheme);
    info.scheme = scheme == graph.metadata.end() ? "onnx" : scheme->second;
    const QuantBits bits = runtime::bitsOfOnnx(graph);
    info.weightBits = bits.weights;
    info.activationBits = bits.activations;
    const runtime::OnnxLayers layers = runtime::countLayers(graph);
    info.layers = layers.all;
    info.floatLayers = layers.floats;
}

FileInfo inspectOnnx(const std::filesystem::path& path) {
    runtime::OnnxGraph graph = runtime::readAnyOnnx(path);
    FileInfo info;
    info.container = "onnx";
    info.kind = "tensors";
    const auto named = graph.metadata.find(kMetaArchitecture);
    info.architecture = named == graph.metadata.end() ? graph.name : named->second;
    info.parameters = graph.parameters();
    info.metadata = graph.metadata;
    info.metadata["opset"] = std::to_string(graph.opset);
    std::vector<std::string> inputs;
    std::vector<std::vector<std::int64_t>> shapes;
    for (const runtime::OnnxInput& input : graph.inputs) {
        inputs.push_back(input.name);
        shapes.push_back(input.shape);
    }
    info.metadata["inputs"] = endsText(inputs, shapes);
    info.metadata["outputs"] = endsText(graph.outputs, graph.outputShapes);
    if (!describeOnnxGenerator(graph, info) && runtime::hasBackboneEnds(graph)) describeOnnxBackbone(graph, path, info);
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
