// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/zip_archive.h"

#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <deque>

#include "core/api/error.h"
#include "core/formats/refuse.h"
#include "core/formats/utf8.h"

namespace syper::core {
namespace {

constexpr std::uint32_t kEntryMark = 0x02014b50, kLocalMark = 0x04034b50, kEndMark = 0x06054b50;
constexpr std::uint32_t kWideEndMark = 0x06064b50, kWideLocatorMark = 0x07064b50;
constexpr std::uint64_t kEndSize = 22, kEntrySize = 46, kLocalSize = 30, kLocatorSize = 20, kWideEndSize = 56;
constexpr std::uint64_t kLongestComment = 65535;
constexpr std::uint64_t kMostRatio = 1032;  // deflate cannot pack better (zlib's technical notes)

std::uint32_t checksum(std::span<const std::byte> bytes) {
    return std::uint32_t(crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

}  // namespace

struct ZipArchive::Kept {
    std::shared_ptr<const MappedFile> mapped;
    std::deque<std::vector<std::byte>> inflated;
};

bool ZipArchive::looksLikeOne(std::span<const std::byte> bytes) {
    return bytes.size() >= 4 &&
           (std::memcmp(bytes.data(), "PK\3\4", 4) == 0 || std::memcmp(bytes.data(), "PK\5\6", 4) == 0);
}

ZipArchive::ZipArchive(std::string file, std::shared_ptr<const MappedFile> mapped)
    : file_(std::move(file)), bytes_(mapped->bytes()), kept_(std::make_shared<Kept>()) {
    kept_->mapped = std::move(mapped);
    // Real weights hardly shrink: a file that unpacks to far more was made to fill the memory.
    mayInflate_ = 20 * std::uint64_t(bytes_.size()) + (std::uint64_t(64) << 20);
    readDirectory();
}

void ZipArchive::refuse(const std::string& why) const {
    refuseFile(file_, "as a zip file " + why);
}

std::uint64_t ZipArchive::number(std::uint64_t at, int bytes) const {
    if (at > bytes_.size() || std::uint64_t(bytes) > bytes_.size() - at) refuse("it points outside itself");
    std::uint64_t value = 0;
    for (int i = bytes - 1; i >= 0; --i)
        value = value << 8 | std::to_integer<std::uint64_t>(bytes_[std::size_t(at) + std::size_t(i)]);
    return value;
}

ZipArchive::Directory ZipArchive::directory() const {
    if (bytes_.size() < kEndSize) refuse("it is cut: its end is missing");
    const std::uint64_t last = bytes_.size() - kEndSize;
    const std::uint64_t first = last > kLongestComment ? last - kLongestComment : 0;
    for (std::uint64_t at = last + 1; at-- > first;) {
        if (number(at, 4) != kEndMark || at + kEndSize + number(at + 20, 2) != bytes_.size()) continue;
        Directory found{.begin = number(at + 16, 4), .size = number(at + 12, 4), .count = number(at + 10, 2)};
        if (at >= kLocatorSize && number(at - kLocatorSize, 4) == kWideLocatorMark) {
            const std::uint64_t wide = number(at - kLocatorSize + 8, 8);
            if (wide > at || at - wide < kWideEndSize || number(wide, 4) != kWideEndMark) refuse("its end is damaged");
            found = {.begin = number(wide + 48, 8), .size = number(wide + 40, 8), .count = number(wide + 32, 8)};
        }
        if (found.begin > at || found.size > at - found.begin || found.count > found.size / kEntrySize)
            refuse("its list of entries is damaged");
        return found;
    }
    refuse("it is cut: its list of entries is missing");
}

void ZipArchive::readDirectory() {
    const Directory found = directory();
    std::uint64_t at = found.begin, packed = 0;
    const std::uint64_t end = found.begin + found.size;
    for (std::uint64_t i = 0; i < found.count; ++i) {
        if (end - at < kEntrySize || number(at, 4) != kEntryMark) refuse("its list of entries is damaged");
        const std::uint64_t nameLength = number(at + 28, 2), extra = number(at + 30, 2), comment = number(at + 32, 2);
        if (nameLength + extra + comment > end - at - kEntrySize) refuse("its list of entries is damaged");
        Entry entry{.method = std::uint16_t(number(at + 10, 2)),
                    .crc = std::uint32_t(number(at + 16, 4)),
                    .packed = number(at + 20, 4),
                    .size = number(at + 24, 4),
                    .header = number(at + 42, 4)};
        entry.name.assign(reinterpret_cast<const char*>(bytes_.data()) + at + kEntrySize, std::size_t(nameLength));
        if ((number(at + 8, 2) & 1) != 0) refuse("it is encrypted");
        if (!isUtf8(entry.name)) refuse("it has a name that is not UTF-8");
        readWideSizes(entry, at + kEntrySize + nameLength, extra);
        // Entries that share bytes are how a small file unpacks to a huge one.
        if (entry.packed > bytes_.size() - packed) refuse("its entries overlap or are cut");
        packed += entry.packed;
        if (!index_.try_emplace(entry.name, entries_.size()).second)
            refuse("it has two entries named " + printable(entry.name));
        entries_.push_back(std::move(entry));
        at += kEntrySize + nameLength + extra + comment;
    }
}

void ZipArchive::readWideSizes(Entry& entry, std::uint64_t at, std::uint64_t length) const {
    constexpr std::uint64_t kWide = 0xFFFFFFFF;
    const std::uint64_t end = at + length;
    while (end - at >= 4) {
        const std::uint64_t tag = number(at, 2), size = number(at + 2, 2);
        at += 4;
        if (size > end - at) break;
        std::uint64_t field = at;
        if (tag == 1)
            for (std::uint64_t* value : {&entry.size, &entry.packed, &entry.header})
                if (*value == kWide && at + size - field >= 8) {
                    *value = number(field, 8);
                    field += 8;
                }
        at += size;
    }
}

const ZipArchive::Entry* ZipArchive::find(const std::string& name) const {
    const auto place = index_.find(name);
    return place == index_.end() ? nullptr : &entries_[place->second];
}

std::span<const std::byte> ZipArchive::packedBytes(const Entry& entry) const {
    const std::string what = "its entry " + printable(entry.name);
    if (number(entry.header, 4) != kLocalMark) refuse(what + " is not where it should be");
    const std::uint64_t skip = kLocalSize + number(entry.header + 26, 2) + number(entry.header + 28, 2);
    if (skip > bytes_.size() - entry.header || entry.packed > bytes_.size() - entry.header - skip)
        refuse(what + " is cut");
    return bytes_.subspan(std::size_t(entry.header + skip), std::size_t(entry.packed));
}

std::span<const std::byte> ZipArchive::read(const Entry& entry) {
    const std::span<const std::byte> packed = packedBytes(entry);
    if (entry.method == 0) return checked(entry, packed);
    std::vector<std::byte> data = inflated(entry, packed);
    mayInflate_ -= entry.size;
    return checked(entry, kept_->inflated.emplace_back(std::move(data)));
}

std::vector<std::byte> ZipArchive::copy(const Entry& entry) const {
    const std::span<const std::byte> packed = packedBytes(entry);
    std::vector<std::byte> data =
        entry.method == 0 ? std::vector<std::byte>(packed.begin(), packed.end()) : inflated(entry, packed);
    (void)checked(entry, data);
    return data;
}

std::span<const std::byte> ZipArchive::checked(const Entry& entry, std::span<const std::byte> data) const {
    if (data.size() != entry.size || checksum(data) != entry.crc)
        refuse("its entry " + printable(entry.name) + " is damaged (the checksum differs)");
    return data;
}

std::vector<std::byte> ZipArchive::inflated(const Entry& entry, std::span<const std::byte> packed) const {
    if (entry.method != 8)
        throw Error(Errc::Unsupported, "cannot read " + file_ + ": its entry " + printable(entry.name) +
                                           " is packed by a method other than deflate; pack it again");
    const std::string what = "its entry " + printable(entry.name);
    if (entry.size > packed.size() * kMostRatio + 64 || entry.size > mayInflate_)
        refuse(what + " claims an impossible size");
    std::vector<std::byte> out(std::size_t(entry.size));
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) throw std::bad_alloc();
    // zlib counts in 32 bits, so larger entries go through it in pieces.
    constexpr std::uint64_t kPiece = std::uint64_t(1) << 30;
    std::uint64_t in = 0, made = 0;
    int status = Z_OK;
    std::byte none{};
    while (status == Z_OK) {
        const auto wantIn = uInt(std::min(kPiece, packed.size() - in));
        const auto wantOut = uInt(std::min(kPiece, out.size() - made));
        stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(packed.data() + in));
        stream.avail_in = wantIn;
        stream.next_out = reinterpret_cast<Bytef*>(wantOut == 0 ? &none : out.data() + made);
        stream.avail_out = wantOut;
        status = inflate(&stream, Z_NO_FLUSH);
        in += wantIn - stream.avail_in;
        made += wantOut - stream.avail_out;
    }
    inflateEnd(&stream);
    if (status != Z_STREAM_END || made != entry.size) refuse(what + " is damaged");
    return out;
}

}  // namespace syper::core
