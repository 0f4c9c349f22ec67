// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace syper::core {

/// The published knowledge transfer's clock: what step `step` (from 0) of a run is like.
struct TransferSchedule {
    std::int64_t stepsPerEpoch = 1;
    double lr = 0.0;
    int dropFromEpoch = 8;  ///< from this epoch on (counted from 1) the rate is a tenth
    int freezeAfterEpochs = 6;
    std::int64_t freezeAfterSteps = 0;  ///< > 0 wins over epochs

    /// Counted from 1.
    [[nodiscard]] int epoch(std::int64_t step) const noexcept { return int(step / stepsPerEpoch) + 1; }
    [[nodiscard]] double rate(std::int64_t step) const noexcept { return epoch(step) >= dropFromEpoch ? 0.1 * lr : lr; }
    /// Whether activation ranges still follow.
    [[nodiscard]] bool learnsRanges(std::int64_t step) const noexcept {
        return freezeAfterSteps > 0 ? step < freezeAfterSteps : epoch(step) <= freezeAfterEpochs;
    }
};

}  // namespace syper::core
