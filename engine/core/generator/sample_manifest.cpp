// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/sample_manifest.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "core/api/error.h"
#include "core/util/files.h"
#include "core/util/manifest_head.h"
#include "core/util/sha256.h"

namespace syper::core {
namespace {

using nlohmann::ordered_json;
namespace fs = std::filesystem;

std::string shardManifest(int shard, int shards) {
    return "manifest." + std::to_string(shard) + "-of-" + std::to_string(shards) + ".json";
}

std::string ownManifest(const SampleFolderJob& job) {
    return job.shards == 1 ? "manifest.json" : shardManifest(job.shard, job.shards);
}

/// Waits until no other process writes manifests of the folder, and keeps them out while it lives. No file is left.
class FolderTurn {
public:
    explicit FolderTurn(const fs::path& folder) : handle_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
        if (handle_ < 0 || ::flock(handle_, LOCK_EX) != 0) {
            if (handle_ >= 0) ::close(handle_);
            throw Error(Errc::Io, "cannot lock " + folder.string() + "; choose a folder on a disk that can lock");
        }
    }
    FolderTurn(const FolderTurn&) = delete;
    FolderTurn& operator=(const FolderTurn&) = delete;
    ~FolderTurn() { ::close(handle_); }

private:
    int handle_;
};

ordered_json fileList(const std::vector<ManifestEntry>& entries) {
    ordered_json files = ordered_json::array();
    for (const ManifestEntry& entry : entries)
        files.push_back({{"file", entry.file},
                         {"seed", entry.seed ? ordered_json(*entry.seed) : ordered_json()},
                         {"sha256", entry.sha256},
                         {"bytes", entry.bytes},
                         {"milliseconds", entry.milliseconds ? ordered_json(*entry.milliseconds) : ordered_json()}});
    return files;
}

ordered_json describe(const ManifestRun& run) {
    ordered_json json = manifestHead();
    json.update({{"verb", "sample"},
                 {"date", run.date},
                 {"seconds", run.seconds},
                 {"network", {{"path", run.network.path.string()}, {"sha256", run.network.sha256}}},
                 {"plan", run.plan},
                 {"shard", run.job.shard},
                 {"shards", run.job.shards},
                 {"complete", run.complete},
                 {"files", fileList(run.entries)}});
    return json;
}

/// All shards' manifests as one, or null while one is missing, unfinished or of another plan.
ordered_json merged(const ManifestRun& run, const ordered_json& own) {
    std::map<std::string, ordered_json> byName;
    ordered_json parts = ordered_json::array();
    for (int shard = 0; shard < run.job.shards; ++shard) {
        const ordered_json part = readManifest(run.job.folder / shardManifest(shard, run.job.shards));
        if (part.is_null() || part.value("plan", ordered_json()) != run.plan ||
            part.value("complete", ordered_json()) != true) return nullptr;
        for (const ordered_json& file : part["files"]) byName[file.value("file", "")] = file;
        ordered_json about = part;
        for (const char* key : {"format", "version", "network", "plan", "shards", "complete", "files"})
            about.erase(key);
        parts.push_back(about);
    }
    ordered_json all = own;
    all.erase("shard");
    all["parts"] = parts;
    all["files"] = ordered_json::array();
    for (const PlannedPicture& picture : run.job.pictures) {
        const auto found = byName.find(picture.file);
        if (found == byName.end()) return nullptr;
        all["files"].push_back(found->second);
    }
    return all;
}

}  // namespace

std::string planDigest(const SampleFolderJob& job, const std::string& networkSha256) {
    std::string text = std::to_string(job.shards) + "\n";
    for (const PlannedPicture& picture : job.pictures)
        text += picture.file + " " + recipeText(picture.request, networkSha256) + "\n";
    return sha256(text);
}

std::map<std::string, std::string> recordedHashes(const fs::path& folder) {
    static const std::regex kManifest(R"(manifest(\.\d+-of-\d+)?\.json)");
    std::map<std::string, std::string> hashes;
    std::error_code missing;
    for (const fs::directory_entry& file : fs::directory_iterator(folder, missing)) {
        if (!std::regex_match(file.path().filename().string(), kManifest)) continue;
        const ordered_json manifest = readManifest(file.path());
        if (manifest.is_null()) continue;
        for (const ordered_json& entry : manifest["files"])
            if (entry.is_object() && entry.contains("file") && entry["file"].is_string() && entry.contains("sha256") &&
                entry["sha256"].is_string())
                hashes[entry["file"].get<std::string>()] = entry["sha256"].get<std::string>();
    }
    return hashes;
}

void clearLeftOvers(const SampleFolderJob& job, const std::string& plan) {
    static const std::regex kPart(R"(((seed|img|proj|frame)?\d+(-\d+)?|grid)\.png\.part|manifest(\.\d+-of-\d+)?\.json\.part)");
    const FolderTurn lock(job.folder);
    std::set<std::string> others;  // what another shard may be writing at this moment
    for (std::size_t i = 0; i < job.pictures.size(); ++i)
        if (int(i % std::size_t(job.shards)) != job.shard) others.insert(job.pictures[i].file + ".part");
    for (int shard = 0; shard < job.shards; ++shard)
        if (shard != job.shard) others.insert(shardManifest(shard, job.shards) + ".part");
    std::vector<fs::path> stale;
    for (const fs::directory_entry& file : fs::directory_iterator(job.folder)) {
        const std::string name = file.path().filename().string();
        if (std::regex_match(name, kPart) && !others.contains(name)) stale.push_back(file.path());
    }
    for (const std::string& name : {std::string("manifest.json"), ownManifest(job)}) {
        const ordered_json manifest = readManifest(job.folder / name);
        if (!manifest.is_null() && manifest.value("plan", ordered_json()) != plan) stale.push_back(job.folder / name);
    }
    for (const fs::path& path : stale) fs::remove(path);
}

bool writeManifest(const ManifestRun& run) {
    const ordered_json own = describe(run);
    const FolderTurn lock(run.job.folder);
    writeFile(run.job.folder / ownManifest(run.job), manifestText(own));
    if (run.job.shards == 1 || !run.complete) return run.complete;
    const ordered_json all = merged(run, own);
    if (all.is_null()) return false;
    writeFile(run.job.folder / "manifest.json", manifestText(all));
    return true;
}

}  // namespace syper::core
