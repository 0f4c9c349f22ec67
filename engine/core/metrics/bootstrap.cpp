// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <atomic>
#include <limits>
#include <mutex>

#include "core/api/error.h"
#include "core/metrics/random.h"
#include "core/metrics/roc.h"
#include "core/util/translate_error.h"

namespace syper::core {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kTail = 0.025;

/// One replicate's figures; NaN where one of the kinds was not drawn.
struct Replicate {
    double eer = kNaN, eerThreshold = kNaN, auc = kNaN;
    std::array<double, 5> fnmr{kNaN, kNaN, kNaN, kNaN, kNaN}, fnmrAtMost{kNaN, kNaN, kNaN, kNaN, kNaN};
};

/// The percentile between order statistics, linearly.
double percentile(const std::vector<double>& sorted, double fraction) {
    const double place = fraction * double(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (place - double(below)) * (sorted[above] - sorted[below]);
}

template <class Get>
std::optional<Interval> interval(std::size_t count, const Get& get) {
    std::vector<double> values;
    for (std::size_t k = 0; k < count; ++k)
        if (const double value = get(k); std::isfinite(value)) values.push_back(value);
    if (values.size() < 2 || 2 * values.size() < count) return std::nullopt;
    std::ranges::sort(values);
    return Interval{percentile(values, kTail), percentile(values, 1.0 - kTail)};
}

void checkReplicates(int replicates) {
    if (replicates < 2)
        throw Error(Errc::BadArgument,
                    "bootstrap: " + std::to_string(replicates) + " replicates; at least 2 are needed, 1000 are usual");
}

/// How often each of `count` things is drawn when `count` are drawn with replacement.
template <class Count>
void drawCounts(SplitMix& random, std::vector<Count>& counts) {
    std::ranges::fill(counts, Count{0});
    const auto count = static_cast<std::uint32_t>(counts.size());
    for (std::uint32_t i = 0; i < count; ++i) ++counts[random.below(count)];
}

template <class Weight>
Replicate measure(std::span<const SortedScore> sorted, const Weight& weight) {
    std::int64_t genuine = 0, impostor = 0;
    for (std::size_t i = 0; i < sorted.size(); ++i) (sorted[i].genuine ? genuine : impostor) += weight(i);
    if (genuine == 0 || impostor == 0) return {};
    CurveScan scan(genuine, impostor);
    scanCurve(sorted, weight, scan);
    return {scan.eer, scan.eerThreshold, scan.auc, scan.fnmr, scan.fnmrAtMost};
}

/// Whom a comparison is of, in the order of the sorted scores so that a replicate reads memory in one direction.
using SubjectPairs = std::vector<std::pair<std::int32_t, std::int32_t>>;

Replicate subjectReplicate(std::span<const SortedScore> sorted, const SubjectPairs& pairs, std::size_t subjects,
                           SplitMix random) {
    std::vector<std::int32_t> drawn(subjects);
    drawCounts(random, drawn);
    return measure(sorted, [&](std::size_t i) {
        const auto a = static_cast<std::size_t>(pairs[i].first), b = static_cast<std::size_t>(pairs[i].second);
        return a == b ? std::int64_t{drawn[a]} : std::int64_t{drawn[a]} * drawn[b];
    });
}

/// Genuine and impostor comparisons drawn apart, so that their numbers stay. Every comparison of a kind is as likely as
/// any other, so the counts may be laid onto the sorted order as they come.
Replicate comparisonReplicate(std::span<const SortedScore> sorted, std::size_t genuine, SplitMix random) {
    std::vector<std::uint16_t> genuineDrawn(genuine), impostorDrawn(sorted.size() - genuine), weights(sorted.size());
    drawCounts(random, genuineDrawn);
    drawCounts(random, impostorDrawn);
    for (std::size_t i = 0, g = 0, n = 0; i < sorted.size(); ++i)
        weights[i] = sorted[i].genuine ? genuineDrawn[g++] : impostorDrawn[n++];
    return measure(sorted, [&](std::size_t i) { return std::int64_t{weights[i]}; });
}

std::size_t countSubjects(const Comparisons& comparisons) {
    const std::size_t count = comparisons.scores.size();
    if (comparisons.subjectA.empty() && comparisons.subjectB.empty()) return 0;
    if (comparisons.subjectA.size() != count || comparisons.subjectB.size() != count)
        throw Error(Errc::BadArgument, "bootstrap: subjects are known for a part of the comparisons; give all or none");
    std::int32_t largest = 0;
    for (const auto* side : {&comparisons.subjectA, &comparisons.subjectB})
        for (const std::int32_t subject : *side) {
            if (subject < 0) throw Error(Errc::BadArgument, "bootstrap: a subject's number is below 0");
            largest = std::max(largest, subject);
        }
    return std::size_t(largest) + 1;
}

VerificationIntervals summarize(const std::vector<Replicate>& all) {
    VerificationIntervals result;
    result.eer = interval(all.size(), [&](std::size_t k) { return all[k].eer; });
    result.eerThreshold = interval(all.size(), [&](std::size_t k) { return all[k].eerThreshold; });
    result.auc = interval(all.size(), [&](std::size_t k) { return all[k].auc; });
    for (std::size_t i = 0; i < kFmrPoints.size(); ++i) {
        result.fnmr[i] = interval(all.size(), [&](std::size_t k) { return all[k].fnmr[i]; });
        result.fnmrAtMost[i] = interval(all.size(), [&](std::size_t k) { return all[k].fnmrAtMost[i]; });
    }
    return result;
}

}  // namespace

VerificationIntervals bootstrapVerification(const Comparisons& comparisons, int replicates, std::uint64_t seed,
                                            RunControl& control) {
    checkReplicates(replicates);
    checkScores("bootstrap", comparisons.scores, comparisons.labels);
    const std::size_t subjects = countSubjects(comparisons);
    const std::vector<SortedScore> sorted = sortScores(comparisons.scores, comparisons.labels);
    const auto genuine = std::size_t(std::ranges::count(comparisons.labels, std::uint8_t{1}));
    const std::size_t impostor = sorted.size() - genuine;
    if (genuine == 0 || impostor == 0)
        throw Error(Errc::BadArgument, "bootstrap: both genuine and impostor comparisons are needed");

    SubjectPairs pairs;
    if (subjects > 0)
        for (const SortedScore& score : sorted)
            pairs.emplace_back(comparisons.subjectA[std::size_t(score.index)],
                               comparisons.subjectB[std::size_t(score.index)]);
    std::vector<Replicate> all(static_cast<std::size_t>(replicates));
    std::atomic<std::int64_t> done{0};
    std::mutex reporting;
    const auto body = [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t k = begin; k < end; ++k) {
            control.gate();
            const SplitMix random(seed, std::uint64_t(k));
            all[std::size_t(k)] = subjects > 0 ? subjectReplicate(sorted, pairs, subjects, random)
                                               : comparisonReplicate(sorted, genuine, random);
            const std::lock_guard lock(reporting);
            control.report({"bootstrap", ++done, replicates});
        }
    };
    translateErrors("bootstrap", [&] { at::parallel_for(0, replicates, 1, body); });

