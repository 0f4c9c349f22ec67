// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/zip_entries.h"

#include "core/formats/zip_archive.h"

namespace syper::core {

ZipEntries::ZipEntries(const std::filesystem::path& path)
    : archive_(std::make_shared<const ZipArchive>(path.string(), std::make_shared<const MappedFile>(path))) {}

bool ZipEntries::looksLikeOne(const std::filesystem::path& path) {
    return ZipArchive::looksLikeOne(MappedFile(path).bytes());
}

std::size_t ZipEntries::size() const {
    return archive_->entries().size();
}

const std::string& ZipEntries::name(std::size_t index) const {
    return archive_->entries()[index].name;
}

std::string ZipEntries::stamp(std::size_t index) const {
    const ZipArchive::Entry& entry = archive_->entries()[index];
    return std::to_string(entry.crc) + "/" + std::to_string(entry.size);
}

std::vector<std::byte> ZipEntries::read(std::size_t index) const {
    return archive_->copy(archive_->entries()[index]);
}

}  // namespace syper::core
