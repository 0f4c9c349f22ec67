// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/utf8.h"

#include <charconv>
#include <cstdint>

namespace syper::core {
namespace {

constexpr std::uint32_t kNone = 0xFFFFFFFF;

/// The character at `at`, which moves past it; kNone where the bytes are malformed.
std::uint32_t nextCharacter(std::string_view text, std::size_t& at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(at);
    if (first < 0x80) return byte(at++);
    const int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
    if (first < 0xC2 || first > 0xF4 || text.size() - at <= std::size_t(more)) return kNone;
    std::uint32_t value = first & (0x3Fu >> more);
    for (int i = 1; i <= more; ++i) {
        const unsigned char next = byte(at + std::size_t(i));
        if ((next & 0xC0) != 0x80) return kNone;
        value = value << 6 | (next & 0x3Fu);
    }
    constexpr std::uint32_t kSmallest[] = {0, 0x80, 0x800, 0x10000};
    if (value < kSmallest[more] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) return kNone;
    at += std::size_t(more) + 1;
    return value;
}

bool appendUtf8(std::string& out, std::uint32_t character) {
    if (character > 0x10FFFF || (character >= 0xD800 && character < 0xE000)) return false;
    if (character < 0x80) {
        out += char(character);
    } else if (character < 0x800) {
        out += char(0xC0 | character >> 6);
        out += char(0x80 | (character & 0x3F));
    } else if (character < 0x10000) {
        out += char(0xE0 | character >> 12);
        out += char(0x80 | (character >> 6 & 0x3F));
        out += char(0x80 | (character & 0x3F));
    } else {
        out += char(0xF0 | character >> 18);
        out += char(0x80 | (character >> 12 & 0x3F));
        out += char(0x80 | (character >> 6 & 0x3F));
        out += char(0x80 | (character & 0x3F));
    }
    return true;
}

/// `digits` figures of `base` at the begin of `text`.
std::optional<std::uint32_t> number(std::string_view text, std::size_t digits, int base) {
    if (text.size() < digits) return std::nullopt;
    std::uint32_t value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + digits, value, base);
    if (code != std::errc() || end != text.data() + digits) return std::nullopt;
    return value;
}

}  // namespace

bool isUtf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();)
        if (nextCharacter(text, at) == kNone) return false;
    return true;
}

std::optional<std::string> unescapePython(std::string_view escaped) {
    constexpr std::string_view kNames = "\\'\"nrtabfv", kValues = "\\'\"\n\r\t\a\b\f\v";
    std::string out;
    for (std::size_t i = 0; i < escaped.size(); ++i) {
        if (escaped[i] != '\\') {
            out += escaped[i];
            continue;
        }
        if (++i == escaped.size()) return std::nullopt;
        if (const std::size_t known = kNames.find(escaped[i]); known != std::string_view::npos) {
            out += kValues[known];
            continue;
        }
        const bool hexadecimal = escaped[i] == 'x';
        const auto value = hexadecimal ? number(escaped.substr(i + 1), 2, 16) : number(escaped.substr(i), 3, 8);
        if (!value || *value > 0xFF) return std::nullopt;
        out += char(*value);
        i += 2;
    }
    return out;
}

std::optional<std::string> decodeRawUnicode(std::string_view raw) {
    std::string out;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        const bool escape = raw[i] == '\\' && i + 1 < raw.size() && (raw[i + 1] == 'u' || raw[i + 1] == 'U');
        if (!escape) {
            appendUtf8(out, static_cast<unsigned char>(raw[i]));
            continue;
        }
        const std::size_t digits = raw[i + 1] == 'u' ? 4 : 8;
        const auto value = number(raw.substr(i + 2), digits, 16);
        if (!value || !appendUtf8(out, *value)) return std::nullopt;
        i += 1 + digits;
    }
    return out;
}

std::optional<std::string> encodeLatin1(std::string_view utf8) {
    std::string out;
    for (std::size_t at = 0; at < utf8.size();) {
        const std::uint32_t character = nextCharacter(utf8, at);
        if (character > 0xFF) return std::nullopt;
        out += char(character);
    }
    return out;
}

}  // namespace syper::core
