// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <functional>
#include <vector>

#include "core/api/run_control.h"
#include "core/api/train_generator.h"
#include "core/train/ada_augment.h"
#include "core/train/gan_state.h"
#include "core/train/shard_workers.h"

namespace syper::core {

/// Mean of softplus(-scores): what the generator wants small (non-saturating loss), and the discriminator on real
/// pictures.
[[nodiscard]] at::Tensor logisticReal(const at::Tensor& scores);
/// Mean of softplus(scores): the discriminator's loss on generated pictures.
[[nodiscard]] at::Tensor logisticFake(const at::Tensor& scores);
/// Mean over pictures of the squared gradient of `scores` with respect to `pictures`, as part of the graph (R1 without
/// gamma / 2; Mescheder et al. 2018, arXiv:1801.04406).
[[nodiscard]] at::Tensor squaredGradient(const at::Tensor& scores, const at::Tensor& pictures);

/// How much each picture moves with its latent: the root of the mean over layers of the squared gradient of
/// <pictures, probe> with respect to ws [N,numWs,wDim], as part of the graph. [N] (Karras et al. 2020,
/// arXiv:1912.04958).
[[nodiscard]] at::Tensor pathLengths(const at::Tensor& pictures, const at::Tensor& ws, const at::Tensor& probe);

/// What one step measured; r1 and pl are NaN where the step had no such part.
struct GanFigures {
    double lossG = 0, lossD = 0, r1 = 0, pl = 0, sign = 0;
};

/// One batch, in shards that are computed side by side: the generator's step and its path length step where due, the
/// discriminator's and its R1 step where due, the average's and the augmentation's adaptation.
class GanStep {
public:
    GanStep(const GanConfig& config, GanState& state);

    /// real: [batch,3,R,R] in [-1,1]. On Stopped the state is the one before the step.
    GanFigures run(const at::Tensor& real, RunControl& control);

private:
    /// One shard's part of a phase: gradients in the optimizer's order and what it measured.
    struct Part {
        std::vector<at::Tensor> gradients;
        double loss = 0, sign = 0, length = 0;
        at::Tensor w;  ///< generator's phase: the latents, for their running mean
    };
    using Phase = std::function<Part(at::Generator random, const at::Tensor& real)>;

    GanFigures phases(const at::Tensor& real, GanState::Backup& backup, RunControl& control);
    /// Runs a phase on all shards, each with a random stream of its own, and returns the mean of their parts.
    Part onShards(const at::Tensor& real, const Phase& phase);
    /// Latents of all layers [n,numWs,wDim], with styles mixed; w: before that, where wanted.
    [[nodiscard]] at::Tensor latents(std::int64_t n, at::Generator random, at::Tensor* w) const;
    [[nodiscard]] at::Tensor generate(std::int64_t n, at::Generator random, at::Tensor* w, RunControl& control) const;
    [[nodiscard]] at::Tensor scores(const at::Tensor& pictures, bool half, at::Generator random,
                                    RunControl& control) const;
    [[nodiscard]] Part generatorPart(std::int64_t n, at::Generator random, RunControl& control) const;
    [[nodiscard]] Part pathPart(std::int64_t n, at::Generator random, RunControl& control) const;
    [[nodiscard]] Part discriminatorPart(at::Generator random, const at::Tensor& real, RunControl& control) const;
    [[nodiscard]] Part r1Part(at::Generator random, const at::Tensor& real, RunControl& control) const;
    /// The generator's two steps.
    void generatorPhases(const at::Tensor& real, GanFigures& figures, GanState::Backup& backup, RunControl& control);
    void average();
    void adapt(double signMean);

    const GanConfig& config_;
    GanState& state_;
    AdaPipe pipe_;
    ShardWorkers workers_;
};

}  // namespace syper::core
