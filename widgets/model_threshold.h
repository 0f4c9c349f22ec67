// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSettings>
#include <QString>
#include <optional>

#include "core/api/embedder.h"

namespace syper::ui {

/// A threshold and where it comes from.
struct Threshold {
    double value = 0.0;
    QString source;   ///< a few words: "FMR 1e-3 on omi"
    QString meaning;  ///< a sentence
};

/// What decides unless somebody chooses otherwise.
inline constexpr double kUsualFmr = 1e-3;

/// FMR 0.001 as people in the field write it: "1e-3".
[[nodiscard]] QString fmrText(double fmr);
/// Where thresholds that were measured for a model lie in the settings: a map of `fmrText` to values, and "set".
[[nodiscard]] QString thresholdKey(const core::ModelInfo& info);
/// The model's own threshold for that false match rate, else one measured here; nothing where there is neither.
[[nodiscard]] std::optional<Threshold> thresholdAt(double fmr, const core::ModelInfo& info, const QSettings& settings);

}  // namespace syper::ui
