// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/roc.h"

#include <algorithm>

#include "core/api/error.h"

namespace syper::core {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// The fewest impostors that can show an FMR of kFmrPoints[i]: one false match among them.
std::int64_t impostorsNeeded(std::size_t i) {
    return std::llround(1.0 / kFmrPoints[i]);
}

}  // namespace

void checkScores(const char* who, std::span<const double> scores, std::span<const std::uint8_t> labels) {
    if (scores.size() != labels.size())
        throw Error(Errc::BadArgument, std::string(who) + ": " + std::to_string(scores.size()) + " scores but " +
                                           std::to_string(labels.size()) + " labels; give one label a score");
    if (scores.size() > std::size_t(std::numeric_limits<std::int32_t>::max()))
        throw Error(Errc::BadArgument, std::string(who) + ": more than 2147483647 scores; evaluate them in parts");
    for (std::size_t i = 0; i < scores.size(); ++i) {
        if (!std::isfinite(scores[i]))
            throw Error(Errc::BadArgument, std::string(who) + ": score " + std::to_string(i + 1) +
                                               " is not a finite number; leave failed comparisons out");
        if (labels[i] > 1)
            throw Error(Errc::BadArgument, std::string(who) + ": label " + std::to_string(i + 1) + " is " +
                                               std::to_string(labels[i]) + ", expected 1 (genuine) or 0 (impostor)");
    }
}

std::vector<SortedScore> sortScores(std::span<const double> scores, std::span<const std::uint8_t> labels) {
    std::vector<SortedScore> sorted(scores.size());
    for (std::size_t i = 0; i < scores.size(); ++i)
        sorted[i] = {scores[i] + 0.0, static_cast<std::int32_t>(i), labels[i] == 1};  // + 0.0: -0 and 0 are one score
    std::ranges::sort(sorted, std::greater<>{}, &SortedScore::score);
    return sorted;
}

CurveScan::CurveScan(std::int64_t genuine, std::int64_t impostor, std::vector<RocPoint>* roc)
    : genuine_(double(genuine)), impostor_(double(impostor)), roc_(roc) {
    nearest_.fill(kInfinity);
    fnmrAtMost.fill(1.0);
    thresholdAtMost.fill(kInfinity);
    keep({});
}

void CurveScan::add(std::int64_t accepted, std::int64_t falselyAccepted, double threshold) {
    const Count next{accepted, falselyAccepted, threshold};
    if (added_ == 0) {
        // Nothing was accepted yet: a score just above the highest is the strictest threshold.
        thresholdAtMost.fill(std::nextafter(threshold, kInfinity));
    } else {
        const bool bends = next.tp - last_.tp != last_.tp - before_.tp || next.fp - last_.fp != last_.fp - before_.fp;
        if (added_ == 1 || bends) keep(last_);
    }
    before_ = last_;
    last_ = next;
    ++added_;
    const double fmr = double(falselyAccepted) / impostor_;
    for (std::size_t i = 0; i < kFmrPoints.size() && fmr <= kFmrPoints[i]; ++i) {
        fnmrAtMost[i] = 1.0 - double(accepted) / genuine_;
        thresholdAtMost[i] = threshold;
    }
}

void CurveScan::finish() {
    if (added_ > 0) keep(last_);
}

void CurveScan::keep(const Count& point) {
    const double fmr = double(point.fp) / impostor_;
    const double tmr = double(point.tp) / genuine_;
    const double missed = 1.0 - tmr;
    if (const double gap = std::abs(missed - fmr); gap < eerGap_) {
        eerGap_ = gap;
        eer = fmr;
        eerThreshold = point.threshold;
    }
    for (std::size_t i = 0; i < kFmrPoints.size(); ++i) {
        const double distance = std::abs(fmr - kFmrPoints[i]);
        if (distance >= nearest_[i]) continue;
        nearest_[i] = distance;
        fnmr[i] = missed;
    }
    auc += (fmr - fmrKept_) * (tmr + tmrKept_) / 2.0;
    fmrKept_ = fmr;
    tmrKept_ = tmr;
    if (roc_ != nullptr) roc_->push_back({fmr, tmr, point.threshold});
}

VerificationFigures verificationFigures(std::span<const double> scores, std::span<const std::uint8_t> labels) {
    checkScores("verification figures", scores, labels);
    VerificationFigures figures;
    figures.genuine = std::ranges::count(labels, std::uint8_t{1});
    figures.impostor = std::int64_t(labels.size()) - figures.genuine;
    if (figures.genuine == 0 || figures.impostor == 0)
        throw Error(Errc::BadArgument, "verification figures: " + std::to_string(figures.genuine) + " genuine and " +
                                           std::to_string(figures.impostor) +
                                           " impostor comparisons; both kinds are needed");
    CurveScan scan(figures.genuine, figures.impostor, &figures.roc);
    scanCurve(
        sortScores(scores, labels), [](std::size_t) { return std::int64_t{1}; }, scan);
    figures.eer = scan.eer;
    figures.eerThreshold = scan.eerThreshold;
    figures.auc = scan.auc;
    figures.fnmr = scan.fnmr;
    for (std::size_t i = 0; i < kFmrPoints.size(); ++i) {
        if (figures.impostor < impostorsNeeded(i)) continue;
        figures.fnmrAtMost[i] = scan.fnmrAtMost[i];
        figures.thresholdAtMost[i] = scan.thresholdAtMost[i];
    }
    return figures;
}

}  // namespace syper::core
