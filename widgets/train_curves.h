// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "widgets/curve_kind.h"

namespace syper::ui {

/// Losses of both networks, R1 and path length penalties, the augmentation's strength with the overfitting sign that
/// steers it, and the Frechet distance where it was measured, over the pictures shown; of service::Training.
[[nodiscard]] std::unique_ptr<CurveKind> trainCurves();

}  // namespace syper::ui
