// SPDX-License-Identifier: GPL-3.0-or-later
#include "vision/picture_files.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string_view>

#include "core/api/error.h"
#include "core/util/files.h"
#include "vision/picture_format.h"

namespace syper::vision {
namespace {

namespace fs = std::filesystem;
using core::Errc;
using core::Error;

constexpr std::size_t kMaxListBytes = std::size_t(64) << 20;

bool pictureContent(const fs::path& path) {
    std::array<char, 16> start{};
    std::ifstream in(path, std::ios::binary);
    in.read(start.data(), std::streamsize(start.size()));
    return sniffPicture(std::as_bytes(std::span(start.data(), std::size_t(in.gcount())))) != PictureFormat::None;
}

void addFolder(const fs::path& folder, std::vector<PictureFile>& files) {
    const std::size_t before = files.size();
    std::error_code failed;
    for (auto at = fs::recursive_directory_iterator(folder, failed);
         !failed && at != fs::recursive_directory_iterator(); at.increment(failed)) {
        const bool hidden = at->path().filename().native().starts_with('.');
        std::error_code none;
        if (at->is_directory(none)) {
            if (hidden) at.disable_recursion_pending();
        } else if (!hidden && at->is_regular_file(none) && (isPictureName(at->path()) || pictureContent(at->path()))) {
            files.push_back({at->path(), at->path().lexically_relative(folder), folder});
        }
    }
    if (failed)
        throw Error(Errc::Io,
                    "cannot look through " + folder.string() + " (" + failed.message() + "); check its permissions");
    if (files.size() == before)
        throw Error(Errc::NotFound, "no pictures in " + folder.string() + "; choose another folder");
    std::sort(files.begin() + std::ptrdiff_t(before), files.end(),
              [](const PictureFile& a, const PictureFile& b) { return a.path.native() < b.path.native(); });
}

/// The files that a data set's table names. False where it is another JSON.
bool addDataset(const fs::path& path, std::vector<PictureFile>& files) {
    const auto tooDeep = [](int depth, nlohmann::json::parse_event_t, nlohmann::json&) { return depth <= 8; };
    const nlohmann::json table = nlohmann::json::parse(core::readFile(path, kMaxListBytes), tooDeep, false);
    if (!table.is_object() || !table.contains("labels")) return false;
    // The published data sets without classes have null there: every picture beside the table counts.
    if (!table["labels"].is_array())
        return addFolder(path.parent_path().empty() ? "." : path.parent_path(), files), true;
    const std::size_t before = files.size();
    for (const nlohmann::json& row : table["labels"])
        if (row.is_array() && !row.empty() && row[0].is_string()) {
            const fs::path relative = row[0].get<std::string>();
            files.push_back({path.parent_path() / relative, relative, path.parent_path()});
        }
    if (files.size() == before) throw Error(Errc::NotFound, path.string() + " names no pictures; choose another table");
    return true;
}

void addOne(const fs::path& path, std::vector<PictureFile>& files) {
    std::error_code none;
    if (fs::is_directory(path, none)) return addFolder(path, files);
    if (!fs::exists(path, none)) throw Error(Errc::NotFound, "no file or folder " + path.string() + "; check the name");
    if (path.extension() == ".json" && addDataset(path, files)) return;
    files.push_back({path, path.filename(), path.parent_path()});
}

void addList(const fs::path& list, std::vector<PictureFile>& files) {
    std::istringstream lines(core::readFile(list, kMaxListBytes));
    const std::size_t before = files.size();
    for (std::string line; std::getline(lines, line);) {
        if (!line.empty() && line.back() == '\r') line.pop_back();
        if (line.empty()) continue;
        std::error_code none;
        const fs::path beside = list.parent_path() / line;
        addOne(!fs::exists(line, none) && fs::exists(beside, none) ? beside : fs::path(line), files);
    }
    if (files.size() == before)
        throw Error(Errc::NotFound, "no pictures in the list " + list.string() + "; write one path a line");
}

}  // namespace

bool isPictureName(const fs::path& path) {
    static constexpr std::array<std::string_view, 14> kEndings = {".jpg", ".jpeg", ".jpe",  ".png", ".webp",
                                                                  ".bmp", ".tif",  ".tiff", ".ppm", ".pgm",
                                                                  ".pnm", ".gif",  ".heic", ".avif"};
    std::string ending = path.extension().string();
    std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return char(std::tolower(c)); });
    return std::ranges::find(kEndings, ending) != kEndings.end();
}

std::vector<PictureFile> listPictures(const std::vector<std::string>& given) {
    std::vector<PictureFile> files;
    for (const std::string& one : given) {
        std::error_code none;
        if (one.starts_with('@') && !fs::exists(one, none))
            addList(one.substr(1), files);
        else
            addOne(one, files);
    }
    if (files.empty()) throw Error(Errc::BadArgument, "no pictures given; name files, folders or @LIST");
    return files;
}

}  // namespace syper::vision
