// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/evaluation_report.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <map>

#include "core/api/svg_plot.h"
#include "core/util/files.h"

namespace syper::cli {
namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> pictureNames(const core::TestPlan* plan) {
    std::vector<std::string> names;
    if (plan != nullptr)
        for (const core::TestPicture& picture : plan->pictures) names.push_back(picture.name);
    return names;
}

}  // namespace

EvaluationReport::EvaluationReport(Session& session, Options options, bool subjectsKnown, bool picturesKnown)
    : session_(session), options_(std::move(options)) {
    if (!options_.plot.empty())
        scores_ = std::make_unique<core::ScoreWriter>(std::filesystem::path(options_.plot) / "scores.csv",
                                                      subjectsKnown, picturesKnown);
}

const EvaluationRow& EvaluationReport::add(const Source& source, const core::Comparisons& comparisons,
                                           std::optional<core::IdentificationFigures> identification) {
    EvaluationRow row{source.name, source.bits, source.fold, {}, std::move(identification), {}, {}, {}};
    row.figures = core::verificationFigures(comparisons.scores, comparisons.labels);
    if (source.plan != nullptr) row.groups = core::groupFigures(*source.plan, comparisons, row.figures);
    if (options_.bootstrap > 0) {
        const std::uint64_t seed = session_.seed.value_or(0);
        row.intervals = core::bootstrapVerification(comparisons, options_.bootstrap, seed, session_.control());
        if (row.identification)
            row.identificationIntervals = core::bootstrapIdentification(
                *row.identification, core::classesOf(*source.plan), options_.bootstrap, seed);
    }
    if (scores_) scores_->add(source.name, comparisons, source.subjects, pictureNames(source.plan));
    json_.push_back(rowJson(row));
    return rows_.emplace_back(std::move(row));
}

void EvaluationReport::closeFolds(const std::string& name) {
    const std::span<const Json> folds = std::span(json_).subspan(foldsFrom_);
    if (folds.size() > 1) json_.push_back(meanRow(name, folds));
    foldsFrom_ = json_.size();
}

std::string EvaluationReport::det() const {
    std::vector<core::DetLine> lines;
    std::map<int, int> seen;
    for (const EvaluationRow& row : rows_) {
        const std::string fold = row.fold > 0 ? ", fold " + std::to_string(row.fold) : "";
        std::array<char, 32> eer{};
        std::snprintf(eer.data(), eer.size(), ", EER %.2f %%", row.figures.eer * 100);
        lines.push_back({row.name + fold + eer.data(), core::modelStyle(row.bits, seen[row.bits]++), &row.figures});
    }
    core::Plot plot = core::detPlot("Detection error tradeoff", lines);
    const core::VerificationFigures& first = rows_.front().figures;
    const bool alike = std::ranges::all_of(rows_, [&](const EvaluationRow& row) {
        return row.figures.genuine == first.genuine && row.figures.impostor == first.impostor;
    });
    plot.note = "Rates below an axis' end are drawn on it.";
    if (alike)
        plot.note += " " + std::to_string(first.genuine) + " genuine and " + std::to_string(first.impostor) +
                     " impostor comparisons.";
    return core::svgPlot(plot);
}

void EvaluationReport::finish(const Json& about, const std::vector<std::string>& notes) {
    Json result{{"results", json_}};
    if (options_.bootstrap > 0) {
        result["bootstrap"] = options_.bootstrap;
        result["bootstrap_seed"] = session_.seed.value_or(0);
        result["bootstrap_unit"] = rows_.front().intervals->bySubject ? "subject" : "comparison";
    }
    result.update(about);
    if (!notes.empty()) result["notes"] = notes;
    std::string text = rowsText(json_);
    if (options_.bootstrap > 0)
        text += "\n\n95% intervals from " + std::to_string(options_.bootstrap) + " draws of " +
                (rows_.front().intervals->bySubject ? "subjects" : "single comparisons: subjects are not known");
    for (const std::string& note : notes) text += "\n" + note;
    if (scores_) text += writeFiles(result);
    session_.finish(result, text);
}

std::string EvaluationReport::writeFiles(const Json& result) {
    const std::filesystem::path folder(options_.plot);
    scores_->commit();
    core::writeFile(folder / "det.svg", det());
    Json report{{"program", "syper " SYPER_VERSION}};
    report.update(result);
    core::writeFile(folder / "report.json", report.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
    for (const char* name : {"det.svg", "scores.csv", "report.json"}) manifest_.result(folder / name);
    manifest_.writeInto(folder);
    return "\n\nWritten: " + (folder / "det.svg").string() + ", scores.csv, report.json, manifest.json";
}

}  // namespace syper::cli
