// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>

#include "core/api/run_control.h"
#include "core/api/train_teacher.h"

namespace syper::core {

/// A labelled folder of a generator's identities, to train or to calibrate on: pictures of nobody, several of each.
struct IdentitySet {
    SyntheticIdentities source;  ///< count >= 2
    int variants = 4;            ///< pictures of an identity, 2..1000
    double augment = 0.5;        ///< strength of geometry, photometry, blur and occlusion, 0 = none
    std::uint64_t seed = 1337;
    std::filesystem::path out;
};

/// Writes idNNNN_V.png and labels.csv (file, identity, mirrored: all eyes look like one side) into `out`, the table
/// last, so that a folder with a table is whole. Returns the number of pictures. The same set gives the same bytes.
/// Throws Error{BadArgument, NotFound, Io}, Stopped.
std::int64_t writeIdentities(const IdentitySet& set, RunControl& control);

}  // namespace syper::core
