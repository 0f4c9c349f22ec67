// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/api/manifest.h"
#include "core/api/sample_folder.h"

namespace syper::core {

/// What a manifest says of one picture.
struct ManifestEntry {
    std::string file, sha256;
    std::optional<std::uint32_t> seed;  ///< nothing for what is made of several
    std::int64_t bytes = 0;
    std::optional<double> milliseconds;  ///< nothing for one that was kept
};

/// A sampling run as its manifest tells it.
struct ManifestRun {
    const SampleFolderJob& job;
    const NetworkInfo& network;
    std::string plan;  ///< planDigest()
    std::string date;  ///< when it began, UTC
    double seconds = 0.0;
    bool complete = false;
    std::vector<ManifestEntry> entries;
};

/// Tells two plans apart: a hash over names, recipes and the number of shards.
[[nodiscard]] std::string planDigest(const SampleFolderJob& job, const std::string& networkSha256);

/// Hashes by file name from every manifest in the folder that can be read.
[[nodiscard]] std::map<std::string, std::string> recordedHashes(const std::filesystem::path& folder);

/// Removes what says the wrong thing before a run: a manifest of another plan, and left-over .part files that no other
/// shard can be writing.
void clearLeftOvers(const SampleFolderJob& job, const std::string& plan);

/// Writes this run's manifest, and manifest.json if the run completes the set; true if the set is complete.
bool writeManifest(const ManifestRun& run);

}  // namespace syper::core
