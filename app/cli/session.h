// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "core/api/run_control.h"

namespace syper::cli {

/// What is common to all verbs: the shared flags, the run's control, and how results and progress are told.
class Session {
public:
    Session();

    // Flags, filled by CLI11.
    bool json = false, quiet = false;
    std::string progress;      ///< "", plain or jsonl
    int threads = 0;           ///< 0 = the cores in the affinity mask
    std::string device;        ///< "" = best; what it is once a verb runs
    bool deviceGiven = false;  ///< by the user
    std::optional<std::uint64_t> seed;

    /// Stop is requested by SIGINT and SIGTERM; a second signal ends the process at once with 130.
    core::RunControl& control() noexcept { return control_; }

    /// The verb's outcome: `result` is printed with --json, else `text` (unless --quiet). Call once, at the end.
    void finish(const nlohmann::ordered_json& result, const std::string& text);
    /// One line for people on standard error, unless --quiet or --json without a terminal.
    void note(const std::string& text) const;
    /// One line on standard error, terminal or not: something that was asked for is left out.
    void warn(const std::string& text) const;
    /// One JSON object on standard error with --progress jsonl, else nothing. A verb with events of its own calls
    /// tellsSteps() first: its work's progress is then no line of its own.
    void event(const nlohmann::ordered_json& line) const;
    void tellsSteps() noexcept { tellsSteps_ = true; }
    [[nodiscard]] bool jsonl() const noexcept { return progress == "jsonl"; }

    /// For verbs that cannot use another device. Throws core::Error where the user wants one.
    void needsProcessor(const std::string& verb) const;

    void addCommonFlags(CLI::App& verb);

private:
    void showProgress(const core::Progress& progress);

    core::RunControl control_;
    double lastShown_ = 0.0;
    bool lineOpen_ = false, tellsSteps_ = false;
};

/// Adds a subcommand with an example in its help, and runs `body` when it is chosen.
CLI::App& addVerb(CLI::App& root, Session& session, const std::string& name, const std::string& description,
                  const std::string& example, std::function<void()> body);

}  // namespace syper::cli
