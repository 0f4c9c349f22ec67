// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/torch_file.h"

#include <cstring>
#include <map>

#include "core/api/error.h"
#include "core/formats/pickle_reader.h"
#include "core/formats/refuse.h"

namespace syper::core {
namespace {

// The pickled whole number 0x1950a86a20f9469cfc6c with which every legacy file begins, after its two protocol bytes.
constexpr std::string_view kMagic("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 13);
constexpr std::string_view kValueName = "data.pkl";

/// Where a legacy file's storages begin and what type each has.
class LegacyData {
public:
    LegacyData(PickleDocument& document, std::span<const std::byte> rest, std::size_t firstStorage)
        : document_(document), rest_(rest), first_(firstStorage) {
        for (std::size_t i = first_; i < document_.storages.size(); ++i)
            if (!document_.storages[i].found) types_.try_emplace(document_.storages[i].key, i);
    }

    void read(const PickleNode& keys) {
        if (keys.kind != PickleKind::List) refuseFile(document_.file(), "its list of storages is damaged");
        for (const PickleRef key : keys.items) readOne(document_.at(key).text);
        for (std::size_t i = first_; i < document_.storages.size(); ++i) connect(document_.storages[i]);
    }

private:
    void readOne(std::string_view key) {
        const auto place = types_.find(key);
        if (place == types_.end()) refuseFile(document_.file(), "its list of storages names one that it does not use");
        std::int64_t count = 0;
        if (rest_.size() < sizeof count) refuseFile(document_.file(), "it ends too early: a tensor's data is cut");
        std::memcpy(&count, rest_.data(), sizeof count);
        rest_ = rest_.subspan(sizeof count);
        const std::size_t size = c10::elementSize(document_.storages[place->second].type);
        if (count < 0 || std::uint64_t(count) > rest_.size() / size)
            refuseFile(document_.file(), "it ends too early: a tensor's data is cut");
        data_[key] = rest_.first(std::size_t(count) * size);
        rest_ = rest_.subspan(std::size_t(count) * size);
    }

    void connect(PickleStorage& storage) const {
        if (storage.found) return;
        const auto place = data_.find(storage.key);
        const auto needed = std::uint64_t(storage.offset + storage.count) * c10::elementSize(storage.type);
        if (place == data_.end() || needed > place->second.size())
            refuseFile(document_.file(), "a tensor's data in it is missing or cut");
        storage.data = place->second;
        storage.found = true;
    }

    PickleDocument& document_;
    std::span<const std::byte> rest_;
    std::size_t first_;
    std::map<std::string_view, std::size_t> types_;
    std::map<std::string_view, std::span<const std::byte>> data_;
};

void checkSystem(const PickleDocument& document, const PickleNode& system) {
    const PickleNode* little = document.find(system, "little_endian");
    if (little == nullptr || little->kind != PickleKind::Bool)
        refuseFile(document.file(), "its description of the system is damaged");
    if (little->integer == 0)
        throw Error(Errc::Unsupported, "cannot read " + document.file() +
                                           ": it was written on a big-endian computer; save it again on another");
}

}  // namespace

bool isLegacyTorch(std::span<const std::byte> bytes) {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), std::min<std::size_t>(bytes.size(), 64));
    return text.size() > 2 + kMagic.size() && text[0] == '\x80' && text.substr(2).starts_with(kMagic);
}

PickleRef readLegacyTorch(PickleDocument& document, std::span<const std::byte> bytes, bool nested) {
    if (!isLegacyTorch(bytes)) refuseFile(document.file(), "the tensors inside it are not as torch.save writes them");
    PickleReader reader(document, bytes, nested);
    (void)reader.read();
    const PickleNode& protocol = document.at(reader.read());
    if (protocol.kind != PickleKind::Int || protocol.integer != 1001)
        refuseFile(document.file(), "it is a torch.save of an unknown version");
    checkSystem(document, document.at(reader.read()));
    const std::size_t firstStorage = document.storages.size();
    const PickleRef value = reader.read();
    const PickleRef keys = reader.read();
    LegacyData(document, bytes.subspan(reader.position()), firstStorage).read(document.at(keys));
    return value;
}

const ZipArchive::Entry* torchValueEntry(const ZipArchive& archive) {
    for (const ZipArchive::Entry& entry : archive.entries()) {
        const std::size_t slash = entry.name.find('/');
        const std::string_view inside = std::string_view(entry.name).substr(slash == std::string::npos ? 0 : slash + 1);
        if (inside == kValueName) return &entry;
    }
    return nullptr;
}

PickleRef readZipTorch(PickleDocument& document, ZipArchive& archive) {
    const std::string& name = torchValueEntry(archive)->name;
    const std::string folder = name.substr(0, name.size() - kValueName.size());
    if (archive.find(folder + "constants.pkl") != nullptr)
        throw Error(Errc::Unsupported, "cannot read " + document.file() +
                                           ": it is a TorchScript program; save the model's state_dict() alone");
    if (const ZipArchive::Entry* order = archive.find(folder + "byteorder")) {
        const std::span<const std::byte> text = archive.read(*order);
        if (std::string_view(reinterpret_cast<const char*>(text.data()), text.size()) != "little")
            throw Error(Errc::Unsupported, "cannot read " + document.file() +
                                               ": it was written on a big-endian computer; save it again on another");
    }
    PickleReader reader(document, document.bytes());
    const PickleRef value = reader.read();
    std::map<std::string_view, std::span<const std::byte>> read;
    for (PickleStorage& storage : document.storages) {
        if (storage.found) continue;
        const auto [place, added] = read.try_emplace(storage.key);
        if (added) {
            const ZipArchive::Entry* entry = archive.find(folder + "data/" + std::string(storage.key));
            if (entry == nullptr)
                refuseFile(document.file(), "the data of tensor " + printable(storage.key) + " is missing in it");
            place->second = archive.read(*entry);
        }
        const auto needed = std::uint64_t(storage.offset + storage.count) * c10::elementSize(storage.type);
        if (needed > place->second.size()) refuseFile(document.file(), "a tensor's data in it is cut");
        storage.data = place->second;
        storage.found = true;
    }
    return value;
}

}  // namespace syper::core
