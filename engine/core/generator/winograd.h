// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/generator/conv_kernels.h"

namespace syper::core {

/// A kernel g [3, 3] at the 36 points of Winograd's F(4x4, 3x3) that the kernels use.
void winogradPoints(const float* g, double (&points)[kTilePoints]);

}  // namespace syper::core
