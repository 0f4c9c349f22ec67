// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/generator/synthesis.h"

namespace syper::core {

/// Where a picture's time goes, layer by layer, beside what the processor could do at most: both measured here and now.
/// fp32, bf16  what a whole picture takes, in milliseconds. Lines for people.
[[nodiscard]] std::vector<std::string> explainSynthesis(const Synthesis& synthesis, double fp32, double bf16,
                                                        RunControl& control);

}  // namespace syper::core
