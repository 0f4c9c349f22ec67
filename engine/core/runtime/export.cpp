// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/export.h"

#include <algorithm>

#include "core/backbones/model_file.h"
#include "core/formats/load.h"
#include "core/formats/safetensors.h"
#include "core/formats/torch_writer.h"
#include "core/runtime/onnx_export.h"
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

void exportPacked(const TensorMap& tensors, const std::filesystem::path& model, const std::string& format,
                  const std::filesystem::path& out) {
    const runtime::Network net = runtime::unpackNetwork(tensors, model.string());
    if (format == "onnx")
        writeFile(out, runtime::onnxBytes(net));
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
    if (model.scheme() != nullptr)
        unsupported(path, format, "scheme paper leaves layers in FP32; take a student of scheme deploy, or format pth");
    writeFile(out, runtime::onnxBytes(runtime::foldModel(model)));
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
        const TensorMap tensors = loadStateDict(model);
        if (runtime::isPacked(tensors))
            exportPacked(tensors, model, format, out);
        else
            exportStateDict(tensors, model, format, out);
        return ExportResult{.bytes = std::int64_t(std::filesystem::file_size(out)),
                            .opset = format == "onnx" ? runtime::kOnnxOpset : 0};
    });
}

}  // namespace syper::core
