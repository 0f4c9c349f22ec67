// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/formats/tensor_map.h"

namespace syper::core {

/// Sets the new first block of a discriminator of side `resolution` so that it answers as the one of half the side does
/// to the picture reduced by the network's own filter: colours pass through pairs of channels of opposite sign, the old
/// `fromrgb` becomes the block's second layer, and the other channels start without influence. A random block in their
/// place makes the trained layers behind it worthless within a few hundred steps.
/// from: the smaller discriminator, names below `prefix`. Returns false, changing nothing, where the two do not fit.
bool growDiscriminator(TensorMap& into, const TensorMap& from, const std::string& prefix, int resolution);

/// Lets the generator's last block, of side `resolution`, add nothing yet: the picture is the smaller one enlarged.
void growGenerator(TensorMap& into, int resolution);

}  // namespace syper::core
