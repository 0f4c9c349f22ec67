// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "core/runtime/network.h"

namespace syper::core::runtime {

/// Fills net.layers with what `walk` does from the picture it is given on, normalisations folded; layers find their
/// tensors in `tensors` by name when they are told. net.shape says the picture's side.
void foldWalk(Network& net, const TensorMap& tensors, const std::function<void(Layers&, const at::Tensor&)>& walk);

}  // namespace syper::core::runtime
