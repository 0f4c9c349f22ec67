// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/api/image_set.h"
#include "core/api/run_control.h"

namespace syper::core {

/// Pictures with the class of each, 0..classes-1.
struct LabelledSet {
    std::shared_ptr<const ImageSet> images;
    std::vector<std::int64_t> labels;
};

/// How a generator makes identities: a latent each; a variant keeps its coarse layers and moves towards another latent
/// in the finer ones. Layers count in pairs a resolution, as w+ does.
struct SyntheticIdentities {
    std::filesystem::path network;
    std::int64_t count = 0;  ///< 0 = none; identity i is seed `firstSeed + i`
    std::uint32_t firstSeed = 0;
    double psi = 1.0;         ///< truncation of the identity's own latent
    int fineFrom = 4;         ///< first w+ layer that a variant may exchange
    double fineMix = 0.6;     ///< largest share of the other latent in the fine layers, 0..1
    double coarseMix = 0.15;  ///< and in the coarse layers
};

/// One training of a recognition model with ArcFace (Deng et al., CVPR 2019). Defaults: the published schedule.
struct TeacherConfig {
    std::string architecture = "mobilefacenet";
    int inputSize = 224;  ///< pixels a side, a multiple of 16; small ones train fast and can be grown by `init`
    LabelledSet data;     ///< may be empty where identities are synthetic
    SyntheticIdentities synthetic;
    LabelledSet validation;  ///< may be empty: then no EER
    int epochs = 20;         ///< an epoch sees each picture once, and `variants` of each identity
    int variants = 8;
    std::int64_t steps = 0;  ///< > 0 wins over epochs
    int batch = 32;
    double lr = 0.0;  ///< the optimizer's own rate; 0 = 0.1 * batch / 512
    double momentum = 0.9, weightDecay = 5e-4, clip = 5.0;
    double scale = 64.0, margin = 0.5;   ///< ArcFace's s and m
    double augment = 1.0;                ///< strength of geometry, photometry, blur and occlusion, 0 = none
    std::int64_t checkpointEvery = 200;  ///< steps
    std::uint64_t seed = 1337;
    std::filesystem::path init;  ///< first weights, of any input size; a checkpoint gives its classes too where they
                                 ///< are as many; empty = random
    bool resume = false;        ///< continue the run that `out` holds
    bool half = false;          ///< store the final weights as F16
    std::filesystem::path out;  ///< teacher.safetensors, log.csv, report.json, checkpoint.safetensors
};

struct TeacherPoint {
    std::int64_t step = 0, steps = 0;
    double loss = 0, accuracy = 0, lr = 0, gradNorm = 0,
           seconds = 0;  ///< accuracy: share of the batch whose class wins
};

struct TeacherResult {
    std::int64_t steps = 0, images = 0, classes = 0;
    double finalLoss = 0;       ///< mean of the last 50 steps
    std::optional<double> eer;  ///< on the validation set, all pairs of different pictures
    std::filesystem::path model;
};

/// Trains or continues. On Stopped everything up to the last complete step is kept in `out`, and the continued run ends
/// with the same weights on one machine. Throws Error, Stopped.
TeacherResult trainTeacher(const TeacherConfig& config, const std::function<void(const TeacherPoint&)>& onPoint,
                           RunControl& control);

}  // namespace syper::core
