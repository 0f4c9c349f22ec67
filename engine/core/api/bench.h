// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/api/run_control.h"

namespace syper::core {

/// What a model's row says beside its median.
struct BenchDetail {
    double p95Milliseconds = 0.0;  ///< an image, after the warm-up
    std::int64_t bytes = 0;        ///< on disk
    /// Of memory, made ready and run, beyond what the process held before; none where the system does not tell.
    std::optional<double> peakBytes;
    std::string isa;  ///< the instruction set that its kernels use
};

/// One line of `syper bench`: how long a thing takes, and how long what it is compared with took in the same rounds.
struct BenchRow {
    std::string name;           ///< SUITE/THING[/b8]; batch 1 unless it says otherwise
    double milliseconds = 0.0;  ///< median an image
    std::string baseline;       ///< the name of what it is compared with; empty = nothing
    double baselineMilliseconds = 0.0;
    std::optional<BenchDetail> detail = {};

    /// How many times faster than the baseline; NaN without one.
    [[nodiscard]] double ratio() const;
};

/// How much a suite may take, and whom it asks in between.
struct BenchContext {
    RunControl& control;
    bool full = false;      ///< medians for publication: several times the repetitions, never other rows
    double seconds = 30.0;  ///< the whole suite, unless full
    bool explain = false;   ///< wanted: BenchReport::explanation
};

struct BenchReport {
    std::vector<BenchRow> rows;
    /// Where the time goes, measured: lines for people. Only if asked for.
    std::vector<std::string> explanation;
};

/// A named set of rows. Suites are listed in one place, core/bench/suites.cpp.
struct BenchSuite {
    std::string name;
    std::string about;  ///< a phrase for the help
    std::function<BenchReport(const BenchContext&)> run;
};
[[nodiscard]] std::span<const BenchSuite> benchSuites();

/// One of several ways to do the same work, to be compared.
struct BenchWay {
    std::function<void()> run;
    int images = 1;  ///< that one run makes
};

/// How long a comparison may go on.
struct BenchEffort {
    double seconds = 5.0;  ///< for all of it; the first rounds run even if they take longer
    int leastRounds = 2, mostRounds = 7;
    bool warmUp = true;  ///< a round that does not count
};

/// Runs the ways in turn (A B A B ..), so that whatever else the machine does hits all of them alike.
/// Returns each one's milliseconds an image, in ascending order. Passes a gate between runs: throws Stopped.
[[nodiscard]] std::vector<std::vector<double>> interleavedTimes(std::span<const BenchWay> ways,
                                                                const BenchEffort& effort, RunControl& control);
/// The value below which `part` of ascending `times` lie, the nearest one that was measured; 0.5: the median.
[[nodiscard]] double percentile(std::span<const double> times, double part);

/// The median milliseconds of each.
[[nodiscard]] std::vector<double> interleaved(std::span<const BenchWay> ways, const BenchEffort& effort,
                                              RunControl& control);

/// The same with two rounds at least and a warm-up.
[[nodiscard]] inline std::vector<double> interleaved(std::span<const BenchWay> ways, double seconds, int mostRounds,
                                                     RunControl& control) {
    return interleaved(ways, BenchEffort{.seconds = seconds, .mostRounds = mostRounds}, control);
}

/// Seconds of a clock that only moves forward.
[[nodiscard]] double benchClock();

}  // namespace syper::core
