// SPDX-License-Identifier: GPL-3.0-or-later
#include "vision/sides.h"

#include <nlohmann/json.hpp>
#include <sstream>

#include "core/api/error.h"
#include "core/util/files.h"
#include "vision/csv.h"

namespace syper::vision {
namespace {

namespace fs = std::filesystem;
using core::Errc;
using core::Error;
using nlohmann::json;
using Table = std::map<std::string, bool, std::less<>>;

constexpr std::size_t kMaxTableBytes = std::size_t(256) << 20;

std::string keyOf(const fs::path& path) {
    return core::absolutePath(path).string();
}

bool parseFlag(const std::string& text, const fs::path& table, const std::string& file) {
    if (text == "1" || text == "true") return true;
    if (text == "0" || text == "false" || text.empty()) return false;
    throw Error(Errc::BadFormat, table.string() + ": `mirrored` of " + file + " is \"" + text + "\"; write 0 or 1");
}

void addCsv(const fs::path& path, Table& table) {
    const CsvTable csv = parseCsv(core::readFile(path, kMaxTableBytes), path.string());
    const auto file = csv.column("file"), flag = csv.column("mirrored");
    if (!file || !flag) return;
    for (const std::vector<std::string>& row : csv.rows)
        table.insert_or_assign(keyOf(path.parent_path() / row[*file]), parseFlag(row[*flag], path, row[*file]));
}

bool flagOf(const json& value, const fs::path& path, const std::string& file) {
    if (value.is_boolean()) return value.get<bool>();
    return parseFlag(value.is_string() ? value.get<std::string>() : value.dump(), path, file);
}

/// {file: flag}, [[file, flag], ..] or [{"file": .., "mirrored": ..}, ..].
void addFlags(const json& flags, const fs::path& path, Table& table) {
    const auto add = [&](const std::string& file, const json& value) {
        table.insert_or_assign(keyOf(path.parent_path() / file), flagOf(value, path, file));
    };
    if (flags.is_object())
        for (const auto& [file, value] : flags.items()) add(file, value);
    if (!flags.is_array()) return;
    for (const json& row : flags) {
        if (row.is_array() && row.size() == 2 && row[0].is_string()) add(row[0].get<std::string>(), row[1]);
        if (row.is_object() && row.contains("mirrored") && row.contains("file") && row["file"].is_string())
            add(row["file"].get<std::string>(), row["mirrored"]);
    }
}

void addJson(const fs::path& path, Table& table) {
    const json document = json::parse(core::readFile(path, kMaxTableBytes), nullptr, false);
    if (document.is_discarded())
        throw Error(Errc::BadFormat, path.string() + " is no valid JSON; mend it or move it away");
    if (document.is_array()) return addFlags(document, path, table);
    if (!document.is_object()) return;
    if (document.contains("mirrored")) addFlags(document["mirrored"], path, table);
    for (const char* rows : {"labels", "images", "files"})
        if (document.contains(rows) && document[rows].is_array() && !document[rows].empty() &&
            document[rows][0].is_object())
            addFlags(document[rows], path, table);
}

void addTable(const fs::path& path, Table& table) {
    if (path.extension() == ".json")
        addJson(path, table);
    else
        addCsv(path, table);
}

}  // namespace

Mirror parseMirror(std::string_view text) {
    if (text == "auto") return Mirror::Auto;
    if (text == "none") return Mirror::None;
    if (text == "all") return Mirror::All;
    throw Error(Errc::BadArgument, "--mirror is \"" + std::string(text) + "\"; write auto, none or all");
}

bool namesLeftEye(const fs::path& file) {
    return file.filename().string().find("_left") != std::string::npos || file.stem().string().ends_with('L');
}

SideTables::SideTables(const std::vector<fs::path>& extra) {
    for (const fs::path& path : extra) addTable(path, extra_);
}

void SideTables::set(const fs::path& file, bool mirrored) {
    extra_.insert_or_assign(keyOf(file), mirrored);
}

const SideTables::Table& SideTables::tableOf(const fs::path& folder) {
    const auto [found, isNew] = folders_.try_emplace(folder);
    if (isNew)
        for (const char* name : {"dataset.json", "labels.csv"})
            if (std::error_code none; fs::is_regular_file(folder / name, none)) addTable(folder / name, found->second);
    return found->second;
}

std::optional<bool> SideTables::mirrored(const fs::path& file, const fs::path& root) {
    const std::string key = keyOf(file);
    if (const auto found = extra_.find(key); found != extra_.end()) return found->second;
    const fs::path top = keyOf(root);
    for (fs::path folder = fs::path(key).parent_path();; folder = folder.parent_path()) {
        const Table& table = tableOf(folder);
        if (const auto found = table.find(key); found != table.end()) return found->second;
        if (folder == top || folder == folder.parent_path()) return std::nullopt;
    }
}

bool wantsMirroring(const fs::path& file) {
    return namesLeftEye(file) && !SideTables().mirrored(file, file.parent_path()).value_or(false);
}

}  // namespace syper::vision
