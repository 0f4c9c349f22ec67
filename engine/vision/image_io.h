// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

#include "core/api/image8.h"

namespace syper::vision {

/// Reads a picture file as upright RGB.
///
/// The content decides the format (JPEG, PNG, WebP, BMP, TIFF, PNM), not the file's ending. Size, dimensions (100
/// megapixels at most) and completeness are checked before anything is decoded. EXIF orientation is applied. Gray
/// becomes three equal channels, 16 bits their upper 8, palettes their colours; transparency is dropped, as Pillow's
/// convert("RGB") does.
/// Throws core::Error{NotFound, Io, BadFormat, Unsupported} naming the file.
[[nodiscard]] core::Image8 readImage(const std::filesystem::path& path);

/// The same from bytes in memory (a pasted picture); `name` is what messages call it.
[[nodiscard]] core::Image8 decodeImage(std::span<const std::byte> bytes, const std::string& name);

}  // namespace syper::vision
