// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/load.h"

#include <cstring>
#include <string_view>

#include "core/api/error.h"
#include "core/formats/npy.h"
#include "core/formats/pickle_reader.h"
#include "core/formats/refuse.h"
#include "core/formats/safetensors.h"
#include "core/formats/state_tree.h"
#include "core/formats/torch_file.h"
#include "core/formats/zip_archive.h"
#include "core/runtime/onnx_graph.h"
#include "core/util/files.h"

namespace syper::core {
namespace {

using Mapped = std::shared_ptr<const MappedFile>;

LoadedFile loadPickle(const std::string& name, const Mapped& mapped) {
    const bool legacy = isLegacyTorch(mapped->bytes());
    PickleDocument document(name, mapped->bytes(), mapped, mapped->bytes().size());
    const PickleRef root =
        legacy ? readLegacyTorch(document, mapped->bytes()) : PickleReader(document, mapped->bytes()).read();
    LoadedFile file = loadedFrom(document, root);
    file.container = legacy ? "torch-legacy" : "pickle";
    return file;
}

LoadedFile loadArrays(const std::string& name, ZipArchive& archive) {
    TensorMap arrays;
    nlohmann::json leftOut = nlohmann::json::array();
    std::string why;
    for (const ZipArchive::Entry& entry : archive.entries()) {
        if (!entry.name.ends_with(".npy")) continue;
        const std::string array = entry.name.substr(0, entry.name.size() - 4);
        try {
            arrays.set(array,
                       readNpy(name + " (array " + printable(array) + ")", archive.read(entry), archive.owner()));
        } catch (const Error& error) {
            if (error.code() != Errc::Unsupported) throw;
            leftOut.push_back(array);  // names of files beside embeddings, say
            why = error.what();
        }
    }
    if (arrays.empty() && !why.empty()) throw Error(Errc::Unsupported, why);
    LoadedFile file = loadedFrom(std::move(arrays));
    file.container = "npz";
    if (!leftOut.empty()) file.details["left_out"] = std::move(leftOut);
    return file;
}

LoadedFile loadZip(const std::string& name, const Mapped& mapped) {
    ZipArchive archive(name, mapped);
    if (const ZipArchive::Entry* value = torchValueEntry(archive)) {
        PickleDocument document(name, archive.read(*value), archive.owner(), mapped->bytes().size());
        const PickleRef root = readZipTorch(document, archive);
        LoadedFile file = loadedFrom(document, root);
        file.container = "torch-zip";
        return file;
    }
    for (const ZipArchive::Entry& entry : archive.entries())
        if (entry.name.ends_with(".npy")) return loadArrays(name, archive);
    refuseFile(name, "it is a zip file without weights", "choose a file of weights");
}

bool looksLikeSafetensors(std::span<const std::byte> bytes) {
    return bytes.size() > 8 && bytes[8] == std::byte('{') && bytes[7] == std::byte(0);
}

/// Binary pickles say so; those of protocol 0 and 1 begin with an opcode that opens a table, list, object or name.
bool looksLikePickle(std::string_view text) {
    return text[0] == '\x80' || (text.size() > 1 && std::string_view("(}]c").find(text[0]) != std::string_view::npos);
}

[[noreturn]] void refuseUnknown(const std::string& name, std::string_view text) {
    if (text.starts_with("version https://git-lfs"))
        refuseFile(name, "it only points to the file in Git LFS", "fetch the real file with git lfs pull");
    if (text.starts_with("<") || text.starts_with("\xef\xbb\xbf<"))
        refuseFile(name, "it is a web page, so the download went wrong");
    if (text.starts_with("\x89PNG") || text.starts_with("\xff\xd8\xff"))
        refuseFile(name, "it is a picture, not weights", "choose a file of weights");
    if (runtime::isOnnx(name)) refuseFile(name, "it is an ONNX graph", "choose the weights that it was made from");
    refuseFile(name, "its content is none of .safetensors, .pth, .pkl, .npy, .npz", "choose another file");
}

LoadedFile loadMapped(const std::filesystem::path& path, const Mapped& mapped) {
    const std::string name = path.string();
    const std::span<const std::byte> bytes = mapped->bytes();
    if (bytes.empty()) refuseFile(name, "it is empty");
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), std::min<std::size_t>(bytes.size(), 256));
    if (ZipArchive::looksLikeOne(bytes)) return loadZip(name, mapped);
    if (isNpy(bytes)) {
        TensorMap tensors;
        tensors.set("data", readNpy(name, bytes, mapped));
        LoadedFile file = loadedFrom(std::move(tensors));
        file.container = "npy";
        return file;
    }
    if (looksLikeSafetensors(bytes)) {
        LoadedFile file = loadedFrom(readSafetensors(path));
        file.container = "safetensors";
        return file;
    }
    if (looksLikePickle(text)) return loadPickle(name, mapped);
    refuseUnknown(name, text);
}

/// What `convert` wrote of a network's arguments.
nlohmann::json kwargsIn(const TensorMap& tensors) {
    const auto place = tensors.metadata.find(kInitKwargsKey);
    if (place == tensors.metadata.end()) return nullptr;
    nlohmann::json kwargs = nlohmann::json::parse(place->second, nullptr, false);
    return kwargs.is_object() ? kwargs : nlohmann::json(nullptr);
}

}  // namespace

LoadedFile loadFile(const std::filesystem::path& path) {
    return loadMapped(path, std::make_shared<const MappedFile>(path));
}

TensorMap stateDictOf(const LoadedFile& file) {
    if (file.stateDictSize == 0 || file.stateDictSize == file.tensors.size()) return file.tensors;
    TensorMap own;
    own.metadata = file.tensors.metadata;
    for (std::size_t i = 0; i < file.stateDictSize; ++i)
        own.set(file.tensors.entries()[i].name, file.tensors.entries()[i].tensor);
    return own;
}

TensorMap loadStateDict(const std::filesystem::path& path) {
    const LoadedFile file = loadFile(path);
    if (file.tensors.empty()) refuseFile(path.string(), "no tensor is in it", "choose a file of weights");
    return stateDictOf(file);
}

std::map<std::string, LoadedNetwork> loadNetworks(const std::filesystem::path& path) {
    LoadedFile file = loadFile(path);
    if (file.tensors.empty()) refuseFile(path.string(), "no tensor is in it", "choose a file of weights");
    if (file.networks.find("G_ema") == file.networks.end()) file.networks["G_ema"].tensors = stateDictOf(file);
    LoadedNetwork& generator = file.networks["G_ema"];
    generator.tensors.metadata = file.tensors.metadata;
    if (generator.initKwargs.is_null()) generator.initKwargs = kwargsIn(file.tensors);
    return std::move(file.networks);
}

}  // namespace syper::core
