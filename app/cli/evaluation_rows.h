// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/api/test_plan.h"

namespace syper::cli {

/// One model's or score file's figures.
struct EvaluationRow {
    std::string name;
    int bits = 32;  ///< of the weights: decides the colour of its curve
    int fold = 0;   ///< 0 = no folds
    core::VerificationFigures figures;
    std::optional<core::IdentificationFigures> identification;
    std::optional<core::VerificationIntervals> intervals;
    core::IdentificationIntervals identificationIntervals;
    std::vector<core::GroupFigures> groups;
};

/// The row as --json has it; what was not or cannot be measured is null.
[[nodiscard]] nlohmann::ordered_json rowJson(const EvaluationRow& row);

/// One row of means with `_std` (over the whole set of folds, so divided by their number) of rows that rowJson made.
[[nodiscard]] nlohmann::ordered_json meanRow(const std::string& name, std::span<const nlohmann::ordered_json> rows);

/// A table for people of rows that rowJson and meanRow made.
[[nodiscard]] std::string rowsText(std::span<const nlohmann::ordered_json> rows);

}  // namespace syper::cli
