// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <functional>
#include <memory>

#include "cli/picture_flags.h"
#include "cli/seed_list.h"
#include "cli/verbs.h"
#include "core/api/error.h"
#include "core/api/resources.h"
#include "core/api/sample_folder.h"

namespace syper::cli {
namespace {

using core::SampleRequest;

struct Flags {
    std::string network = "bundled", seeds, precision = "fp32", latents, shard, names = "seed";
    std::vector<std::string> recipes;
    std::string outdir, tensors;
    PictureFlags picture;
    bool resume = false;
};

std::string padded(std::uint64_t number, std::size_t digits) {
    const std::string text = std::to_string(number);
    return text.size() < digits ? std::string(digits - text.size(), '0') + text : text;
}

/// A seed for one picture's noise that has nothing to do with its latent's: splitmix64's output function.
std::uint32_t noiseSeed(std::uint64_t run, std::uint32_t seed) {
    std::uint64_t h = run + (std::uint64_t(seed) + 1) * 0x9E3779B97F4A7C15ULL;
    h = (h ^ (h >> 30)) * 0xBF58476D1CE4E5B9ULL;
    h = (h ^ (h >> 27)) * 0x94D049BB133111EBULL;
    return std::uint32_t((h ^ (h >> 31)) >> 32);
}

class Plan {
public:
    Plan(const Flags& flags, const core::NetworkInfo& network, Session& session)
        : flags_(flags), network_(network), session_(session) {}

    std::vector<core::PlannedPicture> pictures() {
        if (!flags_.recipes.empty())
            addRecipes();
        else if (!flags_.latents.empty())
            addLatents();
        else
            addSeeds();
        return std::move(pictures_);
    }

private:
    [[nodiscard]] SampleRequest request(std::uint32_t seed) const {
        SampleRequest request = flags_.picture.request(network_);
        request.seed = seed;
        if (request.noise == core::NoiseMode::Random) request.noiseSeed = noiseSeed(session_.seed.value_or(0), seed);
        request.precision = flags_.precision == "bf16" ? core::Precision::Bf16 : core::Precision::Fp32;
        return request;
    }

    [[nodiscard]] std::string fileOf(std::uint32_t seed) const {
        return flags_.names == "img" ? "img" + padded(seed, 6) : "seed" + padded(seed, 4);
    }

    void addSeeds() {
        flags_.picture.check(network_, session_);
        for (const std::uint32_t seed : parseSeeds(flags_.seeds))
            pictures_.push_back({fileOf(seed) + ".png", request(seed)});
    }

    void addLatents() {
        if (flags_.picture.psi != 1.0 || flags_.picture.cutoff != -1)
            session_.warn("--projected-w takes latents as they are; --trunc and --trunc-cutoff are left out");
        std::uint32_t index = 0;
        for (std::vector<float>& w : core::readLatents(flags_.latents, network_)) {
            SampleRequest one = request(0);
            if (one.noise == core::NoiseMode::Random) one.noiseSeed = noiseSeed(session_.seed.value_or(0), index);
            one.w = std::move(w);
            one.psi = 1.0;  // a projected latent is used as it is, as generate.py does
            one.cutoff = -1;
            one.classIndex = -1;
            pictures_.push_back({"proj" + padded(index++, 2) + ".png", std::move(one)});
        }
    }

    void addRecipes() {
        std::map<std::string, int> uses;
        for (core::SampleRequest& request : requestsOf(flags_.recipes, network_)) {
            const std::string stem = fileOf(request.seed);
            const int use = ++uses[stem];
            pictures_.push_back({stem + (use > 1 ? "-" + std::to_string(use) : "") + ".png", std::move(request)});
        }
    }

