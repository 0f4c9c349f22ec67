// SPDX-License-Identifier: GPL-3.0-or-later
#include "vision/tiff_walk.h"

#include <algorithm>

#include "vision/byte_view.h"

namespace syper::vision {
namespace {

constexpr std::uint32_t kWidth = 0x100, kHeight = 0x101, kStripOffsets = 0x111, kOrientation = 0x112;
constexpr std::uint32_t kStripBytes = 0x117, kTileOffsets = 0x144, kTileBytes = 0x145;

/// One directory entry's values: SHORT or LONG, inside the entry or at its offset.
struct Values {
    std::uint64_t at = 0;
    std::uint64_t count = 0;
    bool shorts = false;

    [[nodiscard]] std::uint32_t read(const ByteView& view, std::uint64_t i) const noexcept {
        return shorts ? view.u16(at + 2 * i) : view.u32(at + 4 * i);
    }
};

Values valuesOf(const ByteView& view, std::uint64_t entry) noexcept {
    Values values{.at = entry + 8, .count = view.u32(entry + 4), .shorts = view.u16(entry + 2) == 3};
    const std::uint64_t bytes = values.count * (values.shorts ? 2U : 4U);
    if (bytes > 4) values.at = view.u32(entry + 8);
    if (!view.has(values.at, bytes)) values.count = 0;
    return values;
}

bool allInside(const ByteView& view, const Values& offsets, const Values& sizes) noexcept {
    if (offsets.count == 0 || sizes.count != offsets.count) return false;
    for (std::uint64_t i = 0; i < offsets.count; ++i)
        if (!view.has(offsets.read(view, i), sizes.read(view, i))) return false;
    return true;
}

}  // namespace

TiffDirectory walkTiff(std::span<const std::byte> bytes) noexcept {
    TiffDirectory found;
    const bool little = ByteView(bytes).is(0, "II");
    const ByteView view(bytes, little);
    if ((!little && !view.is(0, "MM")) || view.u16(2) != 42) return found;
    const std::uint64_t directory = view.u32(4);
    const std::uint64_t entries = view.u16(directory);
    if (directory < 8 || entries == 0 || !view.has(directory, 2 + 12 * entries)) return found;
    found.valid = true;
    found.hasNext = view.u32(directory + 2 + 12 * entries) != 0;
    Values offsets, sizes;
    for (std::uint64_t i = 0; i < entries; ++i) {
        const std::uint64_t entry = directory + 2 + 12 * i;
        const Values values = valuesOf(view, entry);
        const std::uint32_t first = values.count > 0 ? values.read(view, 0) : 0;
        switch (view.u16(entry)) {
            case kWidth:
                found.width = first;
                break;
            case kHeight:
                found.height = first;
                break;
            case kOrientation:
                found.orientation = first >= 1 && first <= 8 ? int(first) : 1;
                break;
            case kStripOffsets:
            case kTileOffsets:
                offsets = values;
                break;
            case kStripBytes:
            case kTileBytes:
                sizes = values;
                break;
            default:
                break;
        }
    }
    found.complete = allInside(view, offsets, sizes);
    return found;
}

}  // namespace syper::vision
