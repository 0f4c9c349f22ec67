// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/sample_folder.h"

#include <ATen/ATen.h>

#include <chrono>
#include <set>

#include "core/api/error.h"
#include "core/formats/safetensors.h"
#include "core/generator/png.h"
#include "core/generator/sample_manifest.h"
#include "core/generator/writers.h"
#include "core/util/sha256.h"
#include "core/util/translate_error.h"

namespace syper::core {
namespace {

namespace fs = std::filesystem;

double secondsNow() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void check(const SampleFolderJob& job) {
    if (job.shards < 1 || job.shard < 0 || job.shard >= job.shards)
        throw Error(Errc::BadArgument, "shard " + std::to_string(job.shard) + " of " + std::to_string(job.shards) +
                                           " does not exist; shards count from 0");
    std::set<std::string> names;
    for (const PlannedPicture& picture : job.pictures)
        if (!names.insert(picture.file).second)
            throw Error(Errc::BadArgument, "two pictures would be written to " + picture.file + "; leave one out");
    std::error_code failed;
    fs::create_directories(job.folder, failed);
    if (!fs::is_directory(job.folder))
        throw Error(Errc::Io, "cannot make the folder " + job.folder.string() + "; choose one that can be written");
}

/// One run over this shard's pictures.
class FolderRun {
public:
    FolderRun(Sampler& sampler, const SampleFolderJob& job, RunControl& control)
        : sampler_(sampler),
          job_(job),
          control_(control),
          manifest_{job, sampler.info(), planDigest(job, sampler.info().sha256), utcNow(), 0.0, false, {}} {
        if (job.resume) hashes_ = recordedHashes(job.folder);
        clearLeftOvers(job, manifest_.plan);
    }

    SampleFolderOutcome run() {
        const double start = secondsNow();
        try {
            writeAll();
            if (!job_.tensors.empty()) writeTensors();
            if (job_.onComplete)
                for (const std::string& name : job_.onComplete()) addEntry(name, std::nullopt, std::nullopt);
            manifest_.complete = true;
        } catch (...) {
            manifest_.seconds = secondsNow() - start;
            writeManifest(manifest_);
            throw;
        }
        manifest_.seconds = secondsNow() - start;
        outcome_.complete = writeManifest(manifest_);
        if (outcome_.made > 0) outcome_.imagesPerSecond = double(outcome_.made) / sampling_;
        return outcome_;
    }

private:
    void writeAll() {
        const auto first = std::size_t(job_.shard), stride = std::size_t(job_.shards);
        const std::size_t total = job_.pictures.size() > first ? (job_.pictures.size() - first - 1) / stride + 1 : 0;
        for (std::size_t i = first; i < job_.pictures.size(); i += stride) {
            control_.gate();
            writeOne(i);
            control_.report({"sampling", outcome_.made + outcome_.kept, std::int64_t(total)});
        }
    }

    void writeOne(std::size_t index) {
        const PlannedPicture& picture = job_.pictures[index];
        const fs::path path = job_.folder / picture.file;
        const std::string recipe = recipeText(picture.request, sampler_.info().sha256);
        const bool keep = job_.resume && agrees(path, picture.file, recipe);
        std::optional<double> milliseconds;
        if (!keep || !job_.tensors.empty() || job_.onPicture) {
            const double start = secondsNow();
            const Image8 image = make(picture.request);
            if (!keep) writePng(path, image, recipe);
            if (!keep) milliseconds = (secondsNow() - start) * 1e3;
            if (job_.onPicture) job_.onPicture(index, image);
        }
        (keep ? outcome_.kept : outcome_.made) += 1;
        sampling_ += milliseconds.value_or(0.0) / 1e3;
        addEntry(picture.file, picture.request.seed, milliseconds);
    }

    void addEntry(const std::string& file, std::optional<std::uint32_t> seed, std::optional<double> milliseconds) {
        const fs::path path = job_.folder / file;
        manifest_.entries.push_back({file, sha256File(path), seed, std::int64_t(fs::file_size(path)), milliseconds});
    }

    Image8 make(const SampleRequest& request) {
        if (job_.tensors.empty()) return sampler_.sample(request, control_);
        const std::int64_t side = sampler_.info().resolution;
        latents_.push_back(at::tensor(sampler_.latent(request)).view({sampler_.info().numWs, sampler_.info().wDim}));
        pictures_.push_back(at::tensor(sampler_.raw(request, control_)).view({3, side, side}));
        return writePixels(pictures_.back(), request.writer);
    }

    [[nodiscard]] bool agrees(const fs::path& path, const std::string& file, const std::string& recipe) const {
        if (!fs::is_regular_file(path) || !isWholePng(path) || readPngRecipe(path) != recipe) return false;
        const auto recorded = hashes_.find(file);
        return recorded == hashes_.end() || recorded->second == sha256File(path);
    }

    void writeTensors() const {
        TensorMap tensors;
        const std::int64_t side = sampler_.info().resolution;
        const bool none = pictures_.empty();
        tensors.set("ws", none ? at::empty({0, sampler_.info().numWs, sampler_.info().wDim}) : at::stack(latents_));
        tensors.set("images", none ? at::empty({0, 3, side, side}) : at::stack(pictures_));
        tensors.metadata["network"] = sampler_.info().sha256;
        writeSafetensors(job_.tensors, tensors);
    }

    Sampler& sampler_;
    const SampleFolderJob& job_;
    RunControl& control_;
    ManifestRun manifest_;
    SampleFolderOutcome outcome_;
    std::map<std::string, std::string> hashes_;
    double sampling_ = 0.0;
    std::vector<at::Tensor> latents_, pictures_;
};

}  // namespace

SampleFolderOutcome sampleFolder(Sampler& sampler, const SampleFolderJob& job, RunControl& control) {
    return translateErrors("cannot sample into the folder", [&] {
        check(job);
        return FolderRun(sampler, job, control).run();
    });
}

}  // namespace syper::core
