// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/zip_writer.h"

#include <zlib.h>

#include <cstdint>
#include <limits>

#include "core/api/error.h"

namespace syper::core {
namespace {

constexpr std::size_t kLocalHeader = 30;

/// Appends `count` low bytes of `value`, little-endian.
void put(std::string& to, std::uint64_t value, int count) {
    for (int i = 0; i < count; ++i) to.push_back(char((value >> (8 * i)) & 0xFF));
}

/// What local and central headers of a stored member share, from "version needed" to the lengths of name and extra.
void putCommon(std::string& to, const ZipMember& member, std::size_t extra) {
    constexpr std::uint64_t kVersion = 20, kFlags = 0, kStored = 0, kTime = 0, kDate = 0x21;  // 1980-01-01
    put(to, kVersion, 2);
    put(to, kFlags, 2);
    put(to, kStored, 2);
    put(to, kTime, 2);
    put(to, kDate, 2);
    const auto* data = reinterpret_cast<const Bytef*>(member.bytes.data());
    put(to, crc32_z(crc32_z(0, nullptr, 0), data, member.bytes.size()), 4);
    put(to, member.bytes.size(), 4);
    put(to, member.bytes.size(), 4);
    put(to, member.name.size(), 2);
    put(to, extra, 2);
}

/// Bytes of an extra field that moves a member's data to a multiple of `align`: none, or at least its own header's 4.
std::size_t padding(std::size_t dataStart, std::size_t align) {
    const std::size_t off = dataStart % align;
    if (off == 0) return 0;
    return align - off >= 4 ? align - off : 2 * align - off;
}

}  // namespace

std::string zipBytes(std::span<const ZipMember> members, std::size_t align) {
    std::string file, directory;
    std::size_t total = 0;
    for (const ZipMember& member : members) total += member.bytes.size() + 2 * member.name.size() + 512;
    if (total > std::numeric_limits<std::uint32_t>::max())
        throw Error(Errc::Unsupported, "a ZIP archive of over 4 GiB; write .safetensors instead");
    file.reserve(total);
    for (const ZipMember& member : members) {
        put(directory, 0x02014B50, 4);
        put(directory, 20, 2);
        putCommon(directory, member, 0);
        put(directory, 0, 2);  // comment
        put(directory, 0, 2);  // disk
        put(directory, 0, 2);  // internal attributes
        put(directory, 0, 4);  // external attributes
        put(directory, file.size(), 4);
        directory += member.name;

        const std::size_t extra = padding(file.size() + kLocalHeader + member.name.size(), align);
        put(file, 0x04034B50, 4);
        putCommon(file, member, extra);
        file += member.name;
        if (extra > 0) {
            put(file, 0x4246, 2);  // "FB", as PyTorch names its padding
            put(file, extra - 4, 2);
            file.append(extra - 4, 'Z');
        }
        file += member.bytes;
    }
    const std::size_t start = file.size();
    file += directory;
    put(file, 0x06054B50, 4);
    put(file, 0, 4);  // disks
    put(file, members.size(), 2);
    put(file, members.size(), 2);
    put(file, directory.size(), 4);
    put(file, start, 4);
    put(file, 0, 2);
    return file;
}

}  // namespace syper::core
