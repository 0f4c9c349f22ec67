// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "core/api/image8.h"
#include "core/api/journey.h"
#include "core/api/project.h"
#include "core/api/run_control.h"

namespace syper::service {

/// A journey to be written.
struct JourneyExport {
    std::filesystem::path network;
    core::Journey journey;
    std::filesystem::path out;  ///< NAME.mp4 is a film; else a folder for pictures
    double fps = 30.0;          ///< of a film
};

/// What is projected of a photograph.
struct ProjectionTarget {
    enum class Part : std::uint8_t {
        Eye,     ///< an eye of the largest face
        Whole,   ///< the picture is the crop of an eye already
        Middle,  ///< the square in the middle: no face was found
    };
    core::Image8 image;  ///< RGB, as wide and as high as it was asked for
    Part part = Part::Whole;
    bool mirrored = false;  ///< the crop of a left eye by its name or the table beside it
};

/// Long work on latents; tests put functions of their own here. All run on workers.
struct LatentFunctions {
    /// Writes the journey, and its keyframes beside it so that it can be made again. Returns how many frames there are;
    /// when it stops or fails, what is written is kept. Throws core::Error and core::Stopped.
    std::function<std::int64_t(const JourneyExport&, core::RunControl&)> exportJourney{};
    /// As core::projectImage.
    std::function<core::ProjectOutcome(const core::ProjectConfig&, const core::ProjectSink&, core::RunControl&)>
        project{};
    /// Finds what to project in a photograph, `side` pixels wide. Throws core::Error.
    std::function<ProjectionTarget(const std::filesystem::path& photograph, int side)> target{};
};

/// Where the keyframes of an export lie: NAME.keyframes.json beside a film, keyframes.json in a folder.
[[nodiscard]] std::filesystem::path keyframesBeside(const std::filesystem::path& out);

/// The same by the real engine.
[[nodiscard]] LatentFunctions engineLatent();

}  // namespace syper::service
