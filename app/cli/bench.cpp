// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/bench.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>

#include "cli/verbs.h"
#include "core/api/compute.h"

namespace syper::cli {
namespace {

using core::BenchRow;
using Json = nlohmann::ordered_json;

Json figure(double value) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json toJson(const BenchRow& row) {
    const bool compared = !row.baseline.empty();
    return {{"name", row.name},
            {"milliseconds", figure(row.milliseconds)},
            {"baseline", compared ? Json(row.baseline) : Json(nullptr)},
            {"baseline_milliseconds", compared ? figure(row.baselineMilliseconds) : Json(nullptr)},
            {"ratio", figure(row.ratio())}};
}

std::string tableOf(const std::vector<BenchRow>& rows) {
    std::size_t wide = 4, wideBase = 8;
    for (const BenchRow& row : rows) {
        wide = std::max(wide, row.name.size());
        wideBase = std::max(wideBase, row.baseline.size());
    }
    const auto padded = [](std::string text, std::size_t width) {
        text.resize(std::max(width, text.size()), ' ');
        return text;
    };
    std::string text = padded("name", wide) + "  ms/image  " + padded("baseline", wideBase) + "  ms/image   ratio";
    for (const BenchRow& row : rows) {
        char figures[3][32];
        std::snprintf(figures[0], sizeof figures[0], "%8.2f", row.milliseconds);
        std::snprintf(figures[1], sizeof figures[1], "%8.2f", row.baselineMilliseconds);
        std::snprintf(figures[2], sizeof figures[2], "%6.2f", row.ratio());
        text += "\n" + padded(row.name, wide) + "  " + figures[0];
        if (!row.baseline.empty())
            text += "  " + padded(row.baseline, wideBase) + "  " + figures[1] + "  " + figures[2];
    }
    return text;
}

struct Flags {
    std::vector<std::string> suites;
    bool full = false, explain = false;
};

bool wanted(const Flags& flags, const std::string& suite) {
    return std::ranges::any_of(flags.suites, [&suite](const std::string& s) { return s == suite || s == "all"; });
}

void run(const Flags& flags, Session& session) {
    std::vector<BenchRow> rows;
    std::vector<std::string> explanation;
    for (const core::BenchSuite& suite : core::benchSuites()) {
        if (!wanted(flags, suite.name)) continue;
        const core::BenchReport report =
            suite.run({.control = session.control(), .full = flags.full, .explain = flags.explain});
        rows.insert(rows.end(), report.rows.begin(), report.rows.end());
        explanation.insert(explanation.end(), report.explanation.begin(), report.explanation.end());
    }
    const core::ComputeInfo computer = core::computeInfo();
    Json result{{"rows", Json::array()},
                {"threads", core::computeThreads()},
                {"cpu", computer.cpu},
                {"isa", computer.isa},
                {"torch", computer.torch}};
    for (const BenchRow& row : rows) result["rows"].push_back(toJson(row));
    if (flags.explain) result["explain"] = explanation;
    std::string text = tableOf(rows);
    for (const std::string& line : explanation) text += "\n" + line;
    session.finish(result, text);
}

}  // namespace

void addBench(CLI::App& root, Session& session) {
    const auto flags = std::make_shared<Flags>();
    CLI::App& verb = addVerb(root, session, "bench", "Speed side by side; what is compared runs interleaved",
                             "syper bench generator --explain", [flags, &session] { run(*flags, session); });
    std::vector<std::string> names;
    std::string help = "What to measure:";
    for (const core::BenchSuite& suite : core::benchSuites()) {
        names.push_back(suite.name);
        help += " " + suite.name + " (" + suite.about + "),";
    }
    flags->suites = {names.front()};
    names.emplace_back("all");
    verb.add_option("SUITE", flags->suites, help + " or all")
        ->capture_default_str()
        ->delimiter(',')
        ->check(CLI::IsMember(names));
    verb.add_flag("--full", flags->full, "Several times the repetitions, for figures to publish");
    verb.add_flag("--explain", flags->explain, "Also where the time goes, and what the processor could do at most");
}

}  // namespace syper::cli
