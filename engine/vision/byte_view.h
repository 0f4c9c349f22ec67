// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace syper::vision {

/// Bounds-checked reading of numbers from bytes: what lies outside reads as 0, and has() says so beforehand.
class ByteView {
public:
    explicit ByteView(std::span<const std::byte> bytes, bool littleEndian = false) noexcept
        : bytes_(bytes), little_(littleEndian) {}

    [[nodiscard]] std::size_t size() const noexcept { return bytes_.size(); }
    [[nodiscard]] bool has(std::uint64_t at, std::uint64_t count) const noexcept {
        return at <= bytes_.size() && count <= bytes_.size() - at;
    }
    [[nodiscard]] std::uint32_t u8(std::uint64_t at) const noexcept {
        return has(at, 1) ? std::to_integer<std::uint32_t>(bytes_[at]) : 0;
    }
    [[nodiscard]] std::uint32_t u16(std::uint64_t at) const noexcept {
        if (!has(at, 2)) return 0;
        return little_ ? u8(at) | u8(at + 1) << 8 : u8(at) << 8 | u8(at + 1);
    }
    [[nodiscard]] std::uint32_t u32(std::uint64_t at) const noexcept {
        if (!has(at, 4)) return 0;
        return little_ ? u16(at) | u16(at + 2) << 16 : u16(at) << 16 | u16(at + 2);
    }
    [[nodiscard]] bool is(std::uint64_t at, std::string_view text) const noexcept {
        return has(at, text.size()) && std::memcmp(bytes_.data() + at, text.data(), text.size()) == 0;
    }
    [[nodiscard]] std::span<const std::byte> part(std::uint64_t at, std::uint64_t count) const noexcept {
        return has(at, count) ? bytes_.subspan(at, count) : std::span<const std::byte>{};
    }

private:
    std::span<const std::byte> bytes_;
    bool little_;
};

}  // namespace syper::vision
