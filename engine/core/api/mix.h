// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "core/api/run_control.h"
#include "core/api/sampler.h"

namespace syper::core {

/// A grid of mixed styles: rows keep their own styles but for some layers, which come from the columns.
struct MixJob {
    std::vector<std::uint32_t> rows, columns;
    std::vector<int> layers;   ///< of w+, taken from the columns
    SampleRequest settings{};  ///< truncation, class, noise and writer; its seed is not used
    std::filesystem::path folder;
    bool resume = false;  ///< keep pictures whose recipe and hash agree
};

struct MixOutcome {
    std::int64_t count = 0;     ///< single pictures
    int width = 0, height = 0;  ///< of grid.png
};

/// As the official style_mixing.py: ROW-COLUMN.png for each pair and SEED-SEED.png for each seed, all with their
/// recipes, and grid.png: rows downwards, columns to the right, the seeds themselves along the left and the top, black
/// in the corner. With manifest.json. Throws Error{BadArgument naming a layer that the network has not} and Stopped,
/// with what is finished kept.
MixOutcome mixGrid(Sampler& sampler, const MixJob& job, RunControl& control);

}  // namespace syper::core
