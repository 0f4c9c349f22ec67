// SPDX-License-Identifier: GPL-3.0-or-later
#include "vision/picture_set.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>
#include <vector>

#include "core/api/error.h"
#include "core/api/sampler.h"
#include "core/api/tensor_set.h"
#include "core/api/zip_entries.h"
#include "core/util/files.h"
#include "core/util/sha256.h"
#include "vision/image_io.h"
#include "vision/mat_view.h"
#include "vision/picture_files.h"
#include "vision/resize.h"

namespace syper::vision {
namespace {

namespace fs = std::filesystem;
using core::Errc;
using core::Error;

constexpr std::size_t kWholeBytes = std::size_t(1) << 20;   // files up to here count whole in the digest
constexpr std::size_t kBlockBytes = std::size_t(64) << 10;  // of larger ones sixteen blocks, first and last among them
constexpr std::size_t kBlocks = 16;

std::string contentHash(const fs::path& path) {
    const core::MappedFile file(path);
    const std::string_view all(reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size());
    if (all.size() <= kWholeBytes) return core::sha256(all);
    std::string hashes = std::to_string(all.size());
    for (std::size_t i = 0; i + 1 < kBlocks; ++i)
        hashes += core::sha256(all.substr((all.size() - kBlockBytes) / (kBlocks - 1) * i, kBlockBytes));
    return core::sha256(hashes + core::sha256(all.substr(all.size() - kBlockBytes)));
}

/// One picture: a file, picture `index` of a tensor set, or entry `index` of a zip.
struct Entry {
    fs::path path;  ///< in a zip: below the zip's own path
    bool mirror = false;
    std::shared_ptr<const core::ImageSet> tensors = nullptr;
    std::shared_ptr<const core::ZipEntries> zip = nullptr;
    std::int64_t index = 0;

    [[nodiscard]] core::Image8 decoded() const {
        return zip ? decodeImage(zip->read(std::size_t(index)), path.string()) : readImage(path);
    }
    [[nodiscard]] std::string hash() const {
        if (tensors) return tensors->digest() + std::to_string(index);
        const std::string content = zip ? zip->stamp(std::size_t(index)) : contentHash(path);
        return path.filename().string() + '\0' + content + (mirror ? "m" : "-");
    }
};

class PictureSet final : public core::ImageSet {
public:
    explicit PictureSet(std::vector<Entry> entries) : entries_(std::move(entries)) {}

    [[nodiscard]] std::int64_t size() const override { return std::int64_t(entries_.size()); }
    [[nodiscard]] std::string name(std::int64_t index) const override {
        const Entry& entry = at(index);
        return entry.tensors ? entry.tensors->name(entry.index) : entry.path.string();
    }
    [[nodiscard]] std::int64_t mirroredCount() const override {
        return std::ranges::count_if(entries_, [](const Entry& entry) { return entry.mirror; });
    }

    void load(std::int64_t index, int side, std::span<float> out) const override {
        const Entry& entry = at(index);
        if (entry.tensors)
            entry.tensors->load(entry.index, side, out);
        else
            toModelInput(entry.decoded(), side, entry.mirror, out);
    }

    [[nodiscard]] std::string digest() const override {
        const std::lock_guard lock(mutex_);
        if (!digest_.empty()) return digest_;
        std::string parts;
        for (const Entry& entry : entries_) parts += entry.hash();
        digest_ = core::sha256(parts);
        return digest_;
    }

private:
    [[nodiscard]] const Entry& at(std::int64_t index) const {
        if (index < 0 || index >= size())
            throw Error(Errc::BadArgument,
                        "there is no picture " + std::to_string(index) + " among " + std::to_string(size()));
        return entries_[std::size_t(index)];
    }

    std::vector<Entry> entries_;
    mutable std::mutex mutex_;
    mutable std::string digest_;  ///< guarded by mutex_; empty until asked for
};

/// Content that starts as a tensor file: safetensors' header length and brace, or NumPy's magic.
bool holdsTensors(const fs::path& path) {
    const core::MappedFile file(path);
    const std::string_view start(reinterpret_cast<const char*>(file.bytes().data()),
                                 std::min<std::size_t>(file.bytes().size(), 9));
    return start.starts_with("\x93NUMPY") || (start.size() == 9 && start[8] == '{' && start[7] == '\0');
}

/// The pictures in a zip, in the order of their names' bytes.
void addZip(const fs::path& path, Mirror mirror, std::vector<Entry>& entries) {
    const auto zip = std::make_shared<const core::ZipEntries>(path);
    std::vector<std::int64_t> pictures;
    for (std::size_t i = 0; i < zip->size(); ++i) {
        const fs::path name = zip->name(i);
        if (isPictureName(name) && !name.filename().native().starts_with('.')) pictures.push_back(std::int64_t(i));
    }
    if (pictures.empty())
        throw Error(Errc::NotFound, "no pictures in " + path.string() + "; choose another zip, or a folder");
    const auto nameOf = [&zip](std::int64_t i) -> const std::string& { return zip->name(std::size_t(i)); };
    std::ranges::sort(pictures, {}, nameOf);
    for (const std::int64_t i : pictures)
        entries.push_back({.path = path / nameOf(i),
                           .mirror = mirror == Mirror::All || (mirror == Mirror::Auto && namesLeftEye(nameOf(i))),
                           .zip = zip,
                           .index = i});
}

/// Pictures of one size, resized where another is asked for.
class AnySize : public core::ImageSet {
public:
    AnySize(std::shared_ptr<const core::ImageSet> set, int side) : set_(std::move(set)), side_(side) {}

