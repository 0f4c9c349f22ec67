// SPDX-License-Identifier: GPL-3.0-or-later
#include "vision/picture_format.h"

#include <zlib.h>

#include <array>
#include <cctype>
#include <cstring>
#include <string_view>

#include "core/api/error.h"
#include "vision/byte_view.h"
#include "vision/tiff_walk.h"

namespace syper::vision {
namespace {

using core::Errc;
using core::Error;

constexpr std::string_view kPngSignature = "\x89PNG\r\n\x1a\n";
constexpr int kDeflateRatio = 1032;  // deflate cannot pack more bytes into one (zlib's documentation)

[[noreturn]] void refuse(const std::string& name, const std::string& why) {
    throw Error(Errc::BadFormat, "cannot read " + name + ": " + why);
}

[[noreturn]] void refuseCut(const std::string& name, const char* format) {
    refuse(name, std::string("the ") + format + " picture is cut off; copy or download it again");
}

[[noreturn]] void refuseKind(const std::string& name, const std::string& kind) {
    throw Error(Errc::Unsupported, "cannot read " + name + ": " + kind + "; save it as a single PNG or JPEG picture");
}

/// JPEG: marker segments up to the end marker. Thumbnails lie inside segments and are stepped over.
PictureHeader checkJpeg(std::span<const std::byte> bytes, const std::string& name) {
    const ByteView view(bytes);
    PictureHeader header{.format = PictureFormat::Jpeg};
    bool scanned = false;
    std::size_t at = 2;
    for (;;) {
        const void* next = at < bytes.size() ? std::memchr(bytes.data() + at, 0xFF, bytes.size() - at) : nullptr;
        if (next == nullptr) refuseCut(name, "JPEG");
        at = std::size_t(static_cast<const std::byte*>(next) - bytes.data()) + 1;
        const std::uint32_t marker = view.u8(at);
        if (marker == 0xFF) continue;  // fill bytes
        ++at;
        if (marker == 0x00 || marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) continue;
        if (marker == 0xD9) break;
        const std::uint32_t length = view.u16(at);
        if (length < 2 || !view.has(at, length)) refuseCut(name, "JPEG");
        const bool frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (frame) {
            header.height = int(view.u16(at + 3));
            header.width = int(view.u16(at + 5));
        } else if (marker == 0xE1 && view.is(at + 2, std::string_view("Exif\0\0", 6)) && length > 8) {
            header.orientation = walkTiff(view.part(at + 8, length - 8)).orientation;
        } else if (marker == 0xDA) {
            scanned = true;
        }
        at += length;
    }
    if (!scanned || header.width == 0) refuse(name, "this JPEG holds no picture; choose another file");
    return header;
}

/// The bytes that IDAT must unpack to at least, by IHDR.
std::uint64_t pngRawBytes(const ByteView& view) {
    constexpr std::array<std::uint32_t, 7> kSamples = {1, 0, 3, 1, 2, 0, 4};
    const std::uint32_t type = view.u8(25);
    const std::uint64_t bitsPerPixel = std::uint64_t(type < 7 ? kSamples[type] : 0) * view.u8(24);
    const std::uint64_t width = view.u32(16), height = view.u32(20);
    return bitsPerPixel == 0 ? 0 : height * ((width * bitsPerPixel + 7) / 8);
}

/// PNG: every chunk whole, its checksum right, from IHDR to IEND.
PictureHeader checkPng(std::span<const std::byte> bytes, const std::string& name) {
    const ByteView view(bytes);
    PictureHeader header{.format = PictureFormat::Png};
    if (!view.has(8, 25)) refuseCut(name, "PNG");
    if (!view.is(12, "IHDR")) refuse(name, "this PNG does not begin with its header; choose another file");
    std::uint64_t packed = 0;
    for (std::uint64_t at = 8;;) {
        const std::uint64_t length = view.u32(at);
        if (!view.has(at, 12 + length)) refuseCut(name, "PNG");
        const std::span<const std::byte> covered = view.part(at + 4, length + 4);
        if (crc32(0, reinterpret_cast<const Bytef*>(covered.data()), uInt(covered.size())) != view.u32(at + 8 + length))
            refuse(name, "the PNG picture is damaged (a checksum differs); copy or download it again");
        if (view.is(at + 4, "acTL")) refuseKind(name, "an animated PNG");
        if (view.is(at + 4, "IDAT")) packed += length;
        if (view.is(at + 4, "eXIf")) header.orientation = walkTiff(view.part(at + 8, length)).orientation;
        if (view.is(at + 4, "IEND")) break;
        at += 12 + length;
    }
    const std::uint32_t width = view.u32(16), height = view.u32(20);
    if (width > std::uint32_t(kMaxPixels) || height > std::uint32_t(kMaxPixels))
        refuse(name, "a PNG of " + std::to_string(width) + "x" + std::to_string(height) +
                         " pixels is too large; at most 100 megapixels are read");
    header.width = int(width);
    header.height = int(height);
    if (std::int64_t(width) * height <= kMaxPixels && packed * kDeflateRatio < pngRawBytes(view))
        refuse(name, "this PNG holds far less than the picture it announces; choose another file");
    return header;
}

PictureHeader checkWebP(std::span<const std::byte> bytes, const std::string& name) {
    const ByteView view(bytes, true);
    PictureHeader header{.format = PictureFormat::WebP};
    if (!view.has(8, view.u32(4)) || view.u32(4) < 22) refuseCut(name, "WebP");
    const std::uint64_t end = 8 + std::uint64_t(view.u32(4));
    bool picture = false;
    for (std::uint64_t at = 12; at + 8 <= end;) {
        const std::uint64_t length = view.u32(at + 4), body = at + 8;
        if (!view.has(body, length) || body + length > end) refuseCut(name, "WebP");
        if (view.is(at, "ANIM") || view.is(at, "ANMF")) refuseKind(name, "an animated WebP");
        if (view.is(at, "EXIF")) {
            const std::uint64_t skip = view.is(body, std::string_view("Exif\0\0", 6)) ? 6 : 0;
            header.orientation = walkTiff(view.part(body + skip, length - skip)).orientation;
        } else if (view.is(at, "VP8 ") && length >= 10) {
            picture = true;
            header.width = int(view.u16(body + 6) & 0x3FFF);
            header.height = int(view.u16(body + 8) & 0x3FFF);
        } else if (view.is(at, "VP8L") && length >= 5) {
            picture = true;
            const std::uint32_t bits = view.u32(body + 1);
            header.width = int(bits & 0x3FFF) + 1;
            header.height = int(bits >> 14 & 0x3FFF) + 1;
        }
        at = body + length + (length & 1);
    }
    if (!picture) refuse(name, "this WebP holds no picture; choose another file");
    return header;
}

PictureHeader checkBmp(std::span<const std::byte> bytes, const std::string& name) {
    const ByteView view(bytes, true);
    if (!view.has(0, 54)) refuseCut(name, "BMP");
    const auto width = std::int64_t(std::int32_t(view.u32(18)));
    const std::int64_t height = std::abs(std::int64_t(std::int32_t(view.u32(22))));
    const std::uint32_t compression = view.u32(30);
    if (view.u32(14) < 40 || (compression != 0 && compression != 3)) refuseKind(name, "a BMP of an old or packed kind");
    if (width < 1 || height < 1 || width > kMaxPixels || height > kMaxPixels)
        refuse(name, "this BMP has no sensible size; choose another file");
    const std::uint64_t line = (std::uint64_t(width) * view.u16(28) + 31) / 32 * 4;
    if (!view.has(view.u32(10), line * std::uint64_t(height))) refuseCut(name, "BMP");
    return {.format = PictureFormat::Bmp, .width = int(width), .height = int(height)};
}

PictureHeader checkTiff(std::span<const std::byte> bytes, const std::string& name) {
    const TiffDirectory found = walkTiff(bytes);
    if (!found.valid || !found.complete) refuseCut(name, "TIFF");
    if (found.hasNext) refuseKind(name, "a TIFF of several pages");
    if (found.width < 1 || found.height < 1 || found.width > kMaxPixels || found.height > kMaxPixels)
        refuse(name, "this TIFF has no sensible size; choose another file");
    return {.format = PictureFormat::Tiff,
            .width = int(found.width),
            .height = int(found.height),
            .orientation = found.orientation};
}

/// The next number of a PNM header, past blanks and comments; -1 where there is none.
std::int64_t pnmNumber(const ByteView& view, std::uint64_t& at) {
    while (at < view.size() && (std::isspace(int(view.u8(at))) != 0 || view.u8(at) == '#')) {
        if (view.u8(at) == '#')
            while (at < view.size() && view.u8(at) != '\n') ++at;
        ++at;
    }
    std::int64_t value = -1;
    for (; std::isdigit(int(view.u8(at))) != 0 && value < kMaxPixels; ++at)
        value = (value < 0 ? 0 : value * 10) + view.u8(at) - '0';
    return value;
}

PictureHeader checkPnm(std::span<const std::byte> bytes, const std::string& name) {
    const ByteView view(bytes);
    std::uint64_t at = 2;
    const std::int64_t width = pnmNumber(view, at), height = pnmNumber(view, at), most = pnmNumber(view, at);
    if (width < 1 || height < 1 || most < 1 || most > 65535 || width > kMaxPixels || height > kMaxPixels)
        refuse(name, "this PNM has no sensible size; choose another file");
    const std::uint64_t samples = std::uint64_t(width) * std::uint64_t(height) * (view.is(0, "P6") ? 3 : 1);
    if (!view.has(at + 1, samples * (most > 255 ? 2 : 1))) refuseCut(name, "PNM");
    return {.format = PictureFormat::Pnm, .width = int(width), .height = int(height)};
}

/// A name for well-known content that is not read, or "".
std::string foreignKind(const ByteView& view) {
    if (view.is(0, "GIF8")) return "a GIF";
    if (view.is(4, "ftyp")) return view.is(8, "avif") ? "an AVIF" : view.is(8, "hei") ? "a HEIC" : "a film";
    if (view.is(0, "\x76\x2f\x31\x01")) return "an OpenEXR picture";
    if (view.is(0, "#?RADIANCE")) return "a Radiance HDR picture";
    if (view.is(4, "jP  ") || view.is(0, "\xff\x4f\xff\x51")) return "a JPEG 2000 picture";
    if (view.is(0, "%PDF")) return "a PDF";
    if (view.is(0, "<svg") || view.is(0, "<?xml")) return "an SVG or XML file";
    if (view.is(0, "8BPS")) return "a Photoshop file";
    return {};
}

PictureHeader checkFormat(std::span<const std::byte> bytes, const std::string& name) {
    switch (sniffPicture(bytes)) {
        case PictureFormat::Jpeg:
            return checkJpeg(bytes, name);
        case PictureFormat::Png:
            return checkPng(bytes, name);
        case PictureFormat::WebP:
            return checkWebP(bytes, name);
        case PictureFormat::Bmp:
            return checkBmp(bytes, name);
        case PictureFormat::Tiff:
            return checkTiff(bytes, name);
        case PictureFormat::Pnm:
            return checkPnm(bytes, name);
        case PictureFormat::None:
            break;
    }
    const std::string kind = foreignKind(ByteView(bytes));
    if (!kind.empty()) refuseKind(name, kind);
    refuse(name, "its content is no JPEG, PNG, WebP, BMP, TIFF or PNM picture; choose another file");
}

}  // namespace

PictureFormat sniffPicture(std::span<const std::byte> start) noexcept {
    const ByteView view(start);
    if (view.is(0, "\xff\xd8\xff")) return PictureFormat::Jpeg;
    if (view.is(0, kPngSignature)) return PictureFormat::Png;
    if (view.is(0, "RIFF") && view.is(8, "WEBP")) return PictureFormat::WebP;
    if (view.is(0, "BM") && view.u32(6) == 0) return PictureFormat::Bmp;  // four reserved bytes are zero
    if (view.is(0, std::string_view("II*\0", 4)) || view.is(0, std::string_view("MM\0*", 4)))
        return PictureFormat::Tiff;
    if ((view.is(0, "P5") || view.is(0, "P6")) && (std::isspace(int(view.u8(2))) != 0 || view.u8(2) == '#'))
        return PictureFormat::Pnm;
    return PictureFormat::None;
}

std::vector<std::byte> essentialPng(std::span<const std::byte> png) {
    const ByteView view(png);
    std::vector<std::byte> kept(png.begin(), png.begin() + std::ptrdiff_t(kPngSignature.size()));
    for (std::uint64_t at = kPngSignature.size(); view.has(at, 12) && view.has(at, 12 + std::uint64_t(view.u32(at)));) {
        const auto chunk = view.part(at, 12 + std::uint64_t(view.u32(at)));
        if (std::isupper(int(view.u8(at + 4))) != 0 || view.is(at + 4, "tRNS"))  // critical ones begin with a capital
            kept.insert(kept.end(), chunk.begin(), chunk.end());
        if (view.is(at + 4, "IEND")) break;
        at += chunk.size();
    }
    return kept;
}

PictureHeader checkPicture(std::span<const std::byte> bytes, const std::string& name) {
    if (bytes.empty()) refuse(name, "the file is empty; copy or download it again");
    const PictureHeader header = checkFormat(bytes, name);
    if (header.width < 1 || header.height < 1) refuse(name, "a picture without pixels; choose another file");
    if (std::int64_t(header.width) * header.height > kMaxPixels)
        refuse(name, std::to_string(header.width) + "x" + std::to_string(header.height) +
                         " pixels are too many; at most 100 megapixels are read, so scale it down");
    return header;
}

}  // namespace syper::vision
