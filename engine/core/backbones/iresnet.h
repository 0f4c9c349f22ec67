// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include "core/backbones/registry.h"

namespace syper::core {

/// The improved residual network for faces (Duta et al. 2020, arXiv:2004.04989, in the form ArcFace made common): a 3x3
/// stem of stride 1, basic blocks with normalisation first, PReLU, and a fully connected head over all places.
/// depth is 18, 34 or 50.
[[nodiscard]] BackboneKind iResNet(int depth);

}  // namespace syper::core
