// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/api/image_set.h"
#include "core/backbones/model.h"

namespace syper::core {

struct QatDataOptions {
    int batch = 16;
    bool shuffle = true, augment = false;
    std::uint64_t seed = 0;
    bool learning = true;  ///< false: no batches are asked for, so their size does not matter
};

/// Which pictures step s sees, and what the teacher says of them. Everything follows from seed and step, so a run that
/// goes on sees what the unbroken one would have seen.
class QatData {
public:
    /// The teacher must outlive this. Throws Error{BadArgument} for no pictures, or fewer than a batch.
    QatData(std::shared_ptr<const ImageSet> images, const Model& teacher, const QatDataOptions& options);

    struct Batch {
        at::Tensor images;  ///< [batch,3,side,side]
        at::Tensor wanted;  ///< [batch,dimension], unit length
    };
    /// The batch of `step`, from 0. Throws Error naming a picture, Stopped.
    [[nodiscard]] Batch batch(std::int64_t step, RunControl& control);
    /// At most `count` pictures spread over the set, in evaluation: not augmented. Those in `seen` (indices in order)
    /// are left out unless there are no others.
    [[nodiscard]] Batch sample(std::int64_t count, const std::vector<std::int64_t>& seen, RunControl& control);

    /// Short last batches are dropped.
    [[nodiscard]] std::int64_t stepsPerEpoch() const { return images_->size() / options_.batch; }

private:
    [[nodiscard]] at::Tensor load(std::int64_t index) const;
    [[nodiscard]] at::Tensor teacherRow(std::int64_t index, const at::Tensor& image, bool changed, RunControl& control);

    std::shared_ptr<const ImageSet> images_;
    const Model& teacher_;
    QatDataOptions options_;
    std::int64_t orderEpoch_ = -1;
    std::vector<std::int64_t> order_;
    std::vector<at::Tensor> rows_;  ///< the teacher's answers to unchanged pictures, as they are asked for
};

}  // namespace syper::core
