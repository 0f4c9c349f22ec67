// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/api/latent_space.h"
#include "core/api/sampler.h"

namespace syper::core {

/// How a stretch between two keyframes is passed.
enum class Easing : std::uint8_t { Linear, Smooth, In, Out };
/// t in 0..1 to 0..1; both ends stay. Smooth starts and stops gently (3t^2 - 2t^3), In starts, Out stops gently.
[[nodiscard]] double eased(Easing easing, double t);
/// linear, smooth, in, out. Throws Error{BadArgument} listing them.
[[nodiscard]] Easing parseEasing(const std::string& name);
[[nodiscard]] const char* easingName(Easing easing);

/// Through which space a journey goes.
enum class Travel : std::uint8_t {
    LinearW,  ///< straight in w+
    SlerpZ,   ///< over the sphere in z; keyframes must come from seeds or z, of one class
};

struct Keyframe {
    SampleRequest request;
    double seconds = 1.0;  ///< to the next keyframe, > 0; relative to the others, since `frames` says how many pictures
    Easing easing = Easing::Linear;  ///< of the way to the next
    bool operator==(const Keyframe&) const = default;
};

/// A way through latent space, frame by frame. A value.
struct Journey {
    std::vector<Keyframe> keys;
    Travel travel = Travel::LinearW;
    bool loop = false;         ///< from the last keyframe back to the first
    std::int64_t frames = 60;  ///< exactly as many; a loop's last frame is one step before its first, for playing on
};

/// Throws Error{BadArgument} for a journey that cannot be made: fewer than two keyframes (one where it loops), no
/// frames, seconds that are not positive, keyframes that Travel::SlerpZ cannot join.
void checkJourney(const Journey& journey);

/// Frame `index` (0 .. frames - 1) as a request: at a keyframe that keyframe's own, in between the nearest that says it
/// in the fewest words. Without loop the first and the last frame are the first and the last keyframe. Noise and writer
/// are those of the keyframe before; factors of noise go along. Throws as LatentSpace::resolve, and Error{BadArgument}.
[[nodiscard]] SampleRequest frameOf(const LatentSpace& space, const Journey& journey, std::int64_t index);

/// A journey from JSON: {"travel", "loop", "frames", "keyframes": [{"seconds", "easing", and "seed" or "recipe" (an
/// object as recipeText gives it)}]}; what is left out is as in Journey. Throws Error{NotFound, Io, BadFormat}, and
/// Error{BadArgument} naming both networks where a recipe is of another one.
[[nodiscard]] Journey readJourney(const std::filesystem::path& path, const std::string& networkSha256);
/// The same as text, for one network.
[[nodiscard]] std::string journeyText(const Journey& journey, const std::string& networkSha256);
/// Writes that text to a file, for readJourney(). Throws Error{Io}.
void writeJourney(const std::filesystem::path& path, const Journey& journey, const std::string& networkSha256);

/// Writes the journey's frames as frame00000.png .. with their recipes into `folder`, as sampleFolder() does; what is
/// finished is kept when it stops or fails. resume: keep pictures whose recipe and hash agree. Returns how many there
/// are. Throws as sampleFolder and frameOf.
std::int64_t journeyPictures(Sampler& sampler, const Journey& journey, const std::filesystem::path& folder, bool resume,
                             RunControl& control);

}  // namespace syper::core
