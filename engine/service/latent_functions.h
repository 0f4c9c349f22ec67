// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "core/api/journey.h"
#include "core/api/run_control.h"

namespace syper::service {

/// A journey to be written.
struct JourneyExport {
    std::filesystem::path network;
    core::Journey journey;
    std::filesystem::path out;  ///< NAME.mp4 is a film; else a folder for pictures
    double fps = 30.0;          ///< of a film
};

/// Long work on latents; tests put functions of their own here. All run on workers.
struct LatentFunctions {
    /// Writes the journey, and its keyframes beside it so that it can be made again. Returns how many frames there are;
    /// when it stops or fails, what is written is kept. Throws core::Error and core::Stopped.
    std::function<std::int64_t(const JourneyExport&, core::RunControl&)> exportJourney{};
};

/// Where the keyframes of an export lie: NAME.keyframes.json beside a film, keyframes.json in a folder.
[[nodiscard]] std::filesystem::path keyframesBeside(const std::filesystem::path& out);

/// The same by the real engine.
[[nodiscard]] LatentFunctions engineLatent();

}  // namespace syper::service
