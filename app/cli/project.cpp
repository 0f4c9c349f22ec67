// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/project.h"

#include <memory>

#include "cli/verbs.h"
#include "core/api/error.h"
#include "core/api/resources.h"
#include "vision/image_io.h"
#include "vision/resize.h"
#include "vision/sides.h"

namespace syper::cli {
namespace {

struct Flags {
    std::string network = "bundled", target, space = "w", teacher = "bundled", mirror = "auto", outdir;
    int steps = 1000, label = -1;
};

nlohmann::ordered_json orNull(const std::optional<double>& value) {
    return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json();
}

/// The features' model: none where it is not wanted, or where the program ships none.
std::filesystem::path teacherOf(const Flags& flags, Session& session) {
    if (flags.teacher == "none") return {};
    try {
        return core::resolveModel(flags.teacher, core::kBundledTeacher);
    } catch (const core::Error& error) {
        if (flags.teacher != "bundled" || error.code() != core::Errc::NotFound) throw;
        session.note("no recognition model is installed: pixels alone are compared; --teacher names another one");
        return {};
    }
}

bool mirrorOf(const Flags& flags) {
    const vision::Mirror mirror = vision::parseMirror(flags.mirror);
    if (mirror != vision::Mirror::Auto) return mirror == vision::Mirror::All;
    return vision::wantsMirroring(flags.target);
}

void run(const Flags& flags, Session& session) {
    session.needsProcessor("project");
    session.tellsSteps();
    core::Sampler sampler = core::Sampler::load(core::resolveModel(flags.network, core::kBundledGenerator));
    const bool mirrored = mirrorOf(flags);
    core::Image8 target = vision::centreSquare(vision::readImage(flags.target), sampler.info().resolution);
    if (mirrored) target = core::mirrored(target);
    const core::ProjectConfig config{.network = sampler.info().path,
                                     .teacher = teacherOf(flags, session),
                                     .target = target,
                                     .space = flags.space == "w+" ? core::ProjectSpace::WPlus : core::ProjectSpace::W,
                                     .steps = flags.steps,
                                     .classIndex = sampler.info().cDim > 0 ? flags.label : -1,
                                     .seed = session.seed.value_or(0)};
    const core::ProjectOutcome outcome = core::projectImage(
        config,
        [&](const core::ProjectPoint& point, std::span<const float>) {
            session.event({{"step", point.step},
                           {"steps", config.steps},
                           {"phase", "projecting"},
                           {"loss", point.loss},
                           {"distance", point.distance},
                           {"perceptual", orNull(point.perceptual)},
                           {"pixels", point.pixels}});
        },
        session.control());
    core::writeProjection(flags.outdir, config, outcome, sampler);
    if (outcome.stopped) throw core::Stopped();
    char text[200];
    std::snprintf(text, sizeof text, "distance %.4f (%s) after %d steps, the best of them %d, in ", outcome.distance,
                  outcome.perceptual ? "features and pixels" : "pixels alone: there is no recognition model",
                  outcome.steps, outcome.bestStep);
    session.finish({{"distance", outcome.distance},
                    {"steps", outcome.steps},
                    {"perceptual", orNull(outcome.perceptual)},
                    {"pixels", outcome.pixels},
                    {"best_step", outcome.bestStep},
                    {"space", flags.space},
                    {"mirrored", mirrored ? 1 : 0},
                    {"outdir", flags.outdir},
                    {"network", sampler.info().sha256}},
                   text + flags.outdir);
}

}  // namespace

void addProject(CLI::App& root, Session& session) {
    const auto flags = std::make_shared<Flags>();
    CLI::App& verb = addVerb(root, session, "project", "Finds the latent of a picture, as the published projector.py",
                             "syper project --target eye.png --space w+ --steps 500 --outdir projected",
                             [flags, &session] { run(*flags, session); });
    verb.add_option("--network", flags->network, "A generator's file, or bundled")->capture_default_str();
    verb.add_option("--target", flags->target, "A picture; the square in its middle is taken")->required();
    verb.add_option("--steps", flags->steps, "Steps of the search")
        ->capture_default_str()
        ->check(CLI::Range(1, 1'000'000));
    verb.add_option("--space", flags->space, "w: one for all layers; w+: one a layer, nearer but less natural")
        ->capture_default_str()
        ->check(CLI::IsMember({"w", "w+"}));
    verb.add_option("--teacher", flags->teacher,
                    "Recognition model (FP32) whose features compare; bundled, or none for pixels alone")
        ->capture_default_str();
    verb.add_option("--class", flags->label, "Class, for networks that have classes")->check(CLI::NonNegativeNumber);
    verb.add_option("--mirror", flags->mirror, "Mirror a left eye: auto, none or all")
        ->capture_default_str()
        ->check(CLI::IsMember({"auto", "none", "all"}));
    verb.add_option("--outdir", flags->outdir, "Folder for target.png, proj.png and projected_w.npz")->required();
}

}  // namespace syper::cli
