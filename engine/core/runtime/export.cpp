// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/export.h"

#include <algorithm>

#include "core/backbones/model_file.h"
#include "core/formats/load.h"
#include "core/formats/safetensors.h"
#include "core/formats/torch_writer.h"
#include "core/generator/onnx_generator.h"
#include "core/runtime/onnx_export.h"
#include "core/runtime/onnx_graph.h"
#include "core/runtime/packed_file.h"
#include "core/util/files.h"
#include "core/util/translate_error.h"

namespace syper::core {
namespace {

[[noreturn]] void unsupported(const std::filesystem::path& model, const std::string& format, const std::string& why) {
    throw Error(Errc::Unsupported, "cannot export " + model.string() + " as " + format + ": " + why);
}

TensorMap detached(const Model& model) {
    TensorMap tensors;
    for (const auto& [name, tensor] : model.tensors().entries()) tensors.set(name, tensor.detach());
    return tensors;
}

/// What the model's file says of itself goes with it.
std::string onnxFile(runtime::OnnxBuilder onnx, const TensorMap& tensors) {
    for (const char* key : {kMetaArchitecture, kMetaScheme, kMetaWeightBits, kMetaActivationBits, kMetaThresholds})
        if (const auto value = tensors.metadata.find(key); value != tensors.metadata.end())
            onnx.metadata(key, value->second);
    return onnx.bytes();
}

void exportPacked(const TensorMap& tensors, const std::filesystem::path& model, const std::string& format,
                  const std::filesystem::path& out) {
    const runtime::Network net = runtime::unpackNetwork(tensors, model.string());
    if (format == "onnx")
        writeFile(out, onnxFile(runtime::onnxOf(net), tensors));
    else if (format == "pth")
        unsupported(model, format,
                    "its normalisations are folded away; export the teacher, or a student of scheme paper");
    else
        writeSafetensors(out, tensors);
}

void exportStateDict(const TensorMap& tensors, const std::filesystem::path& path, const std::string& format,
                     const std::filesystem::path& out) {
    const Model model = modelOf(tensors, path);
    if (format == "pth") return writeFile(out, torchFileBytes(detached(model)));
    if (format == "safetensors") return saveModel(out, model, tensors.metadata);
    if (format == "packed")
        unsupported(path, format, "only a student of scheme deploy is packed; quantize --scheme deploy makes one");
    writeFile(out, onnxFile(model.scheme() != nullptr ? runtime::onnxOfStudent(model)
                                                      : runtime::onnxOf(runtime::foldModel(model)),
                            tensors));
}

/// Whether it is one and was written.
bool exportGenerator(const std::filesystem::path& path, const std::string& format, const std::filesystem::path& out) {
    const auto networks = loadNetworks(path);
    const auto averaged = networks.find("G_ema");
    std::string prefix;
    if (averaged == networks.end() || !findGenerator(averaged->second.tensors, prefix)) return false;
    if (format != "onnx")
        unsupported(path, format, "it is a generator, for which onnx is written; convert writes its weights");
    GeneratorShape shape = generatorShape(averaged->second.tensors, prefix);
    applyInitKwargs(shape, averaged->second.initKwargs);
    writeFile(out, onnxOfGenerator(averaged->second.tensors, prefix, shape).bytes());
    return true;
}

}  // namespace

const std::vector<std::string>& exportFormats() {
    static const std::vector<std::string> formats{"onnx", "safetensors", "packed", "pth"};
    return formats;
}

ExportResult exportModel(const std::filesystem::path& model, const std::string& format,
                         const std::filesystem::path& out) {
    return translateErrors("exporting", [&] {
        const auto& formats = exportFormats();
        if (std::find(formats.begin(), formats.end(), format) == formats.end())
            throw Error(Errc::BadArgument,
                        "no format is named " + format + "; choose onnx, safetensors, packed or pth");
        if (std::filesystem::exists(out) && std::filesystem::equivalent(model, out))
            throw Error(Errc::BadArgument, out.string() + " is the model itself; choose another file");
        if (runtime::isOnnx(model))
            unsupported(model, format, "it is an ONNX model; take the weights that it was made of");
        const TensorMap tensors = loadStateDict(model);
        if (runtime::isPacked(tensors))
            exportPacked(tensors, model, format, out);
        else if (!exportGenerator(model, format, out))
            exportStateDict(tensors, model, format, out);
        return ExportResult{.bytes = std::int64_t(std::filesystem::file_size(out)),
                            .opset = format == "onnx" ? runtime::kOnnxOpset : 0};
    });
}

}  // namespace syper::core
