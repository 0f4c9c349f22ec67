// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/safetensors.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_set>
#include <vector>

#include "core/api/error.h"
#include "core/formats/pickle_tensors.h"
#include "core/formats/refuse.h"
#include "core/util/files.h"

namespace syper::core {
namespace {

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

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& why) {
    refuseFile(path.string(), why);
}

/// What the header says of one tensor.
struct HeaderEntry {
    std::string name, dtype;
    std::vector<std::int64_t> shape, offsets;
};

constexpr std::size_t kMostTensors = 200'000;

/// Takes a header in as it is parsed, so that its cost is bounded by its length: a JSON document in memory would cost
/// many times that, and quadratic time for its order.
class HeaderReader final : public nlohmann::json_sax<nlohmann::json> {
public:
    using OnEntry = std::function<void(const HeaderEntry&)>;
    explicit HeaderReader(OnEntry onEntry) : onEntry_(std::move(onEntry)) {}

    std::map<std::string, std::string> metadata;
    std::string problem = "its header is not the JSON that safetensors has";

    bool start_object(std::size_t) override {
        if (++depth_ == 1) return true;
        if (depth_ != 2) return false;
        inMetadata_ = key_ == "__metadata__";
        entry_ = {.name = key_, .dtype = {}, .shape = {}, .offsets = {}};
        return true;
    }
    bool end_object() override {
        if (--depth_ == 1 && !inMetadata_) onEntry_(entry_);
        return true;
    }
    bool key(std::string& text) override {
        if (depth_ == 1 && !names_.insert(text).second) {
            problem = "two tensors in it are named " + printable(text);
            return false;
        }
        if (names_.size() > kMostTensors) {
            problem = "it names more tensors than any model has";
            return false;
        }
        key_ = std::move(text);
        return true;
    }
    bool string(std::string& text) override {
        if (depth_ == 2 && inMetadata_) {
            metadata[key_] = std::move(text);
            return true;
        }
        if (depth_ != 2 || key_ != "dtype" || inArray_) return false;
        entry_.dtype = std::move(text);
        return true;
    }
    bool start_array(std::size_t) override {
        const bool fits = depth_ == 2 && !inMetadata_ && !inArray_ && (key_ == "shape" || key_ == "data_offsets");
        inArray_ = true;
        return fits;
    }
    bool end_array() override {
        inArray_ = false;
        return true;
    }
    bool number_unsigned(std::uint64_t value) override {
        if (!inArray_ || value > std::uint64_t(std::numeric_limits<std::int64_t>::max())) return false;
        std::vector<std::int64_t>& numbers = key_ == "shape" ? entry_.shape : entry_.offsets;
        numbers.push_back(std::int64_t(value));
        return numbers.size() <= 64;
    }
    bool number_integer(std::int64_t) override { return false; }
    bool number_float(double, const std::string&) override { return false; }
    bool boolean(bool) override { return false; }
    bool null() override { return false; }
    bool binary(nlohmann::json::binary_t&) override { return false; }
    bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override { return false; }

private:
    int depth_ = 0;
    bool inArray_ = false, inMetadata_ = false;
    std::string key_;
    HeaderEntry entry_;
    std::unordered_set<std::string> names_;
    OnEntry onEntry_;
};

at::Tensor readEntry(const std::filesystem::path& path, const HeaderEntry& entry,
                     const std::shared_ptr<MappedFile>& file, std::size_t dataStart) {
    const std::size_t dataSize = file->bytes().size() - dataStart;
    const std::string name = printable(entry.name);
    const std::vector<std::int64_t>& shape = entry.shape;
    const auto type = dtypeOf(entry.dtype);
    if (!type) refuse(path, "tensor " + name + " has the unknown type " + printable(entry.dtype));
    if (entry.offsets.size() != 2) refuse(path, "tensor " + name + " has no place in it");
    const auto begin = std::uint64_t(entry.offsets[0]), end = std::uint64_t(entry.offsets[1]);
    const auto count = elementCount(shape);
    std::uint64_t wanted = 0;
    if (!count || __builtin_mul_overflow(std::uint64_t(*count), at::elementSize(*type), &wanted))
        refuse(path, "tensor " + name + " has an impossible shape");
    if (begin > end || end > dataSize || end - begin != wanted)
        refuse(path, "tensor " + name + " wants bytes " + std::to_string(begin) + " to " + std::to_string(end) +
                         " of " + std::to_string(dataSize) + ", its shape " + std::to_string(wanted));
    void* data = const_cast<std::byte*>(file->bytes().data()) + dataStart + begin;
    // A byte that is neither 0 nor 1 is no bool in C++.
    if (*type == at::kBool && wanted > 0) return at::from_blob(data, shape, at::kByte).ne(0);
    if (reinterpret_cast<std::uintptr_t>(data) % at::elementSize(*type) != 0) {  // other writers may not align
        at::Tensor copy = at::empty(shape, *type);
        if (wanted > 0) std::memcpy(copy.data_ptr(), data, wanted);
        return copy;
    }
    return at::from_blob(
        data, shape, [file](void*) {}, *type);
}

using Span = std::pair<std::int64_t, std::int64_t>;

/// The format wants tensors one behind the other: bytes that belong to none could hide anything, and shared ones would
/// make a huge model of a small file.
void checkCovered(const std::filesystem::path& path, std::vector<Span> spans, std::int64_t size) {
    std::sort(spans.begin(), spans.end());
    std::int64_t at = 0;
    for (const auto& [begin, end] : spans) {
        if (begin < at) refuse(path, "its tensors overlap");
        if (begin > at)
            refuse(path,
                   "bytes " + std::to_string(at) + " to " + std::to_string(begin) + " belong to none of its tensors");
        at = end;
    }
    if (at != size) refuse(path, std::to_string(size - at) + " bytes follow the last of its tensors");
}

}  // namespace

