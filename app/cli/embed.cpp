// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include "cli/runtime_flag.h"
#include "cli/verbs.h"
#include "core/api/embedder.h"
#include "core/api/error.h"
#include "core/api/manifest.h"
#include "core/api/resources.h"
#include "vision/picture_set.h"

namespace syper::cli {
namespace {

struct EmbedOptions {
    std::string model = "bundled", out, mirror = "auto", runtime = "best";
    std::vector<std::string> images;
    bool noNormalize = false;
};

void embed(Session& session, const EmbedOptions& options) {
    try {
        core::checkEmbeddingsPath(options.out);
    } catch (const core::Error& error) {
        throw CLI::ValidationError("--out", error.what());
    }
    core::Manifest manifest("embed");
    core::Embedder embedder = core::Embedder::load(core::resolveModel(options.model, core::kBundledTeacher),
                                                   session.device, runtimeOf(options.runtime));
    const auto images = vision::openPictures(options.images, {.mirror = vision::parseMirror(options.mirror)});
    const auto rows = embedder.embed(*images, session.control(), !options.noNormalize);
    std::vector<std::string> names;
    for (std::int64_t i = 0; i < images->size(); ++i) names.push_back(images->name(i));
    core::writeEmbeddings(options.out, rows, names);
    manifest.model("model", embedder.info().path);
    manifest.pictures(images->size(), images->digest());
    manifest.result(options.out);
    manifest.writeBeside(options.out);
    session.finish({{"count", rows.size()},
                    {"dimension", embedder.info().dimension},
                    {"mirrored", images->mirroredCount()},
                    {"normalized", !options.noNormalize},
                    {"runtime", embedder.info().runtime},
                    {"out", options.out}},
                   options.out + ": " + std::to_string(rows.size()) +
                       (rows.size() == 1 ? " embedding of " : " embeddings of ") +
                       std::to_string(embedder.info().dimension) + " numbers, " +
                       std::to_string(images->mirroredCount()) + " mirrored");
}

}  // namespace

void addEmbed(CLI::App& root, Session& session) {
    const auto options = std::make_shared<EmbedOptions>();
    CLI::App& verb = addVerb(root, session, "embed", "Embeddings of pictures, in the order given",
                             "syper embed --model bundled eyes --out eyes.safetensors",
                             [&session, options] { embed(session, *options); });
    verb.add_option("--model", options->model, "Recognition model, FP32 or quantized, or bundled")
        ->capture_default_str();
    verb.add_option("images", options->images, "Pictures: files, folders, @lists, or a tensor file")->required();
    verb.add_option("--out", options->out, "File to write: .safetensors, .npy, .npz or .csv")->required();
    verb.add_option("--mirror", options->mirror, "Mirror left eyes: auto, none or all")
        ->capture_default_str()
        ->check(CLI::IsMember({"auto", "none", "all"}));
    addRuntimeFlag(verb, options->runtime);
    verb.add_flag("--no-normalize", options->noNormalize, "As the network gives them, not of unit length");
}

}  // namespace syper::cli
