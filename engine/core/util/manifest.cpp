// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/manifest.h"

#include <unistd.h>

#include <array>
#include <chrono>
#include <ctime>
#include <fstream>

#include "core/api/compute.h"
#include "core/api/error.h"
#include "core/util/files.h"
#include "core/util/manifest_head.h"
#include "core/util/sha256.h"

namespace syper::core {
namespace {

using nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr const char* kName = "manifest.json";
constexpr const char* kFormat = "syper-manifest";
constexpr int kVersion = 1;

std::vector<std::string> commandLine() {
    std::ifstream in("/proc/self/cmdline", std::ios::binary);
    std::vector<std::string> words;
    for (std::string word; std::getline(in, word, '\0');) words.push_back(word);
    return words;
}

std::string hostName() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

double steadySeconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string nameIn(const fs::path& folder, const fs::path& file) {
    const fs::path way = absolutePath(file).lexically_relative(absolutePath(folder));
    return way.empty() || *way.begin() == ".." ? file.string() : way.string();
}

}  // namespace

ordered_json manifestHead() {
    const ComputeInfo machine = computeInfo();
    return {{"format", kFormat},         {"version", kVersion},        {"program", "syper " SYPER_VERSION},
            {"command", commandLine()},  {"host", hostName()},         {"cpu", machine.cpu},
            {"libtorch", machine.torch}, {"threads", computeThreads()}};
}

std::string manifestText(const ordered_json& manifest) {
    return manifest.dump(1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

ordered_json readManifest(const fs::path& path) {
    std::error_code missing;
    if (!fs::is_regular_file(path, missing)) return nullptr;
    ordered_json json = ordered_json::parse(readFile(path), nullptr, false);
    const bool ours = json.is_object() && json.contains("format") && json["format"] == kFormat &&
                      json.contains("files") && json["files"].is_array();
    return ours ? json : ordered_json();
}

std::string utcNow() {
    const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text.data();
}

Manifest::Manifest(std::string verb) : verb_(std::move(verb)), date_(utcNow()), start_(steadySeconds()) {}

void Manifest::model(std::string role, fs::path path) {
    models_.emplace_back(std::move(role), std::move(path));
}

void Manifest::pictures(std::int64_t count, std::string digest) {
    pictures_ = {count, std::move(digest)};
}

void Manifest::result(fs::path path) {
    results_.push_back(std::move(path));
}

void Manifest::writeInto(const fs::path& folder, bool complete) const {
    write(folder / kName, folder, complete);
}

void Manifest::writeBeside(const fs::path& file) const {
    const fs::path folder = file.parent_path();
    fs::path path = folder / kName;
    std::error_code failed;
    if (fs::exists(path, failed)) {
        const ordered_json found = readManifest(path);
        const bool own = found.is_object() && found["files"].size() == 1 && found["files"][0].is_object() &&
                         found["files"][0].contains("file") && found["files"][0]["file"] == file.filename().string();
        if (!own) path = file.string() + "." + kName;
    }
    write(path, folder, true);
}

void Manifest::write(const fs::path& path, const fs::path& folder, bool complete) const {
    ordered_json json = manifestHead();
    json["verb"] = verb_;
    json["date"] = date_;
    json["seconds"] = steadySeconds() - start_;
    json["models"] = ordered_json::array();
    for (const auto& [role, file] : models_)
        json["models"].push_back({{"role", role}, {"path", file.string()}, {"sha256", sha256File(file)}});
    if (pictures_) json["pictures"] = {{"count", pictures_->first}, {"digest", pictures_->second}};
    json["complete"] = complete;
    json["files"] = ordered_json::array();
    for (const fs::path& file : results_)
        json["files"].push_back({{"file", nameIn(folder, file)},
                                 {"sha256", sha256File(file)},
                                 {"bytes", std::int64_t(fs::file_size(file))}});
    writeFile(path, manifestText(json));
}

}  // namespace syper::core
