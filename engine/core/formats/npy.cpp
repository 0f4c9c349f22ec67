// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/npy.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "core/api/error.h"
#include "core/formats/pickle_tensors.h"
#include "core/formats/refuse.h"

namespace syper::core {
namespace {

constexpr std::string_view kMagic("\x93NUMPY", 6);
constexpr std::size_t kLongestHeader = std::size_t(1) << 20;

struct Header {
    std::string descr;
    std::optional<bool> fortran;
    std::optional<std::vector<std::int64_t>> shape;
};

/// Reads the one-line Python dict of an .npy header: {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }
class HeaderParser {
public:
    explicit HeaderParser(std::string_view text) : rest_(text) {}

    std::optional<Header> parse() {
        Header header;
        if (!eat('{')) return std::nullopt;
        while (!eat('}')) {
            const auto key = quoted();
            if (!key || !eat(':') || !readValue(*key, header)) return std::nullopt;
            eat(',');
        }
        if (header.descr.empty() || !header.fortran || !header.shape) return std::nullopt;
        return header;
    }

private:
    bool readValue(const std::string& key, Header& header) {
        if (key == "descr") {
            const auto text = quoted();
            if (text) header.descr = *text;
            return text.has_value();
        }
        if (key == "fortran_order") {
            header.fortran = eatWord("True");
            return *header.fortran || eatWord("False");
        }
        if (key == "shape") {
            header.shape = sizes();
            return header.shape.has_value();
        }
        return false;
    }

    void skipSpace() {
        while (!rest_.empty() && (rest_[0] == ' ' || rest_[0] == '\n')) rest_.remove_prefix(1);
    }
    bool eat(char wanted) {
        skipSpace();
        if (rest_.empty() || rest_[0] != wanted) return false;
        rest_.remove_prefix(1);
        return true;
    }
    bool eatWord(std::string_view word) {
        skipSpace();
        if (!rest_.starts_with(word)) return false;
        rest_.remove_prefix(word.size());
        return true;
    }
    std::optional<std::string> quoted() {
        skipSpace();
        if (rest_.empty() || (rest_[0] != '\'' && rest_[0] != '"')) return std::nullopt;
        const std::size_t end = rest_.find(rest_[0], 1);
        if (end == std::string_view::npos) return std::nullopt;
        std::string text(rest_.substr(1, end - 1));
        rest_.remove_prefix(end + 1);
        return text;
    }
    std::optional<std::vector<std::int64_t>> sizes() {
        std::vector<std::int64_t> values;
        if (!eat('(')) return std::nullopt;
        while (!eat(')')) {
            skipSpace();
            std::int64_t value = 0;
            const auto [end, code] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
            if (code != std::errc() || values.size() == 64) return std::nullopt;
            rest_.remove_prefix(std::size_t(end - rest_.data()));
            eat('L');  // Python 2 wrote its long numbers so
            values.push_back(value);
            eat(',');
        }
        return values;
    }

