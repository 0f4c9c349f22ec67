// SPDX-License-Identifier: GPL-3.0-or-later
#include <png.h>
#include <zlib.h>

#include <array>
#include <cstring>
#include <memory>

#include "core/api/error.h"
#include "core/api/sampler.h"
#include "core/generator/png.h"
#include "core/util/files.h"

namespace syper::core {
namespace {

constexpr const char* kKeyword = "syper";
constexpr std::array<std::uint8_t, 8> kSignature{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
constexpr std::size_t kMostText = std::size_t(4) << 20;  // a w+ of 18 x 512 floats takes 49 KB
constexpr std::size_t kMostFile = std::size_t(1) << 30;

[[noreturn]] void onError(png_structp, png_const_charp text) {
    throw Error(Errc::Internal, std::string("cannot encode a PNG: ") + text);
}
void onWarning(png_structp, png_const_charp) {}

void append(png_structp png, png_bytep bytes, png_size_t count) {
    static_cast<std::string*>(png_get_io_ptr(png))->append(reinterpret_cast<const char*>(bytes), count);
}
void flush(png_structp) {}

/// libpng's two handles with one life.
struct PngWriter {
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, onError, onWarning);
    png_infop info = png != nullptr ? png_create_info_struct(png) : nullptr;
    PngWriter() {
        if (info == nullptr) throw std::bad_alloc();
    }
    PngWriter(const PngWriter&) = delete;
    PngWriter& operator=(const PngWriter&) = delete;
    ~PngWriter() { png_destroy_write_struct(&png, &info); }
};

std::string encode(const Image8& image, const std::string& recipe) {
    std::string bytes;
    PngWriter writer;
    png_set_write_fn(writer.png, &bytes, append, flush);
    const int colour = image.order() == PixelOrder::Gray ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB;
    png_set_IHDR(writer.png, writer.info, png_uint_32(image.width()), png_uint_32(image.height()), 8, colour,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    // Fast and nearly as small as the slowest setting on smooth pictures.
    png_set_compression_level(writer.png, 3);
    png_set_filter(writer.png, PNG_FILTER_TYPE_BASE, PNG_FILTER_SUB);
    if (!recipe.empty()) {
        std::string key = kKeyword, value = recipe;
        png_text text{};
        text.compression = PNG_TEXT_COMPRESSION_NONE;
        text.key = key.data();
        text.text = value.data();
        text.text_length = value.size();
        png_set_text(writer.png, writer.info, &text, 1);
    }
    png_write_info(writer.png, writer.info);
    if (image.order() == PixelOrder::Bgr) png_set_bgr(writer.png);
    for (int y = 0; y < image.height(); ++y) png_write_row(writer.png, image.row(y));
    png_write_end(writer.png, nullptr);
    return bytes;
}

/// Walks a PNG's chunks without decoding anything.
class ChunkReader {
public:
    struct Chunk {
        std::string_view type, data;
        bool intact = false;  ///< its checksum agrees
    };
    explicit ChunkReader(std::string_view bytes) : bytes_(bytes) {
        isPng_ =
            bytes.size() >= kSignature.size() && std::memcmp(bytes.data(), kSignature.data(), kSignature.size()) == 0;
        at_ = kSignature.size();
    }
    [[nodiscard]] bool isPng() const { return isPng_; }
    [[nodiscard]] bool atEnd() const { return at_ == bytes_.size(); }

    /// The next one, or nothing at the end or where the file is cut.
    std::optional<Chunk> next() {
        if (bytes_.size() - at_ < 12) return std::nullopt;
        const std::size_t length = word(at_);
        if (length > bytes_.size() - at_ - 12) return std::nullopt;
        Chunk chunk{bytes_.substr(at_ + 4, 4), bytes_.substr(at_ + 8, length), false};
        const auto* covered = reinterpret_cast<const Bytef*>(chunk.type.data());
        chunk.intact = crc32(crc32(0, nullptr, 0), covered, uInt(length + 4)) == word(at_ + 8 + length);
        at_ += 12 + length;
        return chunk;
    }

private:
    [[nodiscard]] std::uint32_t word(std::size_t i) const {
        std::uint32_t value = 0;
        for (std::size_t k = 0; k < 4; ++k) value = value << 8 | std::uint8_t(bytes_[i + k]);
        return value;
    }
    std::string_view bytes_;
    std::size_t at_ = 0;
    bool isPng_ = false;
};

std::string_view viewOf(const MappedFile& file) {
    return {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()};
}

}  // namespace

void writePng(const std::filesystem::path& path, const Image8& image, const std::string& recipe) {
    if (image.empty()) throw Error(Errc::BadArgument, "cannot write " + path.string() + ": there is no picture");
    writeFile(path, encode(image, recipe));
}

std::optional<std::string> readPngRecipe(const std::filesystem::path& path) {
    const MappedFile file(path);
    ChunkReader reader(viewOf(file).substr(0, kMostFile));
    if (!reader.isPng())
        throw Error(Errc::BadFormat, "cannot read " + path.string() + ": it is no PNG; choose another file");
    const std::string mark = std::string(kKeyword) + '\0';
    while (const auto chunk = reader.next()) {
        if (chunk->type != "tEXt" || !chunk->data.starts_with(mark)) continue;
        if (!chunk->intact || chunk->data.size() > kMostText)
            throw Error(Errc::BadFormat, "cannot read " + path.string() + ": its recipe is " +
                                             (chunk->intact ? "too long" : "damaged") +
                                             "; take the file it was copied from");
        return std::string(chunk->data.substr(mark.size()));
    }
    return std::nullopt;
}

bool isWholePng(const std::filesystem::path& path) {
    const MappedFile file(path);
    ChunkReader reader(viewOf(file));
    if (!reader.isPng()) return false;
    std::string_view last;
    while (const auto chunk = reader.next()) {
        if (!chunk->intact) return false;
        last = chunk->type;
    }
    return reader.atEnd() && last == "IEND";
}

}  // namespace syper::core
