// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace syper::vision {

/// The first directory of a TIFF file, or of the TIFF inside an EXIF block.
struct TiffDirectory {
    bool valid = false;     ///< a TIFF header and a directory inside the bytes
    bool hasNext = false;   ///< another page follows
    bool complete = false;  ///< every strip or tile lies inside the bytes
    std::int64_t width = 0, height = 0;
    int orientation = 1;  ///< 1..8
};

/// Reads directory 0; never outside `bytes`.
[[nodiscard]] TiffDirectory walkTiff(std::span<const std::byte> bytes) noexcept;

}  // namespace syper::vision
