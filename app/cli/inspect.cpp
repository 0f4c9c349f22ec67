// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/inspect.h"

#include <algorithm>
#include <memory>

#include "cli/figures.h"
#include "cli/verbs.h"
#include "core/api/resources.h"

namespace syper::cli {
namespace {

using core::FileInfo;
using Json = nlohmann::ordered_json;

Json bitsOf(const FileInfo& info) {
    if (info.weightBits == 0) return nullptr;
    return Json::array({info.weightBits, info.activationBits});
}

Json toJson(const FileInfo& info) {
    Json result{{"kind", info.kind},
                {"architecture", info.architecture.empty() ? Json(nullptr) : Json(info.architecture)},
                {"container", info.container},
                {"parameters", info.kind == "dataset" ? Json(nullptr) : Json(info.parameters)},
                {"bytes", info.bytes},
                {"sha256", info.sha256.empty() ? Json(nullptr) : Json(info.sha256)}};
    if (info.kind == "generator") {
        result.update({{"resolution", info.resolution},
                       {"z_dim", info.zDim},
                       {"w_dim", info.wDim},
                       {"c_dim", info.labelDim},
                       {"num_ws", info.numWs},
                       {"mapping_layers", info.mappingLayers}});
    } else if (info.kind == "backbone" || info.kind == "quantized") {
        result.update({{"input_size", info.inputSize}, {"dimension", info.dimension}});
        if (info.kind == "quantized")
            result.update({{"scheme", info.scheme},
                           {"bits", bitsOf(info)},
                           {"layers", info.layers},
                           {"float_layers", info.floatLayers}});
    } else if (info.kind == "dataset") {
        result.update({{"images", info.images}, {"labelled", info.labelled}, {"classes", info.classes}});
        return result;
    }
    result["networks"] = info.networks;
    result["metadata"] = info.metadata;
    result["tensors"] = Json::array();
    for (const FileInfo::Tensor& tensor : info.tensors)
        result["tensors"].push_back({{"name", tensor.name}, {"dtype", tensor.dtype}, {"shape", tensor.shape}});
    return result;
}

/// Names come from the file: what would steer a terminal is shown as '?'.
std::string shown(const std::string& text) {
    std::string out = text;
    for (char& c : out)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
    return out;
}

std::string shapeText(const std::vector<std::int64_t>& shape) {
    std::string text;
    for (const std::int64_t size : shape) text += (text.empty() ? "" : " x ") + std::to_string(size);
    return shape.empty() ? "scalar" : text;
}

std::string headline(const FileInfo& info) {
    const std::string side = std::to_string(info.resolution > 0 ? info.resolution : info.inputSize);
    if (info.kind == "generator")
        return "a StyleGAN2-ADA generator of " + side + " x " + side + " pictures, architecture " + info.architecture;
    if (info.kind == "backbone") return "a recognition model, " + info.architecture + ", 32-bit weights";
    if (info.kind == "quantized") {
        const std::string bits = info.weightBits > 0 ? std::to_string(info.weightBits) + "-bit weights, " +
                                                           std::to_string(info.activationBits) + "-bit activations"
                                                     : "bits not told by the file";
        return "a quantized recognition model, " + info.architecture + ", " + bits;
    }
    if (info.kind == "dataset") return "a set of " + grouped(info.images) + " pictures";
    return "tensors of no network known here";
}

class Sheet {
public:
    void add(const std::string& name, const std::string& value) {
        text_ += "\n  " + name + std::string(name.size() < 13 ? 13 - name.size() : 1, ' ') + value;
    }
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    std::string text_;
};

std::string containerText(const std::string& container) {
    if (container == "torch-zip") return "PyTorch, zip";
    if (container == "torch-legacy") return "PyTorch, before 1.6";
    return container;
}

void addNetwork(Sheet& sheet, const FileInfo& info) {
    sheet.add("parameters", grouped(info.parameters));
    if (info.kind == "generator") {
        sheet.add("latents", "z of " + std::to_string(info.zDim) + ", w of " + std::to_string(info.wDim) + ", " +
                                 std::to_string(info.numWs) + " w a picture, " + std::to_string(info.mappingLayers) +
                                 " mapping layers");
        sheet.add("classes", info.labelDim > 0 ? std::to_string(info.labelDim) : "none");
    }
    if (info.inputSize > 0)
        sheet.add("input", std::to_string(info.inputSize) + " x " + std::to_string(info.inputSize) +
                               " pixels, embedding of " + std::to_string(info.dimension));
    if (!info.scheme.empty()) {
        sheet.add("scheme", info.scheme);
        sheet.add("layers", std::to_string(info.layers) + ", " + std::to_string(info.floatLayers) + " of them in FP32");
    }
    std::string networks;
    for (const std::string& name : info.networks) networks += (networks.empty() ? "" : ", ") + shown(name);
    if (!networks.empty()) sheet.add("networks", networks);
    const auto others = std::int64_t(info.tensors.size() - info.stateDictSize);
    sheet.add("tensors", info.stateDictSize == 0 || others == 0
                             ? grouped(std::int64_t(info.tensors.size()))
                             : grouped(std::int64_t(info.stateDictSize)) + ", and " + grouped(others) + " beside them");
    for (const auto& [name, value] : info.metadata)
        sheet.add(shown(name).substr(0, 40), value.size() > 80 ? shown(value.substr(0, 77)) + "..." : shown(value));
}

std::string toText(const FileInfo& info, const std::string& file, bool listTensors) {
    Sheet sheet;
    sheet.add("format", containerText(info.container) + ", " + byteText(info.bytes));
    if (!info.sha256.empty()) sheet.add("sha256", info.sha256);
    if (info.kind == "dataset")
        sheet.add("labels",
                  info.labelled == 0 ? "none" : grouped(info.labelled) + " in " + grouped(info.classes) + " classes");
    else
        addNetwork(sheet, info);
    std::string text = shown(file) + ": " + headline(info) + sheet.text();
    if (!listTensors || info.tensors.empty()) return text;
    std::size_t widest = 0;
    for (const FileInfo::Tensor& tensor : info.tensors)
        widest = std::max(widest, std::min<std::size_t>(tensor.name.size(), 60));
    text += "\n";
    for (const FileInfo::Tensor& tensor : info.tensors) {
        const std::size_t pad = tensor.name.size() < widest ? widest - tensor.name.size() : 0;
        text += "\n  " + shown(tensor.name) + std::string(pad + 2, ' ') + tensor.dtype +
                std::string(6 - std::min<std::size_t>(tensor.dtype.size(), 5), ' ') + shapeText(tensor.shape);
    }
    return text;
}

}  // namespace

void addInspect(CLI::App& root, Session& session) {
    struct Flags {
        std::string file;
        bool tensors = false;
    };
    const auto flags = std::make_shared<Flags>();
    CLI::App& verb = addVerb(root, session, "inspect", "Says what a file is, without running anything in it",
                             "syper inspect network-snapshot-025000.pkl --tensors", [&session, flags] {
                                 const FileInfo info =
                                     core::inspectFile(core::resolveModel(flags->file, core::kBundledGenerator));
                                 session.finish(toJson(info), toText(info, flags->file, flags->tensors));
                             });
    verb.add_option("FILE", flags->file, "Weights, or a dataset: a folder, a zip, dataset.json, labels.csv")
        ->required();
    verb.add_flag("--tensors", flags->tensors, "List every tensor with its type and shape (--json always does)");
}

}  // namespace syper::cli
