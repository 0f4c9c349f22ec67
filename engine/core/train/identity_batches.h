// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "core/api/train_teacher.h"
#include "core/train/synthetic_pictures.h"

namespace syper::core {

struct LabelledBatch {
    at::Tensor images;  ///< [B, 3, side, side] in [-1, 1]
    at::Tensor labels;  ///< [B] int64
};

/// What a teacher learns from, in batches: labelled pictures first (classes 0..), then a generator's identities. A
/// batch depends on the seed and its step alone. One thread at a time.
class IdentityBatches {
public:
    /// Throws Error{BadArgument} where there is nothing to learn from, or labels and pictures differ in number.
    IdentityBatches(const TeacherConfig& config, int side);
    ~IdentityBatches();

    [[nodiscard]] std::int64_t classes() const noexcept { return realClasses_ + config_.synthetic.count; }
    [[nodiscard]] std::int64_t itemsPerEpoch() const;
    /// Whole batches of an epoch; a short last one is dropped.
    [[nodiscard]] std::int64_t stepsPerEpoch() const;
    /// The batch of `step`, from 0. Throws Error naming a picture, and Stopped.
    [[nodiscard]] LabelledBatch batch(std::int64_t step, RunControl& control);

private:
    [[nodiscard]] at::Tensor picture(std::int64_t item, RunControl& control);
    [[nodiscard]] std::int64_t label(std::int64_t item) const;
    void shuffle(std::int64_t epoch);

    TeacherConfig config_;
    int side_;
    std::int64_t realClasses_ = 0;
    std::int64_t shuffledEpoch_ = -1;
    std::vector<std::int64_t> order_;
    std::vector<at::Tensor> decoded_;  ///< [3, side, side] uint8, filled as they are asked for
    std::vector<at::Tensor> made_;     ///< [3, R, R] uint8, the generator's, filled likewise
    std::unique_ptr<SyntheticPictures> synthetic_;
};

}  // namespace syper::core
