// SPDX-License-Identifier: GPL-3.0-or-later
#include "vision/landmark_table.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "core/api/error.h"
#include "core/util/files.h"
#include "vision/csv.h"

namespace syper::vision {
namespace {

namespace fs = std::filesystem;
using core::Errc;
using core::Error;

constexpr std::size_t kMaxTableBytes = std::size_t(256) << 20;

std::string absoluteText(const fs::path& path) {
    return core::absolutePath(path).string();
}

double parseNumber(const std::string& text, const std::string& table, const std::string& file) {
    double value = 0.0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        throw Error(Errc::BadFormat, table + ": a landmark of " + file + " is \"" + text + "\"; write numbers");
    return value;
}

/// The columns of x1, y1, .. y5.
std::array<std::size_t, 10> pointColumns(const CsvTable& csv, const std::string& table) {
    std::array<std::size_t, 10> columns{};
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const std::string name = (i % 2 == 0 ? "x" : "y") + std::to_string(i / 2 + 1);
        const auto column = csv.column(name);
        if (!column)
            throw Error(Errc::BadFormat, table + " has no column " + name + "; wanted are file,x1,y1,..,x5,y5");
        columns[i] = *column;
    }
    return columns;
}

const std::vector<std::string> kColumns{"file", "x1", "y1", "x2", "y2", "x3", "y3", "x4", "y4", "x5", "y5"};

/// A table without a header begins with a picture and ten numbers.
bool isRow(const std::vector<std::string>& cells) {
    if (cells.size() != kColumns.size()) return false;
    return std::all_of(cells.begin() + 1, cells.end(), [](const std::string& cell) {
        double value = 0.0;
        const auto [end, failed] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
        return failed == std::errc() && end == cell.data() + cell.size();
    });
}

}  // namespace

LandmarkTable::LandmarkTable(const fs::path& path) : name_(path.string()) {
    CsvTable csv = parseCsv(core::readFile(path, kMaxTableBytes), name_);
    if (!csv.column("file") && isRow(csv.header)) {
        csv.rows.insert(csv.rows.begin(), csv.header);
        csv.header = kColumns;
    }
    const auto fileColumn = csv.column("file");
    if (!fileColumn) throw Error(Errc::BadFormat, name_ + " has no column file; wanted are file,x1,y1,..,x5,y5");
    const auto columns = pointColumns(csv, name_);
    for (const std::vector<std::string>& row : csv.rows) {
        const std::string& file = row[*fileColumn];
        Landmarks landmarks;
        for (std::size_t i = 0; i < landmarks.size(); ++i)
            landmarks[i] = {parseNumber(row[columns[2 * i]], name_, file),
                            parseNumber(row[columns[2 * i + 1]], name_, file)};
        const auto [known, isNew] = byText_.try_emplace(file, pictures_.size());
        if (isNew) {
            pictures_.push_back({file, {}});
            byPath_.try_emplace(absoluteText(path.parent_path() / file), known->second);
            byName_.emplace(fs::path(file).filename().string(), known->second);
        }
        pictures_[known->second].faces.push_back(landmarks);
    }
}

const std::vector<Landmarks>& LandmarkTable::find(const fs::path& picture) const {
    static const std::vector<Landmarks> kNone;
    if (const auto found = byText_.find(picture.string()); found != byText_.end())
        return pictures_[found->second].faces;
    if (const auto found = byPath_.find(absoluteText(picture)); found != byPath_.end())
        return pictures_[found->second].faces;
    const auto [first, last] = byName_.equal_range(picture.filename().string());
    if (first == last) return kNone;
    if (std::next(first) != last)
        throw Error(Errc::BadFormat, name_ + " lists several files named " + picture.filename().string() +
                                         "; write paths relative to the table");
    return pictures_[first->second].faces;
}

}  // namespace syper::vision
