// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>
#include <memory>

#include "cli/train.h"
#include "core/api/error.h"
#include "core/api/manifest.h"
#include "core/api/resources.h"
#include "core/api/test_plan.h"
#include "core/api/train_teacher.h"
#include "vision/picture_set.h"

namespace syper::cli {
namespace {

struct Flags {
    core::TeacherConfig config;
    std::string data, validate, network = "bundled", init, side = "auto";
};

/// A table of file, identity[, side] or a folder with one folder an identity, as pictures with classes.
core::LabelledSet openLabelled(const std::string& given, const std::string& side) {
    if (given.empty()) return {};
    const bool folder = std::filesystem::is_directory(given);
    const bool table = !folder || std::filesystem::exists(std::filesystem::path(given) / "labels.csv");
    const std::filesystem::path labels =
        folder ? std::filesystem::path(given) / "labels.csv" : std::filesystem::path(given);
    const core::TestPlan plan =
        table ? core::planFromLabels(labels) : core::planFromProtocol("identity-folders", given, 0);
    std::vector<std::string> files;
    core::LabelledSet set;
    std::map<std::pair<int, int>, std::int64_t> classes;
    for (const core::TestPicture& picture : plan.pictures) {
        files.push_back(picture.file.string());
        const auto known = classes.try_emplace({picture.of.subject, picture.of.side}, std::int64_t(classes.size()));
        set.labels.push_back(known.first->second);
    }
    vision::PictureOptions options{.mirror = vision::parseMirror(side)};
    if (table) options.tables = {labels};
    set.images = vision::openPictures(files, options);
    return set;
}

void runTraining(Session& session, Flags& flags) {
    session.needsProcessor("train teacher");
    session.tellsSteps();
    core::TeacherConfig& config = flags.config;
    config.data = openLabelled(flags.data, flags.side);
    config.validation = openLabelled(flags.validate, flags.side);
    if (config.synthetic.count > 0)
        config.synthetic.network = core::resolveModel(flags.network, core::kBundledGenerator);
    if (!flags.init.empty()) config.init = core::resolveModel(flags.init, core::kBundledTeacher);
    if (session.seed) config.seed = *session.seed;
    const auto told = [&session](const core::TeacherPoint& p) {
        session.event({{"step", p.step},
                       {"steps", p.steps},
                       {"phase", "training"},
                       {"loss", p.loss},
                       {"accuracy", p.accuracy},
                       {"seconds_left", p.seconds / double(p.step) * double(p.steps - p.step)}});
    };
    core::Manifest manifest("train teacher");
    const core::TeacherResult result = core::trainTeacher(config, told, session.control());
    if (!config.init.empty()) manifest.model("init", config.init);
    if (config.synthetic.count > 0) manifest.model("network", config.synthetic.network);
    for (const std::filesystem::path& file : {result.model, config.out / "log.csv"}) manifest.result(file);
    manifest.writeInto(config.out);
    const double kimg = double(result.images) / 1000.0;
    session.finish({{"kimg", kimg},
                    {"eer", result.eer ? nlohmann::ordered_json(*result.eer) : nlohmann::ordered_json()},
                    {"steps", result.steps},
                    {"classes", result.classes},
                    {"final_loss", result.finalLoss},
                    {"model", result.model.string()}},
                   "Trained on " + std::to_string(result.images) + " pictures of " + std::to_string(result.classes) +
                       " classes" + (result.eer ? ", EER " + std::to_string(*result.eer * 100) + " %" : "") + ": " +
                       result.model.string());
}

}  // namespace

void addTrainTeacher(CLI::App& train, Session& session) {
    const auto flags = std::make_shared<Flags>();
    CLI::App& verb = addVerb(train, session, "teacher", "Trains a recognition model with ArcFace",
                             "syper train teacher --data eyes/labels.csv --identities 2000 --outdir teacher",
                             [&session, flags] { runTraining(session, *flags); });
    core::TeacherConfig& c = flags->config;
    verb.add_option("--data", flags->data, "Table file,identity[,side] or a folder with a folder an identity");
    verb.add_option("--identities", c.synthetic.count, "Synthetic identities, a latent of --network each")
        ->check(CLI::NonNegativeNumber);
    verb.add_option("--network", flags->network, "Generator of the synthetic identities")->capture_default_str();
    verb.add_option("--first-seed", c.synthetic.firstSeed, "Seed of the first synthetic identity")
        ->capture_default_str();
    verb.add_option("--trunc", c.synthetic.psi, "Truncation psi of the identities' latents")->capture_default_str();
    verb.add_option("--variants", c.variants, "Pictures of a synthetic identity in an epoch")
        ->check(CLI::Range(2, 1000))
        ->capture_default_str();
    verb.add_option("--fine-from", c.synthetic.fineFrom, "First w+ layer that a variant may exchange")
        ->capture_default_str();
    verb.add_option("--fine-mix", c.synthetic.fineMix, "Largest share of another latent in the finer layers")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    verb.add_option("--coarse-mix", c.synthetic.coarseMix, "Largest push of the coarse layers")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    verb.add_option("--validate", flags->validate, "Labelled pictures for the EER, as --data");
    verb.add_option("--side", flags->side, "Which pictures are mirrored at load: auto, none, all")
        ->capture_default_str();
    verb.add_option("--backbone", c.architecture, "mobilefacenet, iresnet18, iresnet34, iresnet50")
        ->capture_default_str();
    verb.add_option("--size", c.inputSize, "Pixels a side that the model sees; --resume grows a model of another size")
        ->check(CLI::Range(32, 448))
        ->capture_default_str();
    verb.add_option("--epochs", c.epochs, "Passes over the data")->check(CLI::PositiveNumber)->capture_default_str();
    verb.add_option("--steps", c.steps, "Steps; wins over --epochs")->check(CLI::PositiveNumber);
    verb.add_option("--batch", c.batch, "Pictures a step")->check(CLI::Range(2, 4096))->capture_default_str();
    verb.add_option("--lr", c.lr, "The optimizer's own rate; left out, 0.1 x batch / 512")->check(CLI::PositiveNumber);
    verb.add_option("--margin", c.margin, "ArcFace's m, radians")->check(CLI::Range(0.0, 1.5))->capture_default_str();
    verb.add_option("--scale", c.scale, "ArcFace's s")->check(CLI::PositiveNumber)->capture_default_str();
    verb.add_option("--momentum", c.momentum, "Of stochastic gradient descent")->capture_default_str();
    verb.add_option("--weight-decay", c.weightDecay, "L2 penalty of the weights")->capture_default_str();
    verb.add_option("--clip", c.clip, "Largest gradient norm")->capture_default_str();
    verb.add_option("--augment", c.augment, "Strength of the augmentation, 0 = none")
        ->check(CLI::Range(0.0, 3.0))
        ->capture_default_str();
    verb.add_option("--snap", c.checkpointEvery, "Steps between checkpoints")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    verb.add_option("--resume", flags->init, "First weights: a trained model (transfer)");
    verb.add_flag("--continue", c.resume, "Go on with the run that --outdir holds");
    verb.add_flag("--fp16", c.half, "Store the weights as F16");
    verb.add_option("--outdir", c.out, "Folder for teacher.safetensors, log.csv and the checkpoint")->required();
}

}  // namespace syper::cli
