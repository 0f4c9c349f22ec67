// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/npy_writer.h"

#include <algorithm>
#include <bit>

#include "core/api/error.h"
#include "core/formats/utf8.h"
#include "core/formats/zip_writer.h"

namespace syper::core {
namespace {

static_assert(std::endian::native == std::endian::little, "headers and data are written as they lie in memory");

/// Appends `count` low bytes of `value`, little-endian.
void put(std::string& to, std::uint64_t value, int count) {
    for (int i = 0; i < count; ++i) to.push_back(char((value >> (8 * i)) & 0xFF));
}

/// The file up to its data: format 1.0, C order.
std::string npyHead(const std::string& type, const std::string& sizes) {
    std::string header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + sizes + "), }";
    constexpr std::size_t kPreamble = 10, kAlign = 64;
    header.resize((kPreamble + header.size() + 1 + kAlign - 1) / kAlign * kAlign - kPreamble - 1, ' ');
    header += '\n';
    std::string file("\x93NUMPY\x01\x00", 8);
    put(file, header.size(), 2);
    return file + header;
}

/// Code points of `text`; bytes that are no UTF-8 become U+FFFD.
std::u32string codePoints(const std::string& text) {
    std::u32string points;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (i + length > text.size() || !isUtf8(std::string_view(text).substr(i, length))) {
            points.push_back(0xFFFD);
            ++i;
            continue;
        }
        char32_t point = length == 1 ? lead : lead & (0x7FU >> length);
        for (std::size_t k = 1; k < length; ++k) point = point << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
        points.push_back(point);
        i += length;
    }
    return points;
}

}  // namespace

std::string npyTexts(const std::vector<std::string>& texts) {
    std::vector<std::u32string> rows;
    std::size_t longest = 1;
    for (const std::string& text : texts) longest = std::max(longest, rows.emplace_back(codePoints(text)).size());
    std::string file = npyHead("<U" + std::to_string(longest), std::to_string(texts.size()) + ",");
    for (std::u32string& row : rows) {
        row.resize(longest, U'\0');
        file.append(reinterpret_cast<const char*>(row.data()), row.size() * sizeof(char32_t));
    }
    return file;
}

std::string npyBytes(std::span<const float> values, const std::vector<std::int64_t>& shape) {
    std::string sizes;
    std::uint64_t count = 1;
    for (const std::int64_t side : shape) {
        sizes += std::to_string(side) + (shape.size() == 1 ? "," : ", ");
        count *= std::uint64_t(side);
    }
    if (shape.size() > 1) sizes.resize(sizes.size() - 2);
    if (count != values.size())
        throw Error(Errc::BadShape, "npy: " + std::to_string(values.size()) + " values for shape (" + sizes + ")");

    std::string file = npyHead("<f4", sizes);
    file.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
    return file;
}

std::string npzBytes(const std::vector<NpzMember>& members) {
    std::vector<ZipMember> files;
    for (const NpzMember& member : members) files.push_back({member.name + ".npy", member.bytes});
    return zipBytes(files);
}

}  // namespace syper::core
