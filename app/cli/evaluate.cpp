// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <memory>
#include <regex>

#include "cli/evaluation_report.h"
#include "cli/verbs.h"
#include "core/api/error.h"

namespace syper::cli {
namespace {

using Json = nlohmann::ordered_json;

struct EvaluateOptions {
    std::vector<std::string> scores;
    EvaluationReport::Options report;
};

/// "resnet18_w4a4" -> 4; 32 where the name says nothing.
int bitsInName(const std::string& name) {
    static const std::regex pattern("[wW]([2-8])[aA][2-8]");
    std::smatch match;
    return std::regex_search(name, match, pattern) ? std::stoi(match[1]) : 32;
}

void evaluateScores(Session& session, const EvaluateOptions& options) {
    std::vector<core::NamedComparisons> sets;
    for (const std::string& file : options.scores)
        for (core::NamedComparisons& set : core::readScores(file)) sets.push_back(std::move(set));
    const bool subjects = std::ranges::none_of(sets, [](const auto& set) { return set.subjects.empty(); });
    EvaluationReport report(session, options.report, subjects, false);
    for (const core::NamedComparisons& set : sets)
        report.add({set.name, bitsInName(set.name), 0, nullptr, set.subjects}, set.comparisons);
    report.finish({{"scores", options.scores}}, {});
}

void evaluate(Session& session, const EvaluateOptions& options) {
    if (options.report.bootstrap == 1)
        throw CLI::ValidationError("--bootstrap", "at least 2 replicates are needed, 1000 are usual");
    if (options.scores.empty()) throw CLI::RequiredError("--scores");
    evaluateScores(session, options);
}

}  // namespace

void addEvaluate(CLI::App& root, Session& session) {
    const auto options = std::make_shared<EvaluateOptions>();
    CLI::App& verb = addVerb(root, session, "evaluate", "Verification and identification figures, models side by side",
                             "syper evaluate --scores scores.csv --bootstrap 1000 --plot figures",
                             [&session, options] { evaluate(session, *options); });
    verb.add_option("--scores", options->scores, "Table of score,label (1 genuine, 0 impostor); may be given again");
    verb.add_option("--bootstrap", options->report.bootstrap, "Replicates of subjects for 95% intervals; 0 = none")
        ->check(CLI::Range(0, 1000000));
    verb.add_option("--plot", options->report.plot, "Folder for det.svg, scores.csv and report.json");
}

}  // namespace syper::cli
