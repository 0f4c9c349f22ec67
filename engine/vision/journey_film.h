// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>

#include "core/api/journey.h"
#include "core/api/run_control.h"

namespace syper::vision {

/// Films a journey as MP4, frame by frame as frameOf() gives them. What is filmed when it stops or the disk is full is
/// kept as a shorter film under the same name; a whole one gets its manifest beside it. Returns how many frames it has.
/// Throws core::Error and core::Stopped.
std::int64_t filmJourney(core::Sampler& sampler, const core::Journey& journey, const std::filesystem::path& path,
                         double fps, core::RunControl& control);

}  // namespace syper::vision
