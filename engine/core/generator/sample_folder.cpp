// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/sample_folder.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <chrono>
#include <optional>
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
    /// One of this shard's pictures, and what is to be done about it.
    struct Piece {
        std::size_t index = 0;
        fs::path path{};
        std::string recipe{};
        bool keep = false;
    };

    void writeAll() {
        const auto stride = std::size_t(job_.shards);
        std::vector<Piece> group;
        for (std::size_t i = std::size_t(job_.shard); i < job_.pictures.size(); i += stride) {
            control_.gate();
            Piece piece = pieceOf(i);
            // What is kept is only counted, unless somebody wants to see it.
            if (piece.keep && job_.tensors.empty() && !job_.onPicture) {
                finish(piece, std::nullopt);
                continue;
            }
            const auto precision = [this](const Piece& p) { return job_.pictures[p.index].request.precision; };
            if (!group.empty() && precision(group.front()) != precision(piece)) writeGroup(group);
            group.push_back(std::move(piece));
            if (group.size() == groupSize()) writeGroup(group);
        }
        writeGroup(group);
    }

    /// Pictures made at once: they share the weights' way through the cache. Fewer of large ones, so that memory and
    /// the time to the next gate stay small.
    [[nodiscard]] std::size_t groupSize() const {
        constexpr std::int64_t kPixels = 8 * 256 * 256;
        const std::int64_t side = sampler_.info().resolution;
        return std::size_t(std::clamp<std::int64_t>(kPixels / (side * side), 1, 8));
    }

    [[nodiscard]] Piece pieceOf(std::size_t index) const {
        const PlannedPicture& picture = job_.pictures[index];
        Piece piece{.index = index,
                    .path = job_.folder / picture.file,
                    .recipe = recipeText(picture.request, sampler_.info().sha256)};
        piece.keep = job_.resume && agrees(piece.path, picture.file, piece.recipe);
        return piece;
    }

    /// Makes and writes the pictures, which leaves the group empty.
    void writeGroup(std::vector<Piece>& group) {
        if (group.empty()) return;
        const double start = secondsNow();
        const std::vector<Image8> images = make(group);
        const double each = (secondsNow() - start) / double(group.size());
        for (std::size_t i = 0; i < group.size(); ++i) {
            const Piece& piece = group[i];
            const double before = secondsNow();
            if (!piece.keep) writePng(piece.path, images[i], piece.recipe);
            const double seconds = each + secondsNow() - before;
            if (job_.onPicture) job_.onPicture(piece.index, images[i]);
            finish(piece, piece.keep ? std::nullopt : std::optional(seconds));
        }
        group.clear();
    }

    void finish(const Piece& piece, std::optional<double> seconds) {
        const PlannedPicture& picture = job_.pictures[piece.index];
        (piece.keep ? outcome_.kept : outcome_.made) += 1;
        sampling_ += seconds.value_or(0.0);
        addEntry(picture.file, picture.request.seed, seconds ? std::optional(*seconds * 1e3) : std::nullopt);
        const auto first = std::size_t(job_.shard), stride = std::size_t(job_.shards);
        const std::size_t total = (job_.pictures.size() - first - 1) / stride + 1;
        control_.report({"sampling", outcome_.made + outcome_.kept, std::int64_t(total)});
    }

    void addEntry(const std::string& file, std::optional<std::uint32_t> seed, std::optional<double> milliseconds) {
        const fs::path path = job_.folder / file;
        manifest_.entries.push_back({file, sha256File(path), seed, std::int64_t(fs::file_size(path)), milliseconds});
    }

    std::vector<Image8> make(const std::vector<Piece>& group) {
        std::vector<SampleRequest> requests;
        for (const Piece& piece : group) requests.push_back(job_.pictures[piece.index].request);
        if (job_.tensors.empty()) return sampler_.samples(requests, control_);
        std::vector<Image8> images;
        for (const SampleRequest& request : requests) {
            const std::int64_t side = sampler_.info().resolution;
            latents_.push_back(
                at::tensor(sampler_.latent(request)).view({sampler_.info().numWs, sampler_.info().wDim}));
            pictures_.push_back(at::tensor(sampler_.raw(request, control_)).view({3, side, side}));
            images.push_back(writePixels(pictures_.back(), request.writer));
        }
        return images;
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