    [[nodiscard]] std::int64_t size() const override { return set_->size(); }
    [[nodiscard]] std::string name(std::int64_t index) const override { return set_->name(index); }
    [[nodiscard]] std::string digest() const override { return set_->digest(); }
    [[nodiscard]] std::int64_t mirroredCount() const override { return set_->mirroredCount(); }

    void load(std::int64_t index, int side, std::span<float> out) const override {
        if (side == side_) return set_->load(index, side, out);
        const std::size_t plane = std::size_t(side_) * std::size_t(side_);
        std::vector<float> planes(3 * plane);
        set_->load(index, side_, planes);
        core::Image8 image(side_, side_);
        std::uint8_t* pixel = image.data();
        for (std::size_t i = 0; i < plane; ++i)
            for (std::size_t c = 0; c < 3; ++c)
                *pixel++ = std::uint8_t(std::lround(std::clamp(planes[c * plane + i] * 0.5F + 0.5F, 0.0F, 1.0F) * 255));
        toModelInput(image, side, false, out);
    }

private:
    std::shared_ptr<const core::ImageSet> set_;
    int side_;
};

}  // namespace

std::shared_ptr<const core::ImageSet> openPictures(const std::vector<std::string>& given,
                                                   const PictureOptions& options) {
    SideTables tables(options.tables);
    for (const auto& [file, done] : options.mirrored) tables.set(file, done);
    std::vector<Entry> entries;
    for (const PictureFile& file : listPictures(given)) {
        if (file.path.filename() == file.relative && holdsTensors(file.path)) {
            const auto tensors = core::openTensorSet(file.path);
            for (std::int64_t i = 0; i < tensors->size(); ++i)
                entries.push_back({.path = file.path, .tensors = tensors, .index = i});
            continue;
        }
        if (file.path.filename() == file.relative && core::ZipEntries::looksLikeOne(file.path)) {
            addZip(file.path, options.mirror, entries);
            continue;
        }
        const auto done = options.mirror == Mirror::Auto ? tables.mirrored(file.path, file.root) : std::nullopt;
        const bool automatic = !done.value_or(false) && namesLeftEye(file.path);
        entries.push_back({.path = file.path,
                           .mirror = options.mirror == Mirror::All || (options.mirror == Mirror::Auto && automatic)});
    }
    return std::make_shared<PictureSet>(std::move(entries));
}

std::shared_ptr<const core::ImageSet> generatedPictures(const fs::path& network, std::int64_t count) {
    constexpr int kSyperSide = 224;  // of that writer
    return std::make_shared<AnySize>(core::sampledSet(network, count), kSyperSide);
}

void toModelInput(const core::Image8& image, int side, bool mirror, std::span<float> out) {
    const std::size_t plane = std::size_t(side) * std::size_t(side);
    if (side < 1 || out.size() != 3 * plane)
        throw Error(Errc::BadArgument, "toModelInput: the buffer does not hold one picture of the model's size");
    static const std::array<float, 256> kScaled = [] {
        std::array<float, 256> values{};
        for (std::size_t i = 0; i < values.size(); ++i) values[i] = (float(i) / 255.0F - 0.5F) / 0.5F;
        return values;
    }();
    core::Image8 sized = resizePillow(image, side, side);
    if (sized.order() != core::PixelOrder::Rgb) sized = imageFromMat(rgbMat(sized));
    const std::uint8_t* pixels = sized.data();
    for (std::size_t y = 0; y < std::size_t(side); ++y)
        for (std::size_t x = 0; x < std::size_t(side); ++x, pixels += 3) {
            const std::size_t at = y * std::size_t(side) + (mirror ? std::size_t(side) - 1 - x : x);
            for (std::size_t c = 0; c < 3; ++c) out[c * plane + at] = kScaled[pixels[c]];
        }
}

}  // namespace syper::vision
