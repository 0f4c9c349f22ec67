// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/api/run_control.h"
#include "core/api/sampler.h"

namespace syper::core {

/// One picture that a run writes.
struct PlannedPicture {
    std::string file;  ///< name in the folder, like seed0042.png; unique within a run
    SampleRequest request;
};

/// Pictures of one network into one folder. Several processes may share the folder, each with its own shard of the same
/// plan, at the same time.
struct SampleFolderJob {
    std::vector<PlannedPicture> pictures;  ///< of all shards
    std::filesystem::path folder;
    int shard = 0, shards = 1;  ///< pictures shard, shard + shards, .. are this run's
    bool resume = false;        ///< keep files whose recipe and hash agree
    std::filesystem::path
        tensors;  ///< if not empty: a .safetensors of this shard's `ws` [N,numWs,wDim], `images` [N,3,R,R]
    /// Told of each of this shard's pictures in turn, of those that were kept too.
    std::function<void(std::size_t index, const Image8& image)> onPicture{};
    /// Called when all of this shard's are there; writes more files into the folder and returns their names.
    std::function<std::vector<std::string>()> onComplete{};
};

struct SampleFolderOutcome {
    std::int64_t made = 0, kept = 0;
    std::optional<double> imagesPerSecond;  ///< nothing where none was made
    bool complete = false;                  ///< every shard's pictures are there, and manifest.json says so
};

/// Writes the pictures, each with its recipe inside, and a manifest: manifest.json, or manifest.I-of-N.json where there
/// are shards, and manifest.json by the shard that completes the set. Left-over .part files of earlier runs are
/// removed. What is finished is kept and told in the manifest when it stops. Throws Error and Stopped.
SampleFolderOutcome sampleFolder(Sampler& sampler, const SampleFolderJob& job, RunControl& control);

}  // namespace syper::core
