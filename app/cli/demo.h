// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/api/evaluation.h"
#include "core/api/image8.h"
#include "core/api/quantize.h"
#include "core/api/svg_plot.h"

namespace syper::cli {

/// How much the demo does.
struct DemoScale {
    int samples = 24;     ///< pictures of eyes that nobody has
    int walk = 7;         ///< pictures along one latent direction
    int identities = 10;  ///< of the comparison, `shots` pictures each
    int shots = 4;
    std::int64_t steps = 24;
    int batch = 8;
};

/// A picture on the page, and where it lies beside it.
struct DemoPicture {
    std::string file;     ///< relative to the page
    std::string caption;  ///< under it
    std::string what;     ///< for people who cannot see it
    core::Image8 image;
    std::string png;  ///< the file's bytes
};

/// One model of the comparison.
struct DemoModel {
    std::string name;  ///< FP32, W8A8 ..
    int bits = 32;
    std::filesystem::path path;
    std::vector<core::QuantizePoint> points;  ///< empty for the teacher
    std::optional<core::QuantizeResult> run;
    core::VerificationFigures figures;
    std::vector<double> scores;  ///< of the showcase pairs
    double millisecondsPerPicture = 0;
    std::int64_t bytes = 0;  ///< packed at its bits
};

/// Two pictures of the showcase; indices into the comparison's pictures.
struct DemoPair {
    int a = 0, b = 0;
    bool genuine = false;
};

/// Everything that the page tells.
struct DemoStory {
    std::string network, teacher;  ///< names for people
    std::uint64_t seed = 0;
    int resolution = 0;
    std::vector<DemoPicture> samples, walk, pictures;
    std::vector<DemoPair> pairs;
    std::vector<DemoModel> models;
    std::string lossSvg, detSvg;
    double seconds = 0;
    std::string command;
};

/// The page that tells a stranger what happened: one file, no script, light and dark as the reader's system has it.
[[nodiscard]] std::string demoPage(const DemoStory& story);

/// Loss over steps, one curve a quantized model.
[[nodiscard]] core::Plot lossPlot(const std::vector<DemoModel>& models);

}  // namespace syper::cli
