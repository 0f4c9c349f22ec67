// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/quantize.h"

namespace syper::core {

/// runQuantize and estimateQuantize for the scheme `deploy`: calibration on some of the pictures, agreement with the
/// teacher measured on others, through the integer graph itself.
QuantizeResult runDeploy(const QuantizeConfig& config, RunControl& control);
[[nodiscard]] std::optional<QuantizeEstimate> estimateDeploy(const QuantizeConfig& config, RunControl& control);

}  // namespace syper::core
