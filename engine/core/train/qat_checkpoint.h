// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "core/api/quantize.h"
#include "core/train/transfer_student.h"

namespace syper::core {

/// What identifies a run: everything that its weights after a given step depend on. Runs may be continued with more or
/// fewer steps, not with other settings.
struct QatIdentity {
    nlohmann::ordered_json settings;
};

/// The files of a run below its folder: checkpoints/step_NNNNNNNN.safetensors, each written whole before the one before
/// it goes.
class QatCheckpoints {
public:
    explicit QatCheckpoints(std::filesystem::path out) : out_(std::move(out)) {}

    /// The newest checkpoint, or nothing.
    [[nodiscard]] std::optional<std::filesystem::path> newest() const;
    /// Whether the folder holds files of a run.
    [[nodiscard]] bool occupied() const;
    /// Removes .part files that an interrupted write left.
    void removeParts() const;

    void save(const QatIdentity& identity, const TransferStudent& student, const Sgd& optimizer,
              const std::vector<QuantizePoint>& points) const;
    /// What identifies the run of the newest checkpoint. Throws Error{BadFormat}.
    [[nodiscard]] QatIdentity identity() const;
    /// Sets student and optimizer to the newest checkpoint and returns the curves so far. Throws Error{BadFormat}.
    [[nodiscard]] std::vector<QuantizePoint> restore(const TransferStudent& student, const Sgd& optimizer) const;

private:
    [[nodiscard]] std::filesystem::path folder() const { return out_ / "checkpoints"; }

    std::filesystem::path out_;
};

/// curves.csv: step, epoch, loss, grad_norm, lr, seconds, cosine (to the teacher, the batch's mean).
void writeCurves(const std::filesystem::path& path, const std::vector<QuantizePoint>& points);

}  // namespace syper::core
