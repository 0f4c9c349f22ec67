// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace syper::vision {

/// The picture formats that are read; `None` is any other content.
enum class PictureFormat : std::uint8_t { None, Jpeg, Png, WebP, Bmp, Tiff, Pnm };

/// What a picture file says of itself before anything is decoded.
struct PictureHeader {
    PictureFormat format = PictureFormat::None;
    int width = 0, height = 0;  ///< as stored, before the orientation is applied
    int orientation = 1;        ///< EXIF, 1..8; 1 where there is none or it is not valid
};

/// The most pixels a picture may have.
inline constexpr std::int64_t kMaxPixels = 100'000'000;

/// Tells the format from the first bytes (16 suffice), whatever the file is called.
[[nodiscard]] PictureFormat sniffPicture(std::span<const std::byte> start) noexcept;

/// Walks a picture's structure without decoding it: dimensions, orientation, and that nothing is cut off.
///
/// bytes  the whole file
/// name   what the message calls it
/// Throws core::Error{BadFormat} for content that is no picture, empty, cut, damaged or larger than kMaxPixels, and
/// core::Error{Unsupported} for formats, animations and page stacks that are not read.
[[nodiscard]] PictureHeader checkPicture(std::span<const std::byte> bytes, const std::string& name);

/// The chunks of a checked PNG that hold its pixels, as a file of their own: what is left out (profiles, texts, times)
/// would only make a decoder complain.
[[nodiscard]] std::vector<std::byte> essentialPng(std::span<const std::byte> png);

}  // namespace syper::vision
