// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/util/files.h"

namespace syper::core {

/// A zip file's entries, straight from a mapped file: stored ones without a copy. Written for files that nobody
/// vouches for: every offset and length is checked, entries may not lie over each other, and what deflated entries
/// unpack to is bounded. ZIP and ZIP64 as in APPNOTE 6.3.
class ZipArchive {
public:
    struct Entry {
        std::string name{};
        std::uint16_t method = 0;  ///< 0 stored, 8 deflated
        std::uint32_t crc = 0;
        std::uint64_t packed = 0, size = 0, header = 0;
    };

    /// file: its name for messages. Throws Error{BadFormat}.
    ZipArchive(std::string file, std::shared_ptr<const MappedFile> mapped);

    /// In the order of the central directory.
    [[nodiscard]] const std::vector<Entry>& entries() const noexcept { return entries_; }
    [[nodiscard]] const Entry* find(const std::string& name) const;
    /// An entry's bytes, checksum compared. They live as long as the archive; owner() prolongs that.
    /// Throws Error{BadFormat, Unsupported}.
    [[nodiscard]] std::span<const std::byte> read(const Entry& entry);
    /// The same as bytes of the caller's own, which nothing is kept of; for several threads at once.
    [[nodiscard]] std::vector<std::byte> copy(const Entry& entry) const;
    /// Keeps whatever read() has returned.
    [[nodiscard]] std::shared_ptr<const void> owner() const { return kept_; }

    [[nodiscard]] static bool looksLikeOne(std::span<const std::byte> bytes);

private:
    struct Kept;
    struct Directory {
        std::uint64_t begin = 0, size = 0, count = 0;
    };

    [[noreturn]] void refuse(const std::string& why) const;
    [[nodiscard]] std::uint64_t number(std::uint64_t at, int bytes) const;
    [[nodiscard]] Directory directory() const;
    void readDirectory();
    void readWideSizes(Entry& entry, std::uint64_t at, std::uint64_t length) const;
    [[nodiscard]] std::span<const std::byte> packedBytes(const Entry& entry) const;
    [[nodiscard]] std::vector<std::byte> inflated(const Entry& entry, std::span<const std::byte> packed) const;
    [[nodiscard]] std::span<const std::byte> checked(const Entry& entry, std::span<const std::byte> data) const;

    std::string file_;
    std::span<const std::byte> bytes_;
    std::shared_ptr<Kept> kept_;
    std::vector<Entry> entries_;
    std::map<std::string, std::size_t> index_;
    std::uint64_t mayInflate_ = 0;
};

}  // namespace syper::core
