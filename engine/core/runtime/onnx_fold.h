// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runtime/network.h"
#include "core/runtime/onnx_graph.h"

namespace syper::core::runtime {

/// A float graph as layers with everything folded into them that can be. Throws Error{Unsupported} naming a node that
/// is no part of such a layer (a rounding, say): the graph then runs operator by operator.
[[nodiscard]] Network foldOnnx(const OnnxGraph& graph);

}  // namespace syper::core::runtime
