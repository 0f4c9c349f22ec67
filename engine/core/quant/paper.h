// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quant/scheme.h"

namespace syper::core {

/// The published quantizer (SyPer, IVC 135, 2023; after QuantFace and ZeroQ): asymmetric, a range for each output
/// channel of a weight, taken from it at every step; one running range for each activation, from 0 and never shrinking;
/// PReLU slopes rounded at the activations' bits over their own range; gradients straight through. Only what leaves a
/// PReLU or a residual block is rounded: the stem's input, what leaves a normalisation, and the embedding are not.
[[nodiscard]] std::unique_ptr<const QuantScheme> paperScheme();

}  // namespace syper::core
