// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "widgets/curve_kind.h"

namespace syper::ui {

/// Loss (log), agreement with the teacher and learning rate over the step, of service::Run.
[[nodiscard]] std::unique_ptr<CurveKind> quantizeCurves();

}  // namespace syper::ui
