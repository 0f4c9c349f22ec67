// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/api/train_generator.h"
#include "core/generator/discriminator.h"
#include "core/train/gan_adam.h"
#include "core/train/gan_generator.h"

namespace syper::core {

/// Everything that a step changes. A checkpoint is this, whole.
class GanState {
public:
    explicit GanState(const GanConfig& config);

    at::Generator random;  ///< latents, noise, mixing, augmentation
    GanGenerator generator, averaged;
    Discriminator discriminator;
    Adam generatorAdam, discriminatorAdam;

    std::int64_t steps = 0, shown = 0;  ///< complete steps; real pictures shown by them
    double p = 0.0;                     ///< augmentation probability
    double signSum = 0.0;               ///< of D's answers to real pictures since p was last adapted
    std::int64_t signCount = 0;
    double pathMean = 0.0;  ///< running mean of path lengths
    double seconds = 0.0;   ///< computed so far

    /// Weights below G/, D/ and G_ema/, moments below adam_G/ and adam_D/, `random`, and the counters as metadata
    /// `state`.
    [[nodiscard]] TensorMap tensors() const;
    /// The reverse; `file` is for messages. Throws Error{BadFormat}.
    void load(const TensorMap& from, const std::string& file);

    /// Starts from the weights in `file`: a checkpoint of this class or any generator file, at the same or another
    /// resolution. Takes what matches by name and shape; a lone generator serves as G and average. From a pair of half
    /// the side it grows so that nothing changes at first. Returns how many tensors it took. Throws Error{BadFormat} if
    /// none, and as loadNetworks.
    std::int64_t transfer(const std::filesystem::path& file);

    /// The averaged generator for use: published names, float32 or float16.
    [[nodiscard]] TensorMap averagedTensors(bool half) const;

    /// What has to be put back when a step is given up half-way.
    struct Backup {
        at::Tensor random, wAverage;
        double pathMean = 0.0;
        std::vector<Adam::Copy> generator, discriminator;  ///< empty until the step is about to change that network
    };
    [[nodiscard]] Backup begin() const;
    void restore(const Backup& backup);

private:
    struct Prefixes {
        std::string g, average, d;
    };
    std::int64_t take(const TensorMap& g, const TensorMap& average, const TensorMap& d, const Prefixes& prefixes);
};

/// Names of the discriminator's layers that stand still if the first `count` (from the picture on) are frozen.
[[nodiscard]] std::vector<std::string> frozenLayers(const DiscriminatorConfig& config, int count);

}  // namespace syper::core
