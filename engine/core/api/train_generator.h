// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/api/image_set.h"
#include "core/api/run_control.h"

namespace syper::core {

/// One training of a generator, whole: StyleGAN2-ADA (Karras et al. 2020, arXiv:2006.06676). Where the published
/// train.py has an option, its meaning is the same.
struct GanConfig {
    std::shared_ptr<const ImageSet> images;  ///< pictures to learn from, or
    std::filesystem::path tensor;            ///< a .safetensors or .npy file of pictures, NCHW or NHWC
    bool mirror = false;                     ///< learn from each picture's mirror image too
    std::filesystem::path out;               ///< folder of checkpoints, sheets, log.csv and generator.safetensors

    int resolution = 64;  ///< a power of two, 8 or more
    int zDim = 128, wDim = 128, mappingLayers = 4;
    int channelBase = 4096, channelMax = 128;  ///< channels at resolution r: min(channelBase / r, channelMax)
    int statisticsGroup = 4;                   ///< pictures that share the discriminator's minibatch deviation

    double kimg = 200;                ///< thousands of real pictures shown in all
    int batch = 16, shard = 8;        ///< pictures a step; computed in shards, side by side where there are threads
    double lr = 0.0025, gamma = 0.2;  ///< Adam's rate for both networks; R1's weight
    int r1Interval = 16;              ///< batches between two R1 steps
    double plWeight = 0;              ///< of path length regularisation; 0 = none, published: 2
    int plInterval = 4;               ///< batches between two steps of it
    double emaKimg = 5, emaRampup = 0.05;  ///< half life of the averaged generator, at most emaRampup of what was shown
    double styleMixing = 0.9;
    bool half = true;      ///< bfloat16 activations from 16 px on
    int freezeLayers = 0;  ///< the discriminator's first layers that stand still

    std::string aug = "ada";  ///< ada, fixed, noaug
    std::string augPipe = "bgc";
    double p = 0.0;        ///< the probability for fixed, the first for ada
    double target = 0.6;   ///< ada: wanted mean sign of the discriminator's answers to real pictures
    double adaKimg = 100;  ///< ada: kimg in which p may go from 0 to 1

    double tickKimg = 1;  ///< kimg between two lines of the log
    int snapTicks = 10;   ///< ticks between two checkpoints with previews
    std::uint64_t seed = 0;
    std::filesystem::path resume;    ///< weights to start from: what matches by name and shape
    bool halfFile = false;           ///< write generators in float16
    std::filesystem::path fidModel;  ///< recognition model whose embeddings the Frechet distance uses; empty = none
    int fidPictures = 1000;          ///< at most so many pictures of either kind are compared
    bool fidSnapshots = false;       ///< at every snapshot, not only at the end
};

/// The published configurations by name, and `cpu`, which is small enough for two cores; the default first.
[[nodiscard]] std::vector<std::string> ganPresets();
/// The settings of one for pictures of `resolution`; what train.py calls the same means the same. Throws
/// Error{BadArgument} for another name.
[[nodiscard]] GanConfig ganPreset(const std::string& name, int resolution);
/// The largest shard of at most eight pictures that divides the batch and holds whole groups.
[[nodiscard]] int ganShard(int batch, int group);
/// Sets the network's sizes, but for the resolution, to those of a generator's file or a checkpoint, so that training
/// can start from it. Throws as `inspect`, and Error{Unsupported} for a network that cannot be trained here.
void takeNetworkSizes(GanConfig& config, const std::filesystem::path& file);

/// One tick's means.
struct GanPoint {
    double kimg = 0, seconds = 0;         ///< seconds since the run began, snapshots and continuations included
    double lossG = 0, lossD = 0, r1 = 0;  ///< r1: the mean squared gradient, without gamma / 2
    double p = 0, rt = 0;                 ///< augmentation; rt: mean sign of D on real pictures, in this tick
    double imagesPerSecond = 0;
    double pl = std::numeric_limits<double>::quiet_NaN();   ///< path lengths' mean squared distance from their mean
    double fid = std::numeric_limits<double>::quiet_NaN();  ///< Frechet distance, where it was measured
    bool snapshot = false;  ///< checkpoint, generator and sheet of this moment are in the folder
};

struct GanResult {
    double kimg = 0, seconds = 0, p = 0;
    std::int64_t images = 0;          ///< pictures learned from
    std::optional<double> fid;        ///< Frechet distance to them on `fidModel`; nothing without one
    std::filesystem::path generator;  ///< the averaged generator, published names
};

/// Trains from the beginning. Refuses a folder that holds a run. On Stopped the last complete step is in `out`;
/// continued, the run ends as if it had never stopped, bit for bit on one machine. Throws Error, Stopped.
GanResult trainGenerator(const GanConfig& config, const std::function<void(const GanPoint&)>& onPoint,
                         RunControl& control);

/// Goes on with the run in `config.out`: its own settings count, but for images, tensor (where given) and `kimg` (where
/// `newKimg`). Throws Error{NotFound} where there is no run, Error{BadArgument} for other pictures than the run's.
GanResult continueGenerator(const GanConfig& config, std::optional<double> newKimg,
                            const std::function<void(const GanPoint&)>& onPoint, RunControl& control);

}  // namespace syper::core
