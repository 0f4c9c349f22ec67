// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backbones/model_file.h"

#include <charconv>
#include <regex>

#include "core/formats/load.h"
#include "core/formats/safetensors.h"
#include "core/runtime/onnx_graph.h"
#include "core/runtime/packed_file.h"

namespace syper::core {
namespace {

std::optional<int> metaNumber(const TensorMap& tensors, const char* key) {
    const auto place = tensors.metadata.find(key);
    if (place == tensors.metadata.end()) return std::nullopt;
    int value = 0;
    const char* end = place->second.data() + place->second.size();
    const auto result = std::from_chars(place->second.data(), end, value);
    if (result.ec != std::errc() || result.ptr != end || value < 2 || value > 8) return std::nullopt;
    return value;
}

std::optional<QuantBits> bitsInName(const std::string& name) {
    static const std::regex pattern("wq?([2-8])_?aq?([2-8])", std::regex::icase);
    std::smatch match;
    if (!std::regex_search(name, match, pattern)) return std::nullopt;
    return QuantBits{.weights = std::stoi(match[1]), .activations = std::stoi(match[2])};
}

}  // namespace

std::optional<QuantBits> bitsOf(const TensorMap& tensors, const std::filesystem::path& path) {
    const auto weights = metaNumber(tensors, kMetaWeightBits), activations = metaNumber(tensors, kMetaActivationBits);
    if (weights && activations) return QuantBits{.weights = *weights, .activations = *activations};
    if (const auto bits = bitsInName(path.filename().string())) return bits;
    return bitsInName(path.parent_path().filename().string());
}

Model loadModel(const std::filesystem::path& path) {
    if (runtime::isOnnx(path))
        throw Error(Errc::Unsupported, path.string() +
                                           " is an ONNX model, which can be compared with others; to train or "
                                           "quantize, take the weights that it was made of");
    return modelOf(loadStateDict(path), path);
}

Model modelOf(const TensorMap& tensors, const std::filesystem::path& path) {
    if (runtime::isPacked(tensors))
        throw Error(Errc::BadArgument, path.string() +
                                           " is a student in whole numbers, which can be compared and "
                                           "exported; to train, take an FP32 model");
    const auto identity = identifyBackbone(tensors);
    QuantBits bits;
    if (identity && identity->scheme != nullptr) {
        const auto found = bitsOf(tensors, path);
        if (!found)
            throw Error(Errc::BadFormat, "cannot use " + path.string() +
                                             ": nothing says its bits; put them into its name, as in student_w4a4.pth");
        bits = *found;
    }
    return Model::fromTensors(tensors, bits, path.string());
}

void saveModel(const std::filesystem::path& path, const Model& model,
               const std::map<std::string, std::string>& metadata) {
    TensorMap tensors;
    for (const auto& [name, tensor] : model.tensors().entries()) tensors.set(name, tensor.detach());
    tensors.metadata = metadata;
    tensors.metadata[kMetaFormat] = kModelFormat;
    tensors.metadata[kMetaArchitecture] = model.kind().name;
    if (model.scheme() != nullptr) {
        tensors.metadata[kMetaScheme] = model.scheme()->name();
        tensors.metadata[kMetaWeightBits] = std::to_string(model.bits().weights);
        tensors.metadata[kMetaActivationBits] = std::to_string(model.bits().activations);
    }
    writeSafetensors(path, tensors);
}

}  // namespace syper::core
