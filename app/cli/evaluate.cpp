// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <memory>
#include <regex>

#include "cli/evaluate_models.h"
#include "cli/verbs.h"
#include "core/api/error.h"

namespace syper::cli {
namespace {

/// "resnet18_w4a4" -> 4; 32 where the name says nothing.
int bitsInName(const std::string& name) {
    static const std::regex pattern("[wW]([2-8])[aA][2-8]");
    std::smatch match;
    return std::regex_search(name, match, pattern) ? std::stoi(match[1]) : 32;
}

void evaluateScores(Session& session, const EvaluateOptions& options) {
    std::vector<core::NamedComparisons> sets;
    for (const std::string& file : options.scores)
        for (core::NamedComparisons& set : core::readScores(file)) {
            const std::vector<std::uint8_t>& labels = set.comparisons.labels;
            const std::int64_t genuine = std::ranges::count(labels, std::uint8_t{1});
            if (genuine == 0 || genuine == std::int64_t(labels.size()))
                throw core::Error(core::Errc::BadArgument,
                                  "cannot judge " + file + ": all " + std::to_string(labels.size()) +
                                      " comparisons of " + set.name + " are " +
                                      (genuine == 0 ? "impostor; add genuine" : "genuine; add impostor") +
                                      " ones to the file");
            sets.push_back(std::move(set));
        }
    const bool subjects = std::ranges::none_of(sets, [](const auto& set) { return set.subjects.empty(); });
    EvaluationReport report(session, options.report, subjects, false);
    for (const std::string& file : options.scores) report.manifest().model("scores", file);
    for (const core::NamedComparisons& set : sets)
        report.add({set.name, bitsInName(set.name), 0, nullptr, set.subjects}, set.comparisons);
    report.finish({{"scores", options.scores}}, {});
}

/// Throws CLI::ValidationError unless the flags ask for one kind of test.
void check(const EvaluateOptions& options) {
    const int tests = int(!options.scores.empty()) + int(!options.pairs.empty()) + int(!options.labels.empty()) +
                      int(!options.protocol.empty());
    if (tests != 1) throw CLI::ValidationError("evaluate", "give one of --scores, --pairs, --labels and --protocol");
    if (!options.scores.empty() && (!options.models.empty() || options.writeThresholds))
        throw CLI::ValidationError("--scores", "goes without --model and --write-thresholds");
    if (options.protocol.empty() != options.data.empty())
        throw CLI::ValidationError("--protocol", "and --data go together");
    if (!options.by.empty() && options.labels.empty()) throw CLI::ValidationError("--by", "goes with --labels");
    if (!options.images.empty() && options.pairs.empty()) throw CLI::ValidationError("--images", "goes with --pairs");
    if (options.report.bootstrap == 1)
        throw CLI::ValidationError("--bootstrap", "at least 2 replicates are needed, 1000 are usual");
}

void evaluate(Session& session, const EvaluateOptions& options) {
    check(options);
    if (options.scores.empty())
        evaluateModels(session, options);
    else
        evaluateScores(session, options);
}

std::vector<std::string> protocolNames() {
    std::vector<std::string> names;
    for (const core::ProtocolInfo& protocol : core::protocols()) names.emplace_back(protocol.name);
    return names;
}

}  // namespace

void addEvaluate(CLI::App& root, Session& session) {
    const auto options = std::make_shared<EvaluateOptions>();
    CLI::App& verb = addVerb(root, session, "evaluate", "Verification and identification figures, models side by side",
                             "syper evaluate --model teacher.pth --model student.safetensors --labels eyes/labels.csv "
                             "--bootstrap 1000 --plot figures\n  syper evaluate --scores scores.csv",
                             [&session, options] { evaluate(session, *options); });
    verb.add_option("--scores", options->scores, "Table of score,label (1 genuine, 0 impostor); may be given again")
        ->allow_extra_args(false);
    verb.add_option("--model", options->models,
                    "Recognition model: a path, or bundled (the default); may be given again; {fold} in it is the fold")
        ->allow_extra_args(false);
    verb.add_option("--pairs", options->pairs, "List of `image1 image2 label`");
    verb.add_option("--images", options->images, "Folder that the pairs are relative to (default: the list's own)");
    verb.add_option("--labels", options->labels, "Table of file,identity[,side]; all pairs");
    verb.add_option("--by", options->by,
                    "A column of --labels that names groups: also counts each group's errors at the thresholds of all");
    verb.add_option("--protocol", options->protocol, "A published test")->check(CLI::IsMember(protocolNames()));
    verb.add_option("--data", options->data, "The protocol's folder");
    verb.add_option("--fold", options->folds, "Folds of the protocol: 1, 2, 3, .. or all, with their mean (default: 1)")
        ->delimiter(',')
        ->allow_extra_args(false);
    verb.add_option("--mirror", options->mirror, "Which pictures are mirrored when loaded: auto (left eyes), none, all")
        ->check(CLI::IsMember({"auto", "none", "all"}));
    verb.add_option("--bootstrap", options->report.bootstrap, "Replicates of subjects for 95% intervals; 0 = none")
        ->check(CLI::Range(0, 1000000));
    verb.add_option("--plot", options->report.plot, "Folder for det.svg, scores.csv and report.json");
    verb.add_flag("--write-thresholds", options->writeThresholds,
                  "Write the thresholds for FMR 1e-2 and 1e-3 into the models' metadata");
}

}  // namespace syper::cli
