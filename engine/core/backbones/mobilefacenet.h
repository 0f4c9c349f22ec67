// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/backbones/registry.h"

namespace syper::core {

/// MobileFaceNet (Chen et al. 2018, arXiv:1804.07573) with a stem of stride 2 and a global depthwise head whose kernel
/// is the input's side / 16.
[[nodiscard]] BackboneKind mobileFaceNet();

}  // namespace syper::core
