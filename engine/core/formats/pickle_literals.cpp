// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the reader that pushes numbers and texts.
#include <bit>
#include <charconv>

#include "core/formats/pickle_reader.h"
#include "core/formats/utf8.h"

namespace syper::core {
namespace {

constexpr std::uint64_t kLongestNumber = 4'096;  // bytes of a whole number

}  // namespace

bool PickleReader::pushNumber(unsigned char opcode) {
    switch (opcode) {
        case 'N':
            push(constant(PickleKind::None, 0));
            return true;
        case 0x88:
            push(constant(PickleKind::Bool, 1));
            return true;
        case 0x89:
            push(constant(PickleKind::Bool, 0));
            return true;
        case 'K':
            push(constant(PickleKind::Int, std::int64_t(unsignedOf(1))));
            return true;
        case 'M':
            push({.kind = PickleKind::Int, .integer = std::int64_t(unsignedOf(2))});
            return true;
        case 'J':
            push({.kind = PickleKind::Int, .integer = std::int32_t(std::uint32_t(unsignedOf(4)))});
            return true;
        case 0x8a:
            pushLong(take(unsignedOf(1)));
            return true;
        case 0x8b: {
            const std::uint64_t length = unsignedOf(4);
            if (length > kLongestNumber) refuse("a whole number in it is longer than any");
            pushLong(take(length));
            return true;
        }
        case 'I': {
            const std::string_view digits = line();
            if (digits == "00" || digits == "01")
                push(constant(PickleKind::Bool, digits == "01" ? 1 : 0));
            else
                pushWhole(digits);
            return true;
        }
        case 'L': {
            std::string_view digits = line();
            if (!digits.empty() && digits.back() == 'L') digits.remove_suffix(1);
            pushWhole(digits);
            return true;
        }
        case 'F': {
            const std::string_view digits = line();
            double value = 0;
            const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
            if (code == std::errc::invalid_argument || end != digits.data() + digits.size())
                refuse("a number in it is none");
            push({.kind = PickleKind::Float, .real = value});
            return true;
        }
        case 'G': {
            const std::uint64_t bits = __builtin_bswap64(unsignedOf(8));
            push({.kind = PickleKind::Float, .real = std::bit_cast<double>(bits)});
            return true;
        }
        default:
            return false;
    }
}

void PickleReader::pushWhole(std::string_view digits) {
    std::int64_t value = 0;
    const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (digits.size() > kLongestNumber || code == std::errc::invalid_argument || end != digits.data() + digits.size())
        refuse("a number in it is none");
    if (code == std::errc::result_out_of_range)
        push({.kind = PickleKind::BigInt, .text = digits});
    else
        push({.kind = PickleKind::Int, .integer = value});
}

void PickleReader::pushLong(std::string_view littleEndian) {
    if (littleEndian.size() > 8) {
        push({.kind = PickleKind::BigInt, .text = littleEndian});
        return;
    }
    const bool negative = !littleEndian.empty() && (static_cast<unsigned char>(littleEndian.back()) & 0x80) != 0;
    std::uint64_t value = negative ? ~std::uint64_t(0) : 0;
    for (std::size_t i = littleEndian.size(); i > 0; --i)
        value = value << 8 | static_cast<unsigned char>(littleEndian[i - 1]);
    push({.kind = PickleKind::Int, .integer = std::int64_t(value)});
}

bool PickleReader::pushText(unsigned char opcode) {
    switch (opcode) {
        case 0x8c:
            pushUtf8(take(unsignedOf(1)));
            return true;
        case 'X':
            pushUtf8(take(unsignedOf(4)));
            return true;
        case 0x8d:
            pushUtf8(take(unsignedOf(8)));
            return true;
        case 'C':
            push({.kind = PickleKind::Bytes, .text = take(unsignedOf(1))});
            return true;
        case 'B':
            push({.kind = PickleKind::Bytes, .text = take(unsignedOf(4))});
            return true;
        case 0x8e:
        case 0x96:
            push({.kind = PickleKind::Bytes, .text = take(unsignedOf(8))});
            return true;
        case 'U':
            pushOldString(take(unsignedOf(1)));
            return true;
        case 'T':
            pushOldString(take(unsignedOf(4)));
            return true;
        case 'S':
            pushQuoted();
            return true;
        case 'V':
            pushRawUnicode();
            return true;
        default:
            return false;
    }
}

void PickleReader::pushUtf8(std::string_view text) {
    if (!isUtf8(text)) refuse("a text in it is not UTF-8");
    push({.kind = PickleKind::Text, .text = text});
}

void PickleReader::pushOldString(std::string_view raw) {
    push({.kind = isUtf8(raw) ? PickleKind::Text : PickleKind::Bytes, .text = raw});
}

void PickleReader::pushQuoted() {
    std::string_view quoted = line();
    if (quoted.size() < 2 || (quoted.front() != '\'' && quoted.front() != '"') || quoted.back() != quoted.front())
        refuse("a text in it is not quoted");
    const auto text = unescapePython(quoted.substr(1, quoted.size() - 2));
    if (!text) refuse("a text in it has an unknown escape");
    pushOldString(document_.keep(*text));
}

void PickleReader::pushRawUnicode() {
    const auto text = decodeRawUnicode(line());
    if (!text) refuse("a text in it is not Unicode");
    pushUtf8(document_.keep(*text));
}

}  // namespace syper::core