    VerificationIntervals result = summarize(all);
    result.bySubject = subjects > 0;
    // A figure that the whole set is too small for has no interval either.
    for (std::size_t i = 0; i < kFmrPoints.size(); ++i)
        if (double(impostor) * kFmrPoints[i] < 1.0 - 1e-9) result.fnmrAtMost[i].reset();
    return result;
}

IdentificationIntervals bootstrapIdentification(const IdentificationFigures& figures,
                                                std::span<const PictureClass> classes, int replicates,
                                                std::uint64_t seed) {
    checkReplicates(replicates);
    if (figures.position.size() != classes.size())
        throw Error(Errc::BadArgument, "bootstrap: the figures are not of these pictures");
    std::int32_t largest = -1;
    for (const PictureClass& each : classes) largest = std::max(largest, each.subject);
    std::vector<std::int64_t> probes(std::size_t(largest + 1)), first(probes), five(probes);
    for (std::size_t i = 0; i < classes.size(); ++i) {
        const auto subject = static_cast<std::size_t>(classes[i].subject);
        const std::int32_t place = figures.position[i];
        ++probes[subject];
        first[subject] += place == 1 ? 1 : 0;
        five[subject] += place >= 1 && place <= 5 ? 1 : 0;
    }
    std::vector<double> rank1(std::size_t(replicates), kNaN), rank5(rank1);
    std::vector<std::int32_t> drawn(probes.size());
    for (std::size_t k = 0; k < rank1.size() && !probes.empty(); ++k) {
        SplitMix random(seed, k);
        drawCounts(random, drawn);
        std::int64_t all = 0, hits1 = 0, hits5 = 0;
        for (std::size_t s = 0; s < drawn.size(); ++s) {
            all += drawn[s] * probes[s];
            hits1 += drawn[s] * first[s];
            hits5 += drawn[s] * five[s];
        }
        if (all == 0) continue;
        rank1[k] = double(hits1) / double(all);
        rank5[k] = double(hits5) / double(all);
    }
    return {interval(rank1.size(), [&](std::size_t k) { return rank1[k]; }),
            interval(rank5.size(), [&](std::size_t k) { return rank5[k]; })};
}

}  // namespace syper::core
