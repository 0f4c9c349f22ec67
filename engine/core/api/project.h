// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "core/api/image8.h"
#include "core/api/run_control.h"
#include "core/api/sampler.h"

namespace syper::core {

/// Which latent is looked for: one w for all layers, or one a layer.
enum class ProjectSpace : std::uint8_t { W, WPlus };

struct ProjectConfig {
    std::filesystem::path network;
    std::filesystem::path teacher;  ///< a recognition model (FP32) whose features compare; empty = pixels alone
    Image8 target;                  ///< RGB, of the network's resolution
    ProjectSpace space = ProjectSpace::W;
    int steps = 1000;
    int classIndex = -1;
    std::uint64_t seed = 0;           ///< of noise and jitter
    double rate = 0.1;                ///< Adam's, at its height (published)
    double pixelWeight = 1.0;         ///< of the pixels' part in the distance
    double noiseWeight = 1e5;         ///< of the noise's regularisation (published)
    std::int64_t statistics = 10000;  ///< samples of w for its mean and spread (published)
};

/// One step as it was made.
struct ProjectPoint {
    int step = 0;  ///< from 1
    double loss = 0.0;
    double distance = 0.0;                  ///< perceptual + pixelWeight * pixels
    std::optional<double> perceptual = {};  ///< nothing without a teacher
    double pixels = 0.0;
    double noise = 0.0;  ///< regularisation, unweighted
    double rate = 0.0;
};

struct ProjectOutcome {
    std::vector<float> ws;  ///< [numWs * wDim]
    int steps = 0;          ///< made
    int bestStep = 0;       ///< the step that `ws` is of
    bool stopped = false;   ///< before the last step
    /// Of the network's own picture of `ws`, its noise as it is in the file.
    double distance = 0.0, pixels = 0.0;
    std::optional<double> perceptual = {};
    std::vector<ProjectPoint> curve;
};

/// Told after each step, on the calling thread; ws is what the step tried, [numWs * wDim].
using ProjectSink = std::function<void(const ProjectPoint& point, std::span<const float> ws)>;

/// Finds the latent whose picture is nearest to the target, by gradient descent from the mean of w as the official
/// projector does it (Karras et al. 2020, arXiv:1912.04958, section 5): jitter that fades, noise pictures that are
/// fitted too and kept from carrying the picture, a rate that ramps up and down. The distance is ours: a teacher's
/// features (each block's, of unit length at every pixel, and the embedding's angle) and pixels at several scales, both
/// as mean squares. The step with the least distance is kept. Equal configurations give equal latents on one machine.
///
/// Stopping keeps the best so far: the outcome says so instead of Stopped, unless no step was made. Throws
/// Error{BadShape, BadArgument, BadFormat, NotFound}.
[[nodiscard]] ProjectOutcome projectImage(const ProjectConfig& config, const ProjectSink& sink, RunControl& control);

/// Writes target.png, proj.png (with its recipe), projected_w.npz (as the official projector does), curve.csv and
/// manifest.json. Throws Error{Io}.
void writeProjection(const std::filesystem::path& folder, const ProjectConfig& config, const ProjectOutcome& outcome,
                     Sampler& sampler);

/// Writes latents as `w` [N, numWs, wDim]: .npz as the official projector does, or .safetensors. Each is
/// [numWs * wDim]. Throws Error{BadShape, Unsupported, Io}.
void writeLatents(const std::filesystem::path& path, const std::vector<std::vector<float>>& latents,
                  const NetworkInfo& network);

}  // namespace syper::core
