// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace syper::core {

/// Has compute threads go to sleep soon where they wait for each other, instead of turning in circles. On a computer
/// with other work a thread that turns takes the core from the one it waits for: a training step then takes minutes
/// instead of a second, and on an idle one nothing is gained. Call once, early in main().
void calmComputeThreads();

}  // namespace syper::core
