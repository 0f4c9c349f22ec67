// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "cli/evaluation_report.h"
#include "cli/session.h"

namespace syper::cli {

/// What `evaluate` was asked for.
struct EvaluateOptions {
    std::vector<std::string> scores;
    std::vector<std::string> models;  ///< paths or `bundled`; {fold} stands for the fold's number
    std::string pairs, images, labels, by, protocol, data;
    std::vector<std::string> folds;  ///< numbers, or all
    std::string mirror = "auto";
    bool writeThresholds = false;
    EvaluationReport::Options report;
};

/// Embeds the pictures of the wanted test with each model, once each, and reports. Throws core::Error, core::Stopped,
/// and CLI::ValidationError for folds that the protocol does not have.
void evaluateModels(Session& session, const EvaluateOptions& options);

}  // namespace syper::cli
