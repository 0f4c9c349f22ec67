// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>
#include <numeric>

#include "cli/picture_flags.h"
#include "cli/seed_list.h"
#include "cli/verbs.h"
#include "core/api/mix.h"
#include "core/api/resources.h"

namespace syper::cli {
namespace {

struct Flags {
    std::string network = "bundled", rows, columns, styles = "0-6", outdir;
    PictureFlags picture;
    bool stylesGiven = false, resume = false;
};

/// The layers asked for. The published default, 0-6, stands for the layers that a small network has of them.
std::vector<int> layersOf(const Flags& flags, const core::NetworkInfo& network) {
    std::vector<int> layers;
    for (const std::uint32_t layer : parseSeeds(flags.styles))
        if (flags.stylesGiven || layer < std::uint32_t(network.numWs))
            layers.push_back(int(std::min<std::uint32_t>(layer, 1U << 20)));
    return layers;
}

void run(const Flags& flags, Session& session) {
    session.needsProcessor("mix");
    core::Sampler sampler = core::Sampler::load(core::resolveModel(flags.network, core::kBundledGenerator));
    core::MixJob job{.rows = parseSeeds(flags.rows, true),
                     .columns = parseSeeds(flags.columns, true),
                     .layers = layersOf(flags, sampler.info()),
                     .folder = flags.outdir,
                     .resume = flags.resume};
    flags.picture.check(sampler.info(), session);
    job.settings = flags.picture.request(sampler.info());
    if (job.settings.noise == core::NoiseMode::Random) job.settings.noiseSeed = std::uint32_t(session.seed.value_or(0));
    const core::MixOutcome outcome = core::mixGrid(sampler, job, session.control());
    session.finish({{"count", outcome.count},
                    {"outdir", flags.outdir},
                    {"grid", flags.outdir + "/grid.png"},
                    {"width", outcome.width},
                    {"height", outcome.height},
                    {"network", sampler.info().sha256}},
                   std::to_string(outcome.count) + " pictures and grid.png in " + flags.outdir);
}

}  // namespace

void addMix(CLI::App& root, Session& session) {
    const auto flags = std::make_shared<Flags>();
    const auto styles = std::make_shared<CLI::Option*>(nullptr);
    CLI::App& verb =
        addVerb(root, session, "mix", "A grid of mixed styles, as the published style_mixing.py makes it",
                "syper mix --rows 1,5 --cols 0,3-6 --styles 0-3 --outdir mixed", [flags, styles, &session] {
                    flags->stylesGiven = (*styles)->count() > 0;
                    run(*flags, session);
                });
    verb.add_option("--network", flags->network, "A generator's file, or bundled")->capture_default_str();
    verb.add_option("--rows", flags->rows, "Seeds of the rows, such as 0,3-5")->required()->check(isSeedList());
    verb.add_option("--cols", flags->columns, "Seeds of the columns")->required()->check(isSeedList());
    *styles = verb.add_option("--styles", flags->styles, "Layers of w+ that come from the columns")
                  ->capture_default_str()
                  ->check(isSeedList());
    addPictureFlags(verb, flags->picture, "--seed", "style_mixing.py");
    verb.add_flag("--resume", flags->resume, "Keep pictures whose recipe and hash agree");
    verb.add_option("--outdir", flags->outdir, "Folder for the pictures")->required();
}

}  // namespace syper::cli
