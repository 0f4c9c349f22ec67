// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/evaluation_rows.h"
#include "cli/session.h"
#include "core/api/manifest.h"
#include "core/api/score_file.h"
#include "core/api/test_plan.h"

namespace syper::cli {

/// Measures what is added to it and writes what `evaluate` writes: rows for --json and people, and with a folder
/// det.svg, scores.csv and report.json.
class EvaluationReport {
public:
    struct Options {
        int bootstrap = 0;
        std::string plot;  ///< folder; empty = none
    };
    /// What the added scores are of.
    struct Source {
        std::string name;
        int bits = 32;
        int fold = 0;
        const core::TestPlan* plan = nullptr;   ///< null for score files
        std::span<const std::string> subjects;  ///< names, where known
    };

    EvaluationReport(Session& session, Options options, bool subjectsKnown, bool picturesKnown);

    /// Told of what the figures come from; written with the files.
    [[nodiscard]] core::Manifest& manifest() noexcept { return manifest_; }
    /// identification: only where ranks can be told. Returns the row's figures.
    const EvaluationRow& add(const Source& source, const core::Comparisons& comparisons,
                             std::optional<core::IdentificationFigures> identification = std::nullopt);
    /// The rows added since the last call are the folds of `name`; adds their mean.
    void closeFolds(const std::string& name);
    /// Writes the files and the outcome; `about` is added to both.
    void finish(const nlohmann::ordered_json& about, const std::vector<std::string>& notes);

private:
    [[nodiscard]] std::string det() const;
    [[nodiscard]] std::string writeFiles(const nlohmann::ordered_json& result);

    Session& session_;
    Options options_;
    core::Manifest manifest_{"evaluate"};
    std::vector<EvaluationRow> rows_;
    std::vector<nlohmann::ordered_json> json_;
    std::size_t foldsFrom_ = 0;  ///< in json_
    std::unique_ptr<core::ScoreWriter> scores_;
};

}  // namespace syper::cli