    const Flags& flags_;
    const core::NetworkInfo& network_;
    Session& session_;
    std::vector<core::PlannedPicture> pictures_;
};

void tellPrecision(const core::HalfLayers& half, Session& session) {
    if (half.half == 0)
        session.note("no bfloat16 here: either the processor lacks it or its rounding would show; fp32 is used");
    else if (half.half < half.all)
        session.note("bfloat16 in " + std::to_string(half.half) + " of " + std::to_string(half.all) +
                     " convolutions; the others stay fp32, since their rounding would show");
}

void run(const Flags& flags, Session& session) {
    if (flags.seeds.empty() && flags.recipes.empty() && flags.latents.empty())
        throw CLI::RequiredError("one of --seeds, --projected-w and --recipe");
    session.needsProcessor("sample");
    core::SampleFolderJob job;
    if (!flags.shard.empty()) std::tie(job.shard, job.shards) = parseShard(flags.shard);
    core::Sampler sampler = core::Sampler::load(core::resolveModel(flags.network, core::kBundledGenerator));
    job.pictures = Plan(flags, sampler.info(), session).pictures();
    job.folder = flags.outdir;
    job.resume = flags.resume;
    job.tensors = flags.tensors;
    // Recipes bring their own precision.
    const bool rounds = std::ranges::any_of(
        job.pictures, [](const core::PlannedPicture& p) { return p.request.precision == core::Precision::Bf16; });
    const core::HalfLayers half = rounds ? sampler.halfLayers(session.control()) : core::HalfLayers{};
    if (rounds) tellPrecision(half, session);
    const core::SampleFolderOutcome outcome = core::sampleFolder(sampler, job, session.control());

    const std::int64_t count = outcome.made + outcome.kept;
    std::string text = std::to_string(count) + (count == 1 ? " picture in " : " pictures in ") + flags.outdir;
    if (outcome.kept > 0) text += ", " + std::to_string(outcome.kept) + " of them kept";
    session.finish({{"count", count},
                    {"outdir", flags.outdir},
                    {"images_per_second", outcome.imagesPerSecond ? nlohmann::ordered_json(*outcome.imagesPerSecond)
                                                                  : nlohmann::ordered_json()},
                    {"made", outcome.made},
                    {"kept", outcome.kept},
                    {"complete", outcome.complete},
                    {"network", sampler.info().sha256},
                    {"precision", half.half > 0 ? "bf16" : "fp32"},
                    {"bf16_layers", half.half}},
                   text);
}

/// What parseShard complains about, or "".
std::string shardComplaint(const std::string& value) {
    try {
        (void)parseShard(value);
        return "";
    } catch (const CLI::ValidationError& error) {
        return error.what();
    }
}

}  // namespace

void addSample(CLI::App& root, Session& session) {
    const auto flags = std::make_shared<Flags>();
    CLI::App& verb =
        addVerb(root, session, "sample", "Images of a generator, seed for seed as the published scripts make them",
                "syper sample --seeds 0-9 --trunc 0.7 --outdir eyes", [flags, &session] { run(*flags, session); });
    verb.add_option("--network", flags->network, "A generator's file, or bundled")->capture_default_str();
    CLI::Option* seeds = verb.add_option("--seeds", flags->seeds, "Seeds such as 0,3-5");
    seeds->check(isSeedList());
    addPictureFlags(verb, flags->picture, "--seed and each picture's seed", "generate.py");
    verb.add_option("--precision", flags->precision,
                    "fp32: the reference; bf16: faster, within two grey levels, on processors that have it")
        ->capture_default_str()
        ->check(CLI::IsMember({"fp32", "bf16"}));
    CLI::Option* latents = verb.add_option("--projected-w", flags->latents,
                                           "Latents instead of seeds: an .npz or .safetensors with key w");
    CLI::Option* recipes = verb.add_option(
        "--recipe", flags->recipes, "Pictures that sample wrote, or JSON files of recipes: makes the same again");
    seeds->excludes(latents)->excludes(recipes);
    latents->excludes(recipes);
    for (const char* other : kPictureFlags) recipes->excludes(verb.get_option(other));
    recipes->excludes(verb.get_option("--precision"));
    verb.add_option("--shard", flags->shard,
                    "I/N: the I-th of N parts of the seeds, counted from 0; parts may share --outdir")
        ->check(std::function<std::string(const std::string&)>(shardComplaint));
    verb.add_flag("--resume", flags->resume, "Keep pictures whose recipe and hash agree");
    verb.add_option("--names", flags->names, "seed: seed0042.png; img: img000042.png, as SyPer's script")
        ->capture_default_str()
        ->check(CLI::IsMember({"seed", "img"}));
    verb.add_option("--save-tensors", flags->tensors, "Also a .safetensors of ws and of the raw images, float32 NCHW");
    verb.add_option("--outdir", flags->outdir, "Folder for the pictures")->required();
}

}  // namespace syper::cli