    std::string_view rest_;
};

struct Element {
    at::ScalarType type;        ///< of the result
    std::size_t bytes;          ///< of one element in the file
    bool unsignedWide = false;  ///< u2, u4, u8: widened
    bool bigEndian = false;
};

std::optional<Element> elementOf(const std::string& descr) {
    if (descr.size() < 3) return std::nullopt;
    const std::string_view code = std::string_view(descr).substr(1);
    const bool big = descr[0] == '>';
    if (!big && descr[0] != '<' && descr[0] != '|' && descr[0] != '=') return std::nullopt;
    if (code == "u2") return Element{at::kInt, 2, true, big};
    if (code == "u4") return Element{at::kLong, 4, true, big};
    if (code == "u8") return Element{at::kLong, 8, true, big};
    const auto type = typeOfNumpy(code);
    if (!type) return std::nullopt;
    return Element{*type, c10::elementSize(*type), false, big};
}

std::vector<std::byte> turned(std::span<const std::byte> data, std::size_t size) {
    std::vector<std::byte> copy(data.begin(), data.end());
    for (std::size_t i = 0; i + size <= copy.size(); i += size)
        std::reverse(copy.begin() + std::ptrdiff_t(i), copy.begin() + std::ptrdiff_t(i + size));
    return copy;
}

template <class From, class To>
void widen(std::span<const std::byte> data, at::Tensor& out) {
    To* to = out.data_ptr<To>();
    for (std::size_t i = 0; i < data.size() / sizeof(From); ++i) {
        From value{};
        std::memcpy(&value, data.data() + i * sizeof(From), sizeof value);
        to[i] = static_cast<To>(value);
    }
}

/// The elements one after the other, whatever the file's type and order of bytes.
at::Tensor flat(const std::string& file, const Element& element, std::int64_t count, std::span<const std::byte> data,
                const std::shared_ptr<const void>& owner) {
    std::vector<std::byte> copy;
    if (element.bigEndian && element.bytes > 1) data = copy = turned(data, element.bytes);
    const bool aligned = reinterpret_cast<std::uintptr_t>(data.data()) % element.bytes == 0;
    if (element.type == at::kBool) return at::from_blob(const_cast<std::byte*>(data.data()), {count}, at::kByte).ne(0);
    if (!element.unsignedWide && copy.empty() && aligned)
        return at::from_blob(
            const_cast<std::byte*>(data.data()), {count}, [owner](void*) {}, element.type);
    at::Tensor out = at::empty({count}, element.type);
    if (!element.unsignedWide)
        std::memcpy(out.data_ptr(), data.data(), data.size());
    else if (element.bytes == 2)
        widen<std::uint16_t, std::int32_t>(data, out);
    else if (element.bytes == 4)
        widen<std::uint32_t, std::int64_t>(data, out);
    else
        widen<std::uint64_t, std::int64_t>(data, out);
    if (element.bytes == 8 && element.unsignedWide && out.lt(0).any().item<bool>())
        throw Error(Errc::Unsupported, "cannot read " + file + ": it has whole numbers over 2^63; convert it to int64");
    return out;
}

}  // namespace

bool isNpy(std::span<const std::byte> bytes) {
    return bytes.size() >= kMagic.size() && std::memcmp(bytes.data(), kMagic.data(), kMagic.size()) == 0;
}

at::Tensor readNpy(const std::string& file, std::span<const std::byte> bytes,
                   const std::shared_ptr<const void>& owner) {
    const auto byte = [&](std::size_t i) { return i < bytes.size() ? std::to_integer<std::size_t>(bytes[i]) : 0; };
    const std::size_t version = byte(6), lengthBytes = version == 1 ? 2 : 4, start = 8 + lengthBytes;
    if (!isNpy(bytes) || version < 1 || version > 3 || bytes.size() < start)
        refuseFile(file, "it is no whole .npy array");
    std::size_t length = 0;
    for (std::size_t i = lengthBytes; i > 0; --i) length = length << 8 | byte(7 + i);
    if (length > kLongestHeader || length > bytes.size() - start) refuseFile(file, "its array's header is cut");
    const auto header = HeaderParser({reinterpret_cast<const char*>(bytes.data()) + start, length}).parse();
    if (!header) refuseFile(file, "its array's header is damaged, or it is a table of several columns");
    const auto element = elementOf(header->descr);
    if (!element)
        throw Error(Errc::Unsupported, "cannot read " + file + ": it has elements of the type " +
                                           printable(header->descr) + ", which has no tensor here; save it as float32");
    const auto count = elementCount(*header->shape);
    const std::span<const std::byte> data = bytes.subspan(start + length);
    if (!count || std::uint64_t(*count) > data.size() / element->bytes)
        refuseFile(file, "its array's shape asks for more bytes than there are");
    if (*count == 0) return at::empty(*header->shape, element->type);
    const at::Tensor values = flat(file, *element, *count, data.first(std::size_t(*count) * element->bytes), owner);
    if (!*header->fortran) return values.view(*header->shape);
    const std::vector<std::int64_t> reversed(header->shape->rbegin(), header->shape->rend());
    std::vector<std::int64_t> axes;
    for (std::size_t i = reversed.size(); i > 0; --i) axes.push_back(std::int64_t(i) - 1);
    return values.view(reversed).permute(axes);
}

}  // namespace syper::core
