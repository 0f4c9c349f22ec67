// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/tensor_map.h"
#include "core/generator/shape.h"

namespace syper::core {

/// The paper's sizes: channel base 16384, 512 at most; 23 million parameters at 256 px.
[[nodiscard]] GeneratorShape paperShape(int resolution);
/// Fixed random weights of that shape for measuring, as bright as trained ones.
[[nodiscard]] TensorMap paperWeights(int resolution);

}  // namespace syper::core
