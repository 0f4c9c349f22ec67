// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/dataset.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

#include "core/api/error.h"
#include "core/api/text_table.h"
#include "core/formats/refuse.h"
#include "core/formats/torch_file.h"
#include "core/formats/zip_archive.h"

namespace syper::core {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t kHeaderLine = 1024;  // bytes looked at, whatever the file's size
constexpr std::size_t kLargestJson = std::size_t(64) << 20;

/// The first bytes of picture files that can be decoded: JPEG, PNG, BMP, WebP, TIFF, PNM.
bool isPicture(std::string_view head) {
    return head.starts_with("\xff\xd8\xff") || head.starts_with("\x89PNG\r\n") || head.starts_with("BM") ||
           (head.starts_with("RIFF") && head.size() >= 12 && head.substr(8, 4) == "WEBP") ||
           (head.size() >= 3 && head[0] == 'P' && head[1] >= '1' && head[1] <= '6' && head[2] <= ' ') ||
           head.starts_with(std::string_view("II*\0", 4)) || head.starts_with(std::string_view("MM\0*", 4));
}

bool hasPictureEnding(std::string name) {
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return char(std::tolower(c)); });
    constexpr std::array<std::string_view, 11> kEndings{".png",  ".jpg", ".jpeg", ".bmp", ".webp", ".tif",
                                                        ".tiff", ".pbm", ".pgm",  ".ppm", ".pnm"};
    return std::any_of(kEndings.begin(), kEndings.end(),
                       [&](std::string_view ending) { return name.ends_with(ending); });
}

/// Counts {"labels": [["00000/img.png", 6], ..]} as StyleGAN2-ADA's datasets have it.
bool countJson(std::string_view text, FileInfo& info) {
    const auto tooDeep = [](int depth, nlohmann::json::parse_event_t, nlohmann::json&) { return depth <= 8; };
    const nlohmann::json list = nlohmann::json::parse(text.begin(), text.end(), tooDeep, false);
    if (!list.is_object() || !list.contains("labels")) return false;
    std::set<std::string> classes;
    for (const auto& entry : list["labels"]) {
        if (!entry.is_array() || entry.size() != 2) continue;
        ++info.labelled;
        classes.insert(entry[1].dump());
    }
    info.classes = std::int64_t(classes.size());
    return true;
}

/// Counts a table with a column `file`, and its labels where it has a column for them.
bool countTable(const fs::path& path, FileInfo& info) {
    std::ptrdiff_t file = -1, label = -1;
    std::set<std::string, std::less<>> classes;
    bool first = true;
    readTextTable(path, [&](const TextRow& row) {
        const auto column = [&](std::string_view name) {
            const auto place = std::find(row.fields.begin(), row.fields.end(), name);
            return place == row.fields.end() ? -1 : place - row.fields.begin();
        };
        if (first) {
            first = false;
            file = column("file");
            for (const char* name : {"identity", "label", "class"})
                if (label < 0) label = column(name);
            return;
        }
        if (file < 0) return;
        ++info.images;
        if (label < 0 || std::size_t(label) >= row.fields.size() || row.fields[std::size_t(label)].empty()) return;
        ++info.labelled;
        if (classes.find(row.fields[std::size_t(label)]) == classes.end())
            classes.emplace(row.fields[std::size_t(label)]);
    });
    info.classes = std::int64_t(classes.size());
    return file >= 0;
}

std::string headOf(const fs::path& path) {
    std::string head(16, '\0');
    std::ifstream in(path, std::ios::binary);
    in.read(head.data(), std::streamsize(head.size()));
    head.resize(std::size_t(std::max<std::streamsize>(in.gcount(), 0)));
    return head;
}

FileInfo inspectFolder(const fs::path& path) {
    FileInfo info{.kind = "dataset",
                  .architecture = {},
                  .container = "folder",
                  .sha256 = {},
                  .scheme = {},
                  .networks = {},
                  .tensors = {},
                  .metadata = {}};
    std::error_code failed;
    for (fs::recursive_directory_iterator at(path, fs::directory_options::skip_permission_denied, failed), end;
         !failed && at != end; at.increment(failed)) {
        std::error_code gone;
        if (!at->is_regular_file(gone)) continue;
        if (!isPicture(headOf(at->path()))) continue;
        ++info.images;
        info.bytes += std::int64_t(at->file_size(gone));
    }
    if (failed)
        throw Error(Errc::Io, "cannot list " + path.string() + " (" + failed.message() + "); check its permissions");
    if (info.images == 0)
        refuseFile(path.string(), "it is a folder without pictures", "give a file, or a folder of pictures");
    const std::int64_t found = info.images;
    if (fs::is_regular_file(path / "dataset.json"))
        (void)countJson(readFile(path / "dataset.json", kLargestJson), info);
    else if (fs::is_regular_file(path / "labels.csv"))
        (void)countTable(path / "labels.csv", info);
    info.images = found;
    return info;
}

std::optional<FileInfo> inspectZip(const fs::path& path, const std::shared_ptr<const MappedFile>& mapped) {
    ZipArchive archive(path.string(), mapped);
    if (torchValueEntry(archive) != nullptr) return std::nullopt;
    FileInfo info;
    info.kind = "dataset";
    info.container = "zip";
    for (const ZipArchive::Entry& entry : archive.entries()) info.images += hasPictureEnding(entry.name) ? 1 : 0;
    if (info.images == 0) return std::nullopt;
    if (const ZipArchive::Entry* list = archive.find("dataset.json"); list != nullptr && list->size <= kLargestJson) {
        const std::span<const std::byte> text = archive.read(*list);
        (void)countJson({reinterpret_cast<const char*>(text.data()), text.size()}, info);
    }
    info.bytes = std::int64_t(mapped->bytes().size());
    return info;
}

}  // namespace

std::optional<FileInfo> inspectDataset(const fs::path& path) {
    if (fs::is_directory(path)) return inspectFolder(path);
    const auto mapped = std::make_shared<const MappedFile>(path);
    const std::string_view text(reinterpret_cast<const char*>(mapped->bytes().data()), mapped->bytes().size());
    if (ZipArchive::looksLikeOne(mapped->bytes())) return inspectZip(path, mapped);
    FileInfo info;
    info.kind = "dataset";
    info.bytes = std::int64_t(text.size());
    if (text.starts_with("{") && text.size() <= kLargestJson) {
        info.container = "json";
        if (!countJson(text, info)) return std::nullopt;
        info.images = info.labelled;
        return info;
    }
    const std::string_view line = text.substr(0, std::min(text.substr(0, kHeaderLine).find('\n'), kHeaderLine));
    if (line.find("file") == std::string_view::npos || line.find('\0') != std::string_view::npos) return std::nullopt;
    info.container = "csv";
    return countTable(path, info) ? std::optional(info) : std::nullopt;
}

}  // namespace syper::core
