// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>

#include "core/util/counter_rng.h"

namespace syper::core {

/// Changes a picture (three planes of side x side in [-1,1]) as cameras and light do: moved by up to 1/32 of its side
/// with the border repeated, gain 0.8..1.25, offset -0.1..0.1, and grey one time in five; clamped to [-1,1]. What is
/// done follows from `rng` alone. Never mirrored: every eye is one side.
void augmentPicture(std::span<float> picture, int side, const CounterRng& rng);

}  // namespace syper::core
