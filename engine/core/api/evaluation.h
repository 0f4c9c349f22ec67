// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace syper::core {

/// One point of scikit-learn's roc_curve(drop_intermediate=True); the first is (0, 0).
struct RocPoint {
    double fmr = 0, tmr = 0, threshold = 0;
};

inline constexpr std::array<double, 5> kFmrPoints{1e-2, 1e-3, 1e-4, 1e-5, 1e-6};

/// Verification figures; rates are fractions 0..1.
struct VerificationFigures {
    std::int64_t genuine = 0, impostor = 0;
    double eer = 0, eerThreshold = 0, auc = 0;
    std::array<double, 5> fnmr{};                          ///< at the ROC point nearest to kFmrPoints[i], as published
    std::array<std::optional<double>, 5> fnmrAtMost{};     ///< the FMR never exceeded; nothing where impostors are too few
    std::array<std::optional<double>, 5> thresholdAtMost{};///< the score that goes with it: accept at >= it
    std::vector<RocPoint> roc;
};

/// scores: any finite similarity, larger = more alike; labels: 1 genuine, 0 impostor, same length, both kinds present.
/// Throws Error{BadArgument}.
[[nodiscard]] VerificationFigures verificationFigures(std::span<const double> scores, std::span<const std::uint8_t> labels);

}  // namespace syper::core
