// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/export.h"

#include <memory>

#include "cli/figures.h"
#include "cli/verbs.h"
#include "core/api/manifest.h"
#include "core/api/resources.h"

namespace syper::cli {

void addExport(CLI::App& root, Session& session) {
    struct Flags {
        std::string model = "bundled", format, out;
    };
    const auto flags = std::make_shared<Flags>();
    CLI::App& verb = addVerb(
        root, session, "export", "A model for other programs: ONNX, safetensors, packed, or PyTorch's",
        "syper export --model student.safetensors --format onnx --out student.onnx", [&session, flags] {
            core::Manifest manifest("export");
            const auto model = core::resolveModel(flags->model, core::kBundledTeacher);
            const core::ExportResult result = core::exportModel(model, flags->format, flags->out);
            manifest.model("model", model);
            manifest.result(flags->out);
            manifest.writeBeside(flags->out);
            nlohmann::ordered_json json{{"bytes", result.bytes}, {"format", flags->format}, {"out", flags->out}};
            json["opset"] = result.opset > 0 ? nlohmann::ordered_json(result.opset) : nlohmann::ordered_json(nullptr);
            session.finish(json, flags->out + ": " + byteText(result.bytes) +
                                     (result.opset > 0 ? ", ONNX opset " + std::to_string(result.opset) : ""));
        });
    verb.add_option("--model", flags->model,
                    "Recognition model, FP32 or quantized, a generator (onnx alone), or bundled (the teacher)")
        ->capture_default_str();
    verb.add_option(
            "--format", flags->format,
            "onnx (students with QuantizeLinear/DequantizeLinear), safetensors, packed (bits as they are "
            "counted) or pth (the authors' names, for torch.load; a plain state dict, so thresholds stay behind)")
        ->required()
        ->check(CLI::IsMember(core::exportFormats()));
    verb.add_option("--out", flags->out, "File to write")->required();
}

}  // namespace syper::cli