std::string dtypeName(at::ScalarType type) {
    if (type == at::kBool) return "BOOL";
    for (const DtypeName& entry : kDtypes)
        if (type == entry.type) return entry.name;
    throw Error(Errc::Unsupported, std::string("safetensors has no type for ") + at::toString(type));
}

TensorMap readSafetensors(const std::filesystem::path& path) {
    auto file = std::make_shared<MappedFile>(path);
    const auto bytes = file->bytes();
    std::uint64_t headerSize = 0;
    if (bytes.size() < 8) refuse(path, "it has only " + std::to_string(bytes.size()) + " bytes");
    std::memcpy(&headerSize, bytes.data(), 8);
    if (headerSize > bytes.size() - 8 || headerSize > (std::uint64_t(100) << 20))
        refuse(path, "its header claims " + std::to_string(headerSize) + " bytes of " + std::to_string(bytes.size()));

    TensorMap tensors;
    std::vector<Span> spans;
    HeaderReader header([&](const HeaderEntry& entry) {
        tensors.set(entry.name, readEntry(path, entry, file, 8 + headerSize));
        spans.emplace_back(entry.offsets[0], entry.offsets[1]);
    });
    const char* text = reinterpret_cast<const char*>(bytes.data()) + 8;
    if (!nlohmann::json::sax_parse(text, text + headerSize, &header)) refuse(path, header.problem);
    checkCovered(path, std::move(spans), std::int64_t(bytes.size() - 8 - headerSize));
    tensors.metadata = std::move(header.metadata);
    return tensors;
}

void writeSafetensors(const std::filesystem::path& path, const TensorMap& tensors) {
    std::string text = tensors.metadata.empty() ? "{" : "{\"__metadata__\":" + nlohmann::json(tensors.metadata).dump();
    std::uint64_t offset = 0;
    for (const auto& [name, tensor] : tensors.entries()) {
        const std::uint64_t end = offset + std::uint64_t(tensor.numel()) * tensor.element_size();
        text += (text.size() > 1 ? "," : "") + nlohmann::json(name).dump() + ":{\"dtype\":\"" +
                dtypeName(tensor.scalar_type()) + "\",\"shape\":" + nlohmann::json(tensor.sizes().vec()).dump() +
                ",\"data_offsets\":[" + std::to_string(offset) + "," + std::to_string(end) + "]}";
        offset = end;
    }
    text += "}";
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
