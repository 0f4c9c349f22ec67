// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <string_view>

#include "cli/picture_flags.h"
#include "cli/seed_list.h"
#include "cli/verbs.h"
#include "core/api/error.h"
#include "core/api/journey.h"
#include "core/api/resources.h"
#include "vision/journey_film.h"

namespace syper::cli {
namespace {

struct Flags {
    std::string network = "bundled", seeds, keyframes, space = "w", easing = "linear", out;
    PictureFlags picture;
    std::vector<std::string> recipes;
    std::int64_t frames = 60;
    double fps = 30.0;
    bool loop = false, resume = false;
};

class Planner {
public:
    Planner(const Flags& flags, const core::NetworkInfo& network, Session& session)
        : flags_(flags), network_(network), session_(session) {}

    [[nodiscard]] core::Journey journey() const {
        if (!flags_.keyframes.empty()) return core::readJourney(flags_.keyframes, network_.sha256);
        core::Journey journey;
        journey.travel = flags_.space == "z" ? core::Travel::SlerpZ : core::Travel::LinearW;
        journey.loop = flags_.loop;
        journey.frames = flags_.frames;
        for (core::SampleRequest& request : flags_.recipes.empty() ? seedStops() : requestsOf(flags_.recipes, network_))
            journey.keys.push_back({.request = std::move(request), .easing = core::parseEasing(flags_.easing)});
        return journey;
    }

private:
    [[nodiscard]] std::vector<core::SampleRequest> seedStops() const {
        std::vector<core::SampleRequest> stops;
        flags_.picture.check(network_, session_);
        core::SampleRequest request = flags_.picture.request(network_);
        // One noise for the whole way: it must not flicker.
        if (request.noise == core::NoiseMode::Random) request.noiseSeed = std::uint32_t(session_.seed.value_or(0));
        for (const std::uint32_t seed : parseSeeds(flags_.seeds, true)) {
            request.seed = seed;
            stops.push_back(request);
        }
        return stops;
    }

    const Flags& flags_;
    const core::NetworkInfo& network_;
    Session& session_;
};

void run(const Flags& flags, Session& session) {
    if (flags.seeds.empty() && flags.recipes.empty() && flags.keyframes.empty())
        throw CLI::RequiredError("one of --seeds, --recipe and --keyframes");
    session.needsProcessor("interpolate");
    core::Sampler sampler = core::Sampler::load(core::resolveModel(flags.network, core::kBundledGenerator));
    const core::Journey journey = Planner(flags, sampler.info(), session).journey();
    core::checkJourney(journey);
    const std::string ending = std::filesystem::path(flags.out).extension().string();
    const bool film = ending == ".mp4";
    constexpr std::array<std::string_view, 7> kOtherFilms{".gif", ".avi", ".mov", ".mkv", ".webm", ".png", ".jpg"};
    if (std::ranges::find(kOtherFilms, ending) != kOtherFilms.end())
        throw CLI::ValidationError("--out",
                                   "cannot write " + ending + " films; give NAME.mp4, or a folder for pictures");
    const std::int64_t frames =
        film ? vision::filmJourney(sampler, journey, flags.out, flags.fps, session.control())
             : core::journeyPictures(sampler, journey, flags.out, flags.resume, session.control());
    session.finish({{"frames", frames},
                    {"out", flags.out},
                    {"fps", film ? nlohmann::ordered_json(flags.fps) : nlohmann::ordered_json()},
                    {"keyframes", journey.keys.size()},
                    {"loop", journey.loop},
                    {"network", sampler.info().sha256}},
                   std::to_string(frames) + " frames in " + flags.out);
}

}  // namespace

void addInterpolate(CLI::App& root, Session& session) {
    const auto flags = std::make_shared<Flags>();
    CLI::App& verb = addVerb(root, session, "interpolate", "A way through latent space as a film or as single pictures",
                             "syper interpolate --seeds 0,5,9 --frames 120 --loop --easing smooth --out eyes.mp4",
                             [flags, &session] { run(*flags, session); });
    verb.add_option("--network", flags->network, "A generator's file, or bundled")->capture_default_str();
    CLI::Option* seeds =
        verb.add_option("--seeds", flags->seeds, "Keyframes: seeds such as 0,3-5")->check(isSeedList());
    CLI::Option* recipes = verb.add_option("--recipe", flags->recipes, "Keyframes: pictures that this program wrote");
    CLI::Option* keyframes = verb.add_option(
        "--keyframes", flags->keyframes, "A journey as JSON: frames, loop, travel, keyframes with seconds and easing");
    seeds->excludes(recipes)->excludes(keyframes);
    recipes->excludes(keyframes);
    verb.add_option("--frames", flags->frames, "Pictures in all, exactly")
        ->capture_default_str()
        ->check(CLI::Range(std::int64_t(1), std::int64_t(10'000'000)));
    verb.add_flag("--loop", flags->loop, "Back to the first keyframe, to be played on without a seam");
    verb.add_option("--space", flags->space, "w: straight; z: over the sphere")
        ->capture_default_str()
        ->check(CLI::IsMember({"w", "z"}));
    verb.add_option("--easing", flags->easing, "linear, smooth, in or out, between keyframes")
        ->capture_default_str()
        ->check(CLI::IsMember({"linear", "smooth", "in", "out"}));
    verb.add_option("--fps", flags->fps, "Frames a second of a film")
        ->capture_default_str()
        ->check(CLI::Range(1.0, 1000.0));
    addPictureFlags(verb, flags->picture, "--seed, once", "generate.py");
    for (const char* other : {"--frames", "--loop", "--space", "--easing"}) keyframes->excludes(verb.get_option(other));
    for (const char* other : kPictureFlags) {
        recipes->excludes(verb.get_option(other));
        keyframes->excludes(verb.get_option(other));
    }
    verb.add_flag("--resume", flags->resume, "Keep pictures whose recipe and hash agree");
    verb.add_option("--out", flags->out, "NAME.mp4 for a film, else a folder for frame00000.png ..")->required();
}

}  // namespace syper::cli
