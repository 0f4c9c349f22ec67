// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/safetensors.h"

#include <ATen/ATen.h>

#include <array>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/api/error.h"
#include "core/util/files.h"

namespace syper::core {
namespace {

using nlohmann::ordered_json;

struct DtypeName {
    at::ScalarType type;
    const char* name;
};
constexpr std::array<DtypeName, 9> kDtypes{{{at::kFloat, "F32"},
                                            {at::kHalf, "F16"},
                                            {at::kBFloat16, "BF16"},
                                            {at::kDouble, "F64"},
                                            {at::kLong, "I64"},
                                            {at::kInt, "I32"},
                                            {at::kShort, "I16"},
                                            {at::kChar, "I8"},
                                            {at::kByte, "U8"}}};

std::optional<at::ScalarType> dtypeOf(const std::string& name) {
    if (name == "BOOL") return at::kBool;
    for (const DtypeName& entry : kDtypes)
        if (name == entry.name) return entry.type;
    return std::nullopt;
}

std::string nameOf(at::ScalarType type) {
    if (type == at::kBool) return "BOOL";
    for (const DtypeName& entry : kDtypes)
        if (type == entry.type) return entry.name;
    throw Error(Errc::Unsupported, std::string("safetensors has no type for ") + at::toString(type));
}

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& why) {
    throw Error(Errc::BadFormat, "cannot read " + path.string() + ": " + why + "; download it again or choose another file");
}

/// Elements of `shape`, or nothing where a size is negative or the product overflows.
std::optional<std::uint64_t> elementCount(const std::vector<std::int64_t>& shape) {
    std::uint64_t count = 1;
    for (const std::int64_t size : shape)
        if (size < 0 || __builtin_mul_overflow(count, std::uint64_t(size), &count)) return std::nullopt;
    return count;
}

at::Tensor readEntry(const std::filesystem::path& path, const std::string& name, const ordered_json& entry,
                     const std::shared_ptr<MappedFile>& file, std::size_t dataStart) {
    const std::size_t dataSize = file->bytes().size() - dataStart;
    const auto type = dtypeOf(entry.at("dtype").get<std::string>());
    if (!type) refuse(path, "tensor " + name + " has the unknown type " + entry.at("dtype").get<std::string>());
    const auto shape = entry.at("shape").get<std::vector<std::int64_t>>();
    const auto begin = entry.at("data_offsets").at(0).get<std::uint64_t>();
    const auto end = entry.at("data_offsets").at(1).get<std::uint64_t>();
    const auto count = shape.size() > 64 ? std::nullopt : elementCount(shape);
    std::uint64_t wanted = 0;
    if (!count || __builtin_mul_overflow(*count, at::elementSize(*type), &wanted))
        refuse(path, "tensor " + name + " has an impossible shape");
    if (begin > end || end > dataSize || end - begin != wanted)
        refuse(path, "tensor " + name + " wants bytes " + std::to_string(begin) + " to " + std::to_string(end) + " of " +
                         std::to_string(dataSize) + ", its shape " + std::to_string(wanted));
    void* data = const_cast<std::byte*>(file->bytes().data()) + dataStart + begin;
    if (reinterpret_cast<std::uintptr_t>(data) % at::elementSize(*type) != 0) {  // other writers may not align
        at::Tensor copy = at::empty(shape, *type);
        if (wanted > 0) std::memcpy(copy.data_ptr(), data, wanted);
        return copy;
    }
    return at::from_blob(data, shape, [file](void*) {}, *type);
}

}  // namespace

TensorMap readSafetensors(const std::filesystem::path& path) {
    auto file = std::make_shared<MappedFile>(path);
    const auto bytes = file->bytes();
    std::uint64_t headerSize = 0;
    if (bytes.size() < 8) refuse(path, "it has only " + std::to_string(bytes.size()) + " bytes");
    std::memcpy(&headerSize, bytes.data(), 8);
    if (headerSize > bytes.size() - 8 || headerSize > (std::uint64_t(100) << 20))
        refuse(path, "its header claims " + std::to_string(headerSize) + " bytes of " + std::to_string(bytes.size()));

    TensorMap tensors;
    try {
        const char* text = reinterpret_cast<const char*>(bytes.data()) + 8;
        // Depth is bounded by hand: a header is three levels deep, and a recursive parser must not see more.
        const auto tooDeep = [](int depth, ordered_json::parse_event_t, ordered_json&) {
            if (depth > 4) throw Error(Errc::BadFormat, "nested too deeply");
            return true;
        };
        const ordered_json header = ordered_json::parse(text, text + headerSize, tooDeep);
        for (const auto& [name, entry] : header.items()) {
            if (name == "__metadata__")
                tensors.metadata = entry.get<std::map<std::string, std::string>>();
            else
                tensors.set(name, readEntry(path, name, entry, file, 8 + headerSize));
        }
    } catch (const ordered_json::exception&) {
        refuse(path, "its header is not the JSON that safetensors has");
    }
    return tensors;
}

void writeSafetensors(const std::filesystem::path& path, const TensorMap& tensors) {
    ordered_json header = ordered_json::object();
    if (!tensors.metadata.empty()) header["__metadata__"] = tensors.metadata;
    std::uint64_t offset = 0;
    for (const auto& [name, tensor] : tensors.entries()) {
        const std::uint64_t end = offset + std::uint64_t(tensor.numel()) * tensor.element_size();
        header[name] = {{"dtype", nameOf(tensor.scalar_type())}, {"shape", tensor.sizes().vec()}, {"data_offsets", {offset, end}}};
        offset = end;
    }
    std::string text = header.dump();
    text.resize((text.size() + 7) / 8 * 8, ' ');
    const std::uint64_t size = text.size();

    AtomicFile file(path);
    file.write(&size, sizeof size);
    file.write(text);
    for (const auto& [name, tensor] : tensors.entries()) {
        const at::Tensor flat = tensor.detach().to(at::kCPU).contiguous();
        file.write(flat.data_ptr(), std::size_t(flat.numel()) * flat.element_size());
    }
    file.commit();
}

}  // namespace syper::core
