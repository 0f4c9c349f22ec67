// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "cli/train.h"
#include "core/api/error.h"
#include "core/api/manifest.h"
#include "core/api/resources.h"
#include "core/api/train_generator.h"
#include "vision/picture_set.h"

namespace syper::cli {
namespace {

namespace fs = std::filesystem;
using core::GanConfig;

/// What the command line says; what it does not say comes from the configuration.
struct Flags {
    std::vector<std::string> data;
    fs::path outdir, resume;
    std::string fidModel = "bundled", cfg = "cpu", aug = "ada", augPipe = "bgc", side = "auto";
    int resolution = 64, mirror = 0, freezeD = 0, fidPictures = 1000;
    std::optional<double> kimg, gamma, lr, plWeight, p, target, adaKimg, tick, emaKimg;
    std::optional<int> batch, shard, snap, channelBase, channelMax, latent, mapping;
    bool goOn = false, fp32 = false, fp16 = false, fidSnapshots = false;
};

GanConfig configOf(const Flags& f, const Session& session) {
    GanConfig c = core::ganPreset(f.cfg, f.resolution);
    c.batch = f.batch.value_or(c.batch);
    c.shard = f.shard.value_or(core::ganShard(c.batch, c.statisticsGroup));
    c.kimg = f.kimg.value_or(c.kimg);
    c.gamma = f.gamma.value_or(c.gamma);
    c.lr = f.lr.value_or(c.lr);
    c.plWeight = f.plWeight.value_or(c.plWeight);
    c.emaKimg = f.emaKimg.value_or(c.emaKimg);
    c.channelBase = f.channelBase.value_or(c.channelBase);
    c.channelMax = f.channelMax.value_or(c.channelMax);
    c.zDim = c.wDim = f.latent.value_or(c.zDim);
    c.mappingLayers = f.mapping.value_or(c.mappingLayers);
    c.aug = f.aug;
    c.augPipe = f.augPipe;
    c.p = f.p.value_or(0.0);
    c.target = f.target.value_or(c.target);
    c.adaKimg = f.adaKimg.value_or(c.adaKimg);
    c.tickKimg = f.tick.value_or(c.tickKimg);
    c.snapTicks = f.snap.value_or(c.snapTicks);
    c.freezeLayers = f.freezeD;
    c.mirror = f.mirror == 1;
    c.half = !f.fp32;
    c.halfFile = f.fp16;
    c.seed = session.seed.value_or(0);
    c.resume = f.resume;
    return c;
}

void openData(GanConfig& c, const Flags& f, const Session& session) {
    const std::string ending = f.data.size() == 1 ? fs::path(f.data.front()).extension().string() : "";
    if (ending == ".safetensors" || ending == ".npy") {
        c.tensor = f.data.front();
        return;
    }
    c.images = vision::openPictures(f.data, {.mirror = vision::parseMirror(f.side)});
    session.note(std::to_string(c.images->size()) + " pictures, " + std::to_string(c.images->mirroredCount()) +
                 " of them mirrored to one side");
}

void show(Session& session, const core::GanPoint& p) {
    session.event({{"kimg", p.kimg},
                   {"loss_G", p.lossG},
                   {"loss_D", p.lossD},
                   {"r1", p.r1},
                   {"pl", p.pl},
                   {"p", p.p},
                   {"rt", p.rt},
                   {"images_per_second", p.imagesPerSecond},
                   {"fid", p.fid}});  // what was not measured becomes null
    char line[160];
    std::snprintf(line, sizeof line, "kimg %.1f  loss G %.3f D %.3f  p %.3f  rt %+.2f  %.1f images/s", p.kimg, p.lossG,
                  p.lossD, p.p, p.rt, p.imagesPerSecond);
    session.note(line +
                 (std::isnan(p.fid) ? std::string() : "  Frechet distance " + nlohmann::ordered_json(p.fid).dump()));
}

/// The model behind the Frechet distance: none where the program came without its own.
fs::path featureModel(const std::string& given) {
    if (given == "none") return {};
    const fs::path own = core::resourceFolder() / "models" / (std::string(core::kBundledTeacher) + ".safetensors");
    return given == "bundled" && !fs::exists(own) ? fs::path() : core::resolveModel(given, core::kBundledTeacher);
}

void train(const Flags& f, Session& session) {
    if (!f.p && f.aug == "fixed")
        throw core::Error(core::Errc::BadArgument, "cannot train: --aug fixed needs a probability; give it by --p");
    session.needsProcessor("train generator");
    session.tellsSteps();
    core::Manifest manifest("train generator");
    GanConfig config = configOf(f, session);
    config.out = f.outdir;
    config.fidModel = featureModel(f.fidModel);
    config.fidPictures = f.fidPictures;
    config.fidSnapshots = f.fidSnapshots;
    openData(config, f, session);
    const auto onPoint = [&session](const core::GanPoint& point) { show(session, point); };
    const core::GanResult result = f.goOn ? core::continueGenerator(config, f.kimg, onPoint, session.control())
                                          : core::trainGenerator(config, onPoint, session.control());
    if (!config.fidModel.empty()) manifest.model("features", config.fidModel);
    for (const char* name : {"generator.safetensors", "log.csv", "run.json"}) manifest.result(f.outdir / name);
    manifest.writeInto(f.outdir);
    session.finish({{"kimg", result.kimg},
                    {"fid", result.fid ? nlohmann::ordered_json(*result.fid) : nlohmann::ordered_json()},
                    {"images", result.images},
                    {"seconds", result.seconds},
                    {"p", result.p},
                    {"generator", result.generator.string()}},
                   "trained " + nlohmann::ordered_json(result.kimg).dump() + " kimg" +
                       (result.fid ? ", Frechet distance " + nlohmann::ordered_json(*result.fid).dump() : "") +
                       "; the generator is " + result.generator.string());
}

void addNetworkFlags(CLI::App& verb, Flags& f) {
    verb.add_option("--cfg", f.cfg, "Configuration: cpu (small, default), auto, paper256, stylegan2")
        ->check(CLI::IsMember(core::ganPresets()));
    verb.add_option("--resolution", f.resolution, "Side of the pictures in pixels, a power of two (64)")
        ->check(CLI::Range(8, 1024));
    verb.add_option("--cbase", f.channelBase, "Channels at resolution R: CBASE / R, at most CMAX")
        ->check(CLI::PositiveNumber);
    verb.add_option("--cmax", f.channelMax, "Most channels of a layer")->check(CLI::PositiveNumber);
    verb.add_option("--latent", f.latent, "Width of z and w")->check(CLI::PositiveNumber);
    verb.add_option("--map", f.mapping, "Layers of the mapping network")->check(CLI::PositiveNumber);
}

void addTrainingFlags(CLI::App& verb, Flags& f) {
    verb.add_option("--kimg", f.kimg, "Thousands of pictures to show in all")->check(CLI::PositiveNumber);
    verb.add_option("--batch", f.batch, "Pictures a step")->check(CLI::PositiveNumber);
    verb.add_option("--shard", f.shard, "Pictures computed together; shards of a batch run side by side")
        ->check(CLI::PositiveNumber);
    verb.add_option("--gamma", f.gamma, "Weight of the R1 penalty")->check(CLI::NonNegativeNumber);
    verb.add_option("--pl", f.plWeight, "Weight of path length regularisation (2 as published; cpu: 0, for its time)")
        ->check(CLI::NonNegativeNumber);
    verb.add_option("--lr", f.lr, "Adam's rate for both networks")->check(CLI::PositiveNumber);
    verb.add_option("--ema", f.emaKimg, "Half life of the averaged generator in kimg")->check(CLI::NonNegativeNumber);
    verb.add_option("--aug", f.aug, "Augmentation: ada (adaptive, default), fixed, noaug")
        ->check(CLI::IsMember({"ada", "fixed", "noaug"}));
    verb.add_option("--augpipe", f.augPipe,
                    "Its transformations: bgc (default), blit, geom, color, bg, or upright: none that mirrors, turns "
                    "over or recolours")
        ->check(CLI::IsMember({"blit", "geom", "color", "bg", "bgc", "upright"}));
    verb.add_option("--p", f.p, "Its probability: for fixed; for ada the first (0)")->check(CLI::Range(0.0, 1.0));
    verb.add_option("--target", f.target, "ada: wanted mean sign of the discriminator on real pictures (0.6)")
        ->check(CLI::Range(-1.0, 1.0));
    verb.add_option("--adakimg", f.adaKimg, "ada: kimg in which p can go from 0 to 1")->check(CLI::PositiveNumber);
    verb.add_option("--freezed", f.freezeD, "Layers of the discriminator, from the picture on, that stand still (0)")
        ->check(CLI::NonNegativeNumber);
    verb.add_flag("--fp32", f.fp32, "No bfloat16");
}

}  // namespace

void addTrainGenerator(CLI::App& train, Session& session) {
    const auto flags = std::make_shared<Flags>();
    CLI::App& verb = addVerb(train, session, "generator", "Trains a generator of pictures (StyleGAN2-ADA)",
                             "syper train generator --data eyes --outdir runs/eyes --augpipe upright --kimg 200",
                             [flags, &session] { cli::train(*flags, session); });
    verb.add_option("--data", flags->data,
                    "Pictures: files, folders, @lists, or one .safetensors or .npy of uint8 pictures")
        ->required();
    verb.add_option("--outdir", flags->outdir, "Folder of the run")->required();
    verb.add_option("--side", flags->side,
                    "Left eyes are mirrored when loaded: auto (as labels and names say), none, all")
        ->check(CLI::IsMember({"auto", "none", "all"}));
    verb.add_option("--mirror", flags->mirror, "1: learn from each picture's mirror image too (0)")
        ->check(CLI::Range(0, 1));
    verb.add_option("--resume", flags->resume,
                    "Start from the weights of another run or network: what matches is taken");
    verb.add_flag("--continue", flags->goOn, "Go on with the interrupted run in --outdir, with its settings");
    verb.add_option("--snap", flags->snap, "Ticks between two checkpoints with previews")->check(CLI::PositiveNumber);
    verb.add_option("--tick", flags->tick, "kimg between two lines of log.csv")->check(CLI::PositiveNumber);
    verb.add_option(
            "--fid-model", flags->fidModel,
            "Recognition model whose embeddings `fid` compares (the bundled MobileFaceNet teacher; none = null): "
            "a Frechet distance of its own scale, not that over Inception's features")
        ->capture_default_str();
    verb.add_option("--fid-pictures", flags->fidPictures, "At most so many pictures of either kind are compared for it")
        ->capture_default_str()
        ->check(CLI::Range(2, 1'000'000));
    verb.add_flag("--fid-snapshots", flags->fidSnapshots, "Measure it at every snapshot, not only at the end");
    verb.add_flag("--fp16", flags->fp16, "Write generators in float16");
    addNetworkFlags(verb, *flags);
    addTrainingFlags(verb, *flags);
}

}  // namespace syper::cli
