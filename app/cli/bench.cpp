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
    Json json{{"name", row.name},
              {"milliseconds", figure(row.milliseconds)},
              {"baseline", compared ? Json(row.baseline) : Json(nullptr)},
              {"baseline_milliseconds", compared ? figure(row.baselineMilliseconds) : Json(nullptr)},
              {"ratio", figure(row.ratio())}};
    if (row.detail)
        json.update({{"p50_milliseconds", figure(row.milliseconds)},
                     {"p95_milliseconds", figure(row.detail->p95Milliseconds)},
                     {"bytes", row.detail->bytes},
                     {"peak_bytes", row.detail->peakBytes ? figure(*row.detail->peakBytes) : Json(nullptr)},
                     {"isa", row.detail->isa}});
    return json;
}

std::string padded(std::string text, std::size_t width) {
    text.resize(std::max(width, text.size()), ' ');
    return text;
}

std::string numberText(const char* format, double value) {
    char text[32];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

std::string detailText(const core::BenchDetail& detail) {
    return numberText("  %8.2f", detail.p95Milliseconds) + numberText("  %7.2f", double(detail.bytes) / 1e6) +
           (detail.peakBytes ? numberText("  %7.1f", *detail.peakBytes / 1e6) : std::string(9, ' ')) + "  " +
           detail.isa;
}

std::string tableOf(const std::vector<BenchRow>& rows) {
    std::size_t wide = 4, wideBase = 8;
    bool details = false;
    for (const BenchRow& row : rows) {
        wide = std::max(wide, row.name.size());
        wideBase = std::max(wideBase, row.baseline.size());
        details = details || row.detail;
    }
    std::string text = padded("name", wide) + "  ms/image  " + padded("baseline", wideBase) + "  ms/image   ratio";
    if (details) text += "    p95 ms  MB file  MB peak  instructions";
    for (const BenchRow& row : rows) {
        const bool compared = !row.baseline.empty();
        text += "\n" + padded(row.name, wide) + numberText("  %8.2f", row.milliseconds);
        if (compared)
            text += "  " + padded(row.baseline, wideBase) + numberText("  %8.2f", row.baselineMilliseconds) +
                    numberText("  %6.2f", row.ratio());
        if (row.detail) text += (compared ? "" : std::string(wideBase + 20, ' ')) + detailText(*row.detail);
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
