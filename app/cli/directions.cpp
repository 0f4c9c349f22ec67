// SPDX-License-Identifier: GPL-3.0-or-later
#include <charconv>
#include <cmath>
#include <memory>

#include "cli/verbs.h"
#include "core/api/error.h"
#include "core/api/latent_space.h"
#include "core/api/manifest.h"
#include "core/api/resources.h"

namespace syper::cli {
namespace {

struct Flags {
    std::string network = "bundled", method, layers, labels, column = "label", name, from, out;
    std::vector<std::string> orthogonalTo;
    int count = 20, label = -1;
    std::int64_t samples = 10000;
};

/// "2-5", "3" or "" for all.
core::LayerRange parseLayers(const std::string& text) {
    if (text.empty()) return {};
    const auto whole = [&text](std::string_view part) {
        int value = -1;
        const auto [end, failed] = std::from_chars(part.data(), part.data() + part.size(), value);
        if (failed != std::errc() || end != part.data() + part.size() || value < 0)
            throw CLI::ValidationError("\"" + text.substr(0, 40) + "\" is no range of layers such as 0-3");
        return value;
    };
    const std::size_t dash = text.find('-');
    const int first = whole(std::string_view(text).substr(0, dash));
    const int last = dash == std::string::npos ? first : whole(std::string_view(text).substr(dash + 1));
    if (last < first) throw CLI::ValidationError("\"" + text.substr(0, 40) + "\" has a range that runs backwards");
    return {first, last};
}

std::string layersComplaint(const std::string& text) {
    try {
        (void)parseLayers(text);
        return "";
    } catch (const CLI::ValidationError& error) {
        return error.what();
    }
}

/// What the method found, and what it says of itself beside.
struct Found {
    core::DirectionSet set;
    nlohmann::ordered_json about = nlohmann::ordered_json::object();
    std::string text;
};

Found learned(const Flags& flags, const core::LatentSpace& space, core::RunControl& control) {
    core::LabelledSeeds labels = core::readLabelledSeeds(flags.labels, flags.column);
    if (!flags.name.empty()) labels.name = flags.name;
    labels.classIndex = space.info().cDim > 0 ? flags.label : -1;
    for (const std::string& path : flags.orthogonalTo)
        for (core::Direction& other : core::readDirections(path, space.info().wDim).directions)
            labels.orthogonalTo.push_back(std::move(other));
    core::LearnedDirection learned = space.learn(labels, control);
    learned.direction.layers = parseLayers(flags.layers);
    Found found;
    found.set = {.source = "labels", .networkSha256 = space.info().sha256, .directions = {learned.direction}};
    found.about = {{"accuracy", learned.accuracy},
                   {"baseline", learned.baseline},
                   {"penalty", learned.penalty},
                   {"positives", learned.positives},
                   {"negatives", learned.negatives}};
    char text[160];
    std::snprintf(text, sizeof text, "\"%.60s\" is told by w in %.1f %% of held-out seeds, %.1f %% by guessing",
                  learned.direction.name.c_str(), learned.accuracy * 100.0, learned.baseline * 100.0);
    found.text = text;
    return found;
}

Found imported(const Flags& flags, const core::LatentSpace& space) {
    if (flags.from == "bundled") {
        Found found{.set = core::bundledDirections(space.info())};
        if (found.set.directions.empty())
            throw core::Error(core::Errc::NotFound,
                              "no named directions are bundled for this network; find some with "
                              "--method, or give the bundled network");
        return found;
    }
    Found found{.set = core::readDirections(flags.from, space.info().wDim)};
    for (core::Direction& direction : found.set.directions)
        if (direction.deviation == 0.0) direction = space.measured(std::move(direction));
    return found;
}

Found search(const Flags& flags, const core::LatentSpace& space, Session& session) {
    if (!flags.from.empty()) return imported(flags, space);
    if (flags.method == "labels") return learned(flags, space, session.control());
    const int count = std::min(flags.count, space.info().wDim);
    if (flags.method == "sefa") return {.set = space.sefa(count, parseLayers(flags.layers))};
    Found found{.set = space.pca(count, std::uint32_t(session.seed.value_or(0)), flags.samples, session.control())};
    for (core::Direction& direction : found.set.directions) direction.layers = parseLayers(flags.layers);
    return found;
}

void run(Flags flags, Session& session) {
    if (flags.method.empty()) flags.method = flags.labels.empty() ? "pca" : "labels";
    if (!flags.labels.empty() && flags.method != "labels")
        throw CLI::ExcludesError("--labels", "--method " + flags.method);
    core::checkDirectionsPath(flags.out);
    session.needsProcessor("directions");
    core::Manifest manifest("directions");
    if (flags.from.empty() && flags.method == "labels" && flags.labels.empty())
        throw CLI::RequiredError("--labels with --method labels");
    const core::LatentSpace space = core::LatentSpace::load(core::resolveModel(flags.network, core::kBundledGenerator));
    Found found = search(flags, space, session);
    core::writeDirections(flags.out, found.set);
    manifest.model("network", space.info().path);
    manifest.result(flags.out);
    manifest.writeBeside(flags.out);

    nlohmann::ordered_json shares = nlohmann::ordered_json::array(), deviations = shares, names = shares;
    double told = 0.0;
    for (const core::Direction& direction : found.set.directions) {
        const bool known = std::isfinite(direction.share);
        shares.push_back(known ? nlohmann::ordered_json(direction.share) : nlohmann::ordered_json());
        told += known ? direction.share : 0.0;
        deviations.push_back(direction.deviation);
        names.push_back(direction.name);
    }
    const std::size_t count = found.set.directions.size();
    nlohmann::ordered_json result{{"count", count},
                                  {"method", flags.from.empty() ? flags.method : "import"},
                                  {"explained_variance", shares},
                                  {"deviations", deviations},
                                  {"names", names},
                                  {"out", flags.out},
                                  {"network", space.info().sha256}};
    result.update(found.about);
    char explained[64] = "";
    if (told > 0.0) std::snprintf(explained, sizeof explained, ", together %.1f %% of the variance", told * 100.0);
    session.finish(result, std::to_string(count) + (count == 1 ? " direction in " : " directions in ") + flags.out +
                               explained + (found.text.empty() ? "" : "\n" + found.text));
}

}  // namespace

void addDirections(CLI::App& root, Session& session) {
    const auto flags = std::make_shared<Flags>();
    CLI::App& verb = addVerb(root, session, "directions", "Latent directions: found, learned from labels, or imported",
                             "syper directions --method sefa --count 10 --out directions.safetensors",
                             [flags, &session] { run(*flags, session); });
    verb.add_option("--network", flags->network, "A generator's file, or bundled")->capture_default_str();
    CLI::Option* method =
        verb.add_option("--method", flags->method,
                        "pca: of w, as GANSpace; sefa: of the weights; labels: of --labels, the default with it")
            ->default_str("pca")
            ->check(CLI::IsMember({"pca", "sefa", "labels"}));
    verb.add_option("--count", flags->count, "How many, strongest first; at most as many as w has dimensions")
        ->capture_default_str()
        ->check(CLI::Range(1, 1 << 20));
    verb.add_option("--samples", flags->samples, "pca: seeds whose w is taken, from --seed on")
        ->capture_default_str()
        ->check(CLI::Range(std::int64_t(2), std::int64_t(10'000'000)));
    verb.add_option("--layers", flags->layers, "sefa: the convolutions looked at; others: where they act. Such as 0-3")
        ->check(std::function<std::string(const std::string&)>(layersComplaint));
    CLI::Option* labels =
        verb.add_option("--labels", flags->labels, "labels: a CSV of seed,label with two different labels");
    verb.add_option("--column", flags->column, "labels: the column with the label")->capture_default_str();
    verb.add_option("--name", flags->name, "labels: the direction's name (default: the column's)");
    verb.add_option("--class", flags->label, "labels: class of the seeds, for networks that have classes")
        ->check(CLI::NonNegativeNumber);
    verb.add_option("--orthogonal-to", flags->orthogonalTo,
                    "labels: files of directions that it shall have nothing of");
    verb.add_option("--from", flags->from,
                    "Import instead: directions of this program or of GANSpace (.npz, .pkl); bundled: those with names")
        ->excludes(method)
        ->excludes(labels);
    verb.add_option("--out", flags->out, "File to write: .safetensors, .json, or .npz with GANSpace's names")
        ->required();
}

}  // namespace syper::cli
