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

/// A way to quantize, as people choose it.
struct QuantizeScheme {
    std::string name;
    std::string about;           ///< a phrase for the help
    bool trainsByEpochs = true;  ///< false: only for the steps asked for; none makes a student by calibration alone
};
/// Every scheme, the default first.
[[nodiscard]] const std::vector<QuantizeScheme>& quantizeSchemes();
/// QuantizeScheme::trainsByEpochs of a scheme's name; true for one that is not known here.
[[nodiscard]] bool trainsByEpochs(const std::string& scheme);

/// One knowledge transfer, whole. Defaults are the published run's (SyPer, IVC 135, 2023; `synffhqgan`).
struct QuantizeConfig {
    std::filesystem::path teacher;
    std::filesystem::path init;              ///< the student's first weights; empty = the teacher's
    int weightBits = 8, activationBits = 8;  ///< 2..8
    std::string scheme = "paper";
    std::shared_ptr<const ImageSet> images;  ///< unlabelled pictures: files, or sampledSet()
    int epochs = 10;                         ///< of schemes that train by epochs
    std::int64_t steps = 0;                  ///< > 0 wins over epochs
    int batch = 16;
    double lr = 0.0;  ///< the optimizer's own rate; 0 = 0.01 * batch / 512
    double momentum = 0.9, weightDecay = 5e-4, clip = 5.0;
    int freezeAfterEpochs = 6;          ///< activation ranges stand still after so many epochs
    std::int64_t freezeAfterSteps = 0;  ///< > 0 wins over epochs
    bool shuffle = true, augment = false;
    std::int64_t checkpointEvery = 100;  ///< steps
    std::uint64_t seed = 1337;
    bool resume = false;
    std::string device = "cpu";  ///< what chooseDevice() gives
    std::filesystem::path out;   ///< folder for student.safetensors, curves.csv, report.json, checkpoints
};

/// One step's figures, after it is complete (and after its checkpoint, where one was due).
struct QuantizePoint {
    std::int64_t step = 0, steps = 0;
    int epoch = 0;
    double loss = 0, gradNorm = 0, lr = 0, seconds = 0;  ///< seconds since this run (or its continuation) began
    double cosine = 0;                                   ///< mean cosine student/teacher over this batch
};

struct QuantizeResult {
    std::int64_t steps = 0;
    std::vector<double> loss, gradNorm;  ///< every step's, those before an interruption too
    double finalLoss = 0, cosineToTeacher = 0;
    std::int64_t bytesFp32 = 0, bytesPacked = 0;
    std::filesystem::path student;
};

/// Runs or continues a knowledge transfer. On Stopped everything up to the last complete step is in `out` and
/// resumable, and the continued run ends with the same weights, bit for bit on one machine. Throws Error, Stopped.
QuantizeResult runQuantize(const QuantizeConfig& config, const std::function<void(const QuantizePoint&)>& onPoint,
                           RunControl& control);

/// Seconds and bytes that `config` will take here, from a measured step; nothing where that cannot be told.
struct QuantizeEstimate {
    double secondsBefore = 0, secondsPerStep = 0;  ///< before the first step (calibration), and of each
    std::int64_t bytesPacked = 0, steps = 0;
    [[nodiscard]] double seconds() const { return secondsBefore + secondsPerStep * double(steps); }
};
[[nodiscard]] std::optional<QuantizeEstimate> estimateQuantize(const QuantizeConfig& config, RunControl& control);

}  // namespace syper::core
