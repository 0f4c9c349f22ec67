// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include "cli/verbs.h"
#include "core/api/identity_set.h"
#include "core/api/resources.h"

namespace syper::cli {
namespace {

struct Flags {
    core::IdentitySet set;
    std::string network = "bundled";
};

void run(Flags& flags, Session& session) {
    core::IdentitySet& set = flags.set;
    set.source.network = core::resolveModel(flags.network, core::kBundledGenerator);
    if (session.seed) set.seed = *session.seed;
    const std::int64_t count = core::writeIdentities(set, session.control());
    session.finish({{"count", count}, {"identities", set.source.count}, {"outdir", set.out.string()}},
                   std::to_string(count) + " pictures of " + std::to_string(set.source.count) + " identities in " +
                       set.out.string());
}

}  // namespace

void addIdentities(CLI::App& root, Session& session) {
    const auto flags = std::make_shared<Flags>();
    flags->set.source = {.count = 100, .psi = 0.8};
    CLI::App& verb = addVerb(
        root, session, "identities", "Several pictures of each of a generator's identities, with labels.csv",
        "syper identities --count 100 --variants 4 --outdir pairs", [flags, &session] { run(*flags, session); });
    core::IdentitySet& set = flags->set;
    verb.add_option("--network", flags->network, "A generator's file, or bundled")->capture_default_str();
    verb.add_option("--count", set.source.count, "Identities")->check(CLI::Range(2, 1000000))->capture_default_str();
    verb.add_option("--variants", set.variants, "Pictures of each")->check(CLI::Range(2, 1000))->capture_default_str();
    verb.add_option("--first-seed", set.source.firstSeed, "Seed of the first identity")->capture_default_str();
    verb.add_option("--trunc", set.source.psi, "Truncation psi of the identities' latents")->capture_default_str();
    verb.add_option("--augment", set.augment, "Strength of geometry, photometry, blur and occlusion, 0 = none")
        ->check(CLI::Range(0.0, 3.0))
        ->capture_default_str();
    verb.add_option("--outdir", set.out, "Folder for the pictures and labels.csv")->required();
}

}  // namespace syper::cli
