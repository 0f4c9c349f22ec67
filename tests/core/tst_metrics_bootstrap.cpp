// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/Parallel.h>

#include "core/api/evaluation.h"
#include "core/metrics/random.h"
#include "support/tensors.h"

using namespace syper;
using core::Errc;

namespace {

/// `subjects` people with 4 pictures each, all pairs; a person's own offset makes their scores alike.
core::Comparisons population(int subjects, std::uint64_t seed = 3) {
    core::SplitMix random(seed, 0);
    const auto uniform = [&] { return double(random.below(1u << 20)) / double(1u << 20); };
    std::vector<double> offset;
    for (int i = 0; i < subjects; ++i) offset.push_back(uniform() * 0.5);
    core::Comparisons result;
    for (int i = 0; i < subjects * 4; ++i)
        for (int j = i + 1; j < subjects * 4; ++j) {
            const int a = i / 4, b = j / 4;
            result.scores.push_back(uniform() + (a == b ? 0.3 + offset[std::size_t(a)] : 0.0));
            result.labels.push_back(a == b ? 1 : 0);
            result.subjectA.push_back(a);
            result.subjectB.push_back(b);
        }
    return result;
}

bool equal(const core::VerificationIntervals& a, const core::VerificationIntervals& b) {
    return a.eer->low == b.eer->low && a.eer->high == b.eer->high && a.auc->low == b.auc->low &&
           a.fnmr[1]->high == b.fnmr[1]->high;
}

}  // namespace

class TestMetricsBootstrap : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void intervalsHoldTheFigure() {
        const core::Comparisons all = population(25);
        const auto figures = core::verificationFigures(all.scores, all.labels);
        core::RunControl control;
        const auto intervals = core::bootstrapVerification(all, 200, 7, control);
        QVERIFY(intervals.bySubject);
        QVERIFY(intervals.eer->low <= figures.eer && figures.eer <= intervals.eer->high);
        QVERIFY(intervals.auc->low <= figures.auc && figures.auc <= intervals.auc->high);
        QVERIFY(intervals.fnmrAtMost[0]->low <= *figures.fnmrAtMost[0]);
        QVERIFY(intervals.eer->high > intervals.eer->low);
        QVERIFY(!intervals.fnmrAtMost[3].has_value());  // 4,800 impostors cannot show 1e-5
    }

    void equalSeedsGiveEqualIntervalsOnAnyThreads() {
        const core::Comparisons all = population(12);
        core::RunControl control;
        const int before = at::get_num_threads();
        at::set_num_threads(1);
        const auto one = core::bootstrapVerification(all, 60, 5, control);
        at::set_num_threads(3);
        const auto three = core::bootstrapVerification(all, 60, 5, control);
        at::set_num_threads(before);
        QVERIFY(equal(one, three));
        QVERIFY(!equal(one, core::bootstrapVerification(all, 60, 6, control)));
    }

    void fewPeopleMeanWiderIntervalsThanManyComparisons() {
        core::Comparisons all = population(10);
        core::RunControl control;
        const auto bySubject = core::bootstrapVerification(all, 200, 1, control);
        all.subjectA.clear();
        all.subjectB.clear();
        const auto byComparison = core::bootstrapVerification(all, 200, 1, control);
        QVERIFY(!byComparison.bySubject);
        QVERIFY(bySubject.auc->high - bySubject.auc->low > byComparison.auc->high - byComparison.auc->low);
    }

    void whatCannotBeDrawnHasNoInterval() {
        core::Comparisons one;  // a single subject against itself and one stranger: most draws lack a kind
        one.scores = {1.0, 0.0};
        one.labels = {1, 0};
        one.subjectA = {0, 0};
        one.subjectB = {0, 1};
        core::RunControl control;
        const auto intervals = core::bootstrapVerification(one, 400, 1, control);
        QCOMPARE(intervals.fnmrAtMost[0].has_value(), false);
    }

    void ranksVaryWithThePeopleDrawn() {
        core::IdentificationFigures figures;
        std::vector<core::PictureClass> classes;
        for (int i = 0; i < 40; ++i) {
            classes.push_back({i / 4});
            figures.position.push_back(i < 20 ? 1 : 7);
        }
        const auto intervals = core::bootstrapIdentification(figures, classes, 300, 2);
        QVERIFY(intervals.rank1->low < 0.5 && intervals.rank1->high > 0.5);
        QVERIFY(intervals.rank1->low >= 0.0 && intervals.rank1->high <= 1.0);
    }

    void badRequestsAreRefused() {
        core::Comparisons all = population(3);
        core::RunControl control;
        SYPER_REFUSES(core::bootstrapVerification(all, 1, 1, control), Errc::BadArgument);
        all.subjectB.pop_back();
        SYPER_REFUSES(core::bootstrapVerification(all, 10, 1, control), Errc::BadArgument);
        control.requestStop();
        const core::Comparisons fine = population(3);
        QVERIFY_EXCEPTION_THROWN((void)core::bootstrapVerification(fine, 10, 1, control), core::Stopped);
    }
};

QTEST_APPLESS_MAIN(TestMetricsBootstrap)
#include "tst_metrics_bootstrap.moc"
