// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "core/api/evaluation.h"

namespace syper::core {

/// Throws Error{BadArgument} unless scores are finite, labels 0 or 1, and both spans of one length.
void checkScores(const char* who, std::span<const double> scores, std::span<const std::uint8_t> labels);

/// One comparison, as the curve needs it.
struct SortedScore {
    double score;
    std::int32_t index;  ///< in the caller's arrays
    bool genuine;
};

/// Highest score first.
[[nodiscard]] std::vector<SortedScore> sortScores(std::span<const double> scores, std::span<const std::uint8_t> labels);

/// Reads a curve's figures off in one pass: add() takes the cumulative counts at each distinct score, highest first.
/// A point is kept as scikit-learn's roc_curve(drop_intermediate=True) keeps it: inside a straight run of its own
/// neighbours it is dropped.
class CurveScan {
public:
    /// genuine, impostor: all there are, > 0. `roc`, if given, receives the kept points.
    CurveScan(std::int64_t genuine, std::int64_t impostor, std::vector<RocPoint>* roc = nullptr);

    void add(std::int64_t accepted, std::int64_t falselyAccepted, double threshold);
    /// After the last add().
    void finish();

    double eer = 0, eerThreshold = std::numeric_limits<double>::infinity(), auc = 0;
    std::array<double, 5> fnmr{};
    std::array<double, 5> fnmrAtMost{};
    std::array<double, 5> thresholdAtMost{};

private:
    struct Count {
        std::int64_t tp = 0, fp = 0;
        double threshold = std::numeric_limits<double>::infinity();
    };
    void keep(const Count& point);

    double genuine_, impostor_;
    std::vector<RocPoint>* roc_;
    Count before_, last_;
    std::int64_t added_ = 0;
    double eerGap_ = std::numeric_limits<double>::infinity();
    std::array<double, 5> nearest_;
    double fmrKept_ = 0, tmrKept_ = 0;
};

/// Walks sorted scores, the one at place i with the whole weight weight(i) (0 = not there), and fills `scan`.
template <class Weight>
void scanCurve(std::span<const SortedScore> sorted, const Weight& weight, CurveScan& scan) {
    std::int64_t tp = 0, fp = 0;
    for (std::size_t i = 0; i < sorted.size();) {
        const double score = sorted[i].score;
        const std::int64_t before = tp + fp;
        for (; i < sorted.size() && sorted[i].score == score; ++i) (sorted[i].genuine ? tp : fp) += weight(i);
        if (tp + fp != before) scan.add(tp, fp, score);
    }
    scan.finish();
}

}  // namespace syper::core
