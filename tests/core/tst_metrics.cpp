// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <numbers>

#include "core/api/evaluation.h"
#include "core/metrics/random.h"
#include "support/tensors.h"

using namespace syper;
using core::Errc;

namespace {

struct Scored {
    std::vector<double> scores;
    std::vector<std::uint8_t> labels;
};

/// Genuine scores around 0.6, impostors around 0, from a fixed stream.
Scored drawn(int genuine, int impostor, std::uint64_t seed = 1) {
    core::SplitMix random(seed, 0);
    Scored result;
    for (int i = 0; i < genuine + impostor; ++i) {
        double sum = 0;
        for (int k = 0; k < 6; ++k) sum += double(random.below(1u << 20)) / double(1u << 20);
        result.scores.push_back((sum - 3.0) / 3.0 + (i < genuine ? 0.6 : 0.0));
        result.labels.push_back(i < genuine ? 1 : 0);
    }
    return result;
}

core::VerificationFigures figuresOf(const Scored& scored) {
    return core::verificationFigures(scored.scores, scored.labels);
}

/// `count` pictures on the unit circle at the given degrees.
std::vector<std::vector<float>> onCircle(const std::vector<double>& degrees) {
    std::vector<std::vector<float>> rows;
    for (const double angle : degrees) {
        const double radians = angle * std::numbers::pi / 180.0;
        rows.push_back({float(std::cos(radians)), float(std::sin(radians))});
    }
    return rows;
}

void compareNear(double got, double want) {
    QVERIFY2(std::abs(got - want) <= 1e-9,
             qPrintable(QStringLiteral("%1 instead of %2").arg(got, 0, 'g', 17).arg(want, 0, 'g', 17)));
}

}  // namespace

class TestMetrics : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void figuresAgreeWithScikitLearn_data() {
        QTest::addColumn<QString>("draw");
        for (const char* draw : {"a", "b", "c"}) QTest::newRow(draw) << draw;
    }
    void figuresAgreeWithScikitLearn() {
        QFETCH(QString, draw);
        const std::string key = draw.toStdString();
        const core::TensorMap file = test::testTensors("metrics.safetensors");
        const at::Tensor scores = file.at(key + "_scores").to(at::kDouble).contiguous();
        const at::Tensor labels = file.at(key + "_labels").to(at::kByte).contiguous();
        const auto figures = core::verificationFigures({scores.data_ptr<double>(), std::size_t(scores.numel())},
                                                       {labels.data_ptr<std::uint8_t>(), std::size_t(labels.numel())});
        compareNear(figures.eer, file.at(key + "_eer")[0].item<double>());
        compareNear(figures.eerThreshold, file.at(key + "_eer")[1].item<double>());
        compareNear(figures.auc, file.at(key + "_auc")[0].item<double>());
        for (int i = 0; i < 5; ++i) compareNear(figures.fnmr[std::size_t(i)], file.at(key + "_fnmr")[i].item<double>());
        QCOMPARE(figures.genuine + figures.impostor, scores.numel());
    }

    void ranksAgreeWithThePublishedCode() {
        const core::TensorMap file = test::testTensors("metrics.safetensors");
        const at::Tensor embeddings = file.at("rank_embeddings").contiguous();
        std::vector<std::vector<float>> rows;
        std::vector<core::PictureClass> classes;
        for (std::int64_t i = 0; i < embeddings.size(0); ++i) {
            const float* row = embeddings[i].data_ptr<float>();
            rows.emplace_back(row, row + embeddings.size(1));
            classes.push_back({file.at("rank_labels")[i].item<std::int32_t>()});
        }
        core::RunControl control;
        const auto figures = core::identificationFigures(rows, classes, control);
        compareNear(figures.rank1, file.at("rank_1_5")[0].item<double>());
        compareNear(figures.rank5, file.at("rank_1_5")[1].item<double>());
    }

    void curveDropsPointsInsideStraightRuns() {
        // Genuine 9 8 7, impostor 6 5, genuine 4, impostor 3: kept are the corners, the first and the last.
        const std::vector<double> scores{9, 8, 7, 6, 5, 4, 3};
        const std::vector<std::uint8_t> labels{1, 1, 1, 0, 0, 1, 0};
        const auto figures = core::verificationFigures(scores, labels);
        std::vector<double> thresholds;
        for (const auto& point : figures.roc) thresholds.push_back(point.threshold);
        QCOMPARE(thresholds.size(), std::size_t(6));
        QVERIFY(std::isinf(thresholds[0]));
        QCOMPARE(thresholds, (std::vector<double>{thresholds[0], 9, 7, 5, 4, 3}));
        QCOMPARE(figures.roc.front().fmr, 0.0);
        QCOMPARE(figures.roc.front().tmr, 0.0);
        QCOMPARE(figures.roc.back().fmr, 1.0);
        QCOMPARE(figures.roc.back().tmr, 1.0);
    }

    void equalScoresAreOnePoint() {
        const std::vector<double> scores{0.5, 0.5, 0.5, 0.5, 0.1};
        const std::vector<std::uint8_t> labels{1, 1, 0, 0, 0};
        const auto figures = core::verificationFigures(scores, labels);
        QCOMPARE(figures.roc.size(), std::size_t(3));
        compareNear(figures.auc, 2.0 / 3.0 / 2.0 + 1.0 / 3.0);
    }

    void minusZeroEqualsZero() {
        const std::vector<double> scores{0.0, -0.0};
        const std::vector<std::uint8_t> labels{1, 0};
        QCOMPARE(core::verificationFigures(scores, labels).roc.size(), std::size_t(2));
    }

    void perfectSeparationHasNoError() {
        const auto figures =
            core::verificationFigures(std::vector<double>{3, 2, 1, 0}, std::vector<std::uint8_t>{1, 1, 0, 0});
        QCOMPARE(figures.eer, 0.0);
        QCOMPARE(figures.eerThreshold, 2.0);
        QCOMPARE(figures.auc, 1.0);
        QCOMPARE(figures.fnmr[4], 1.0);  // the first point nearest to 1e-6 is (0, 0), as published
    }

    void reversedScoresAreAllWrong() {
        const auto figures =
            core::verificationFigures(std::vector<double>{3, 2, 1, 0}, std::vector<std::uint8_t>{0, 0, 1, 1});
        QCOMPARE(figures.eer, 1.0);
        QCOMPARE(figures.auc, 0.0);
    }

    void orderOfInputDoesNotMatter() {
        Scored scored = drawn(40, 60);
        const auto straight = figuresOf(scored);
        std::ranges::reverse(scored.scores);
        std::ranges::reverse(scored.labels);
        const auto reversed = figuresOf(scored);
        QCOMPARE(straight.eer, reversed.eer);
        QCOMPARE(straight.auc, reversed.auc);
        QCOMPARE(straight.fnmr, reversed.fnmr);
    }

    void falseMatchRateIsNeverExceeded() {
        const Scored scored = drawn(300, 5000);
        const auto figures = figuresOf(scored);
        for (std::size_t i = 0; i < 5; ++i) {
            QCOMPARE(figures.fnmrAtMost[i].has_value(), i < 2);  // 5000 impostors show 1e-2 and 1e-3, not 1e-4
            if (i >= 2) continue;
            int accepted = 0, falsely = 0, falselyBelow = 0;
            for (std::size_t k = 0; k < scored.scores.size(); ++k) {
                if (scored.labels[k] == 1)
                    accepted += scored.scores[k] >= *figures.thresholdAtMost[i];
                else
                    falsely += scored.scores[k] >= *figures.thresholdAtMost[i];
            }
            QVERIFY(falsely <= core::kFmrPoints[i] * 5000);
            compareNear(*figures.fnmrAtMost[i], 1.0 - accepted / 300.0);
            // One step further would exceed it.
            std::vector<double> below;
            for (const double score : scored.scores)
                if (score < *figures.thresholdAtMost[i]) below.push_back(score);
            const double next = std::ranges::max(below);
            for (std::size_t k = 0; k < scored.scores.size(); ++k)
                falselyBelow += scored.labels[k] == 0 && scored.scores[k] >= next;
            QVERIFY(falselyBelow > core::kFmrPoints[i] * 5000);
        }
    }
    void exactlyEnoughImpostorsAreMeasured() {
        QVERIFY(!figuresOf(drawn(5, 99)).fnmrAtMost[0].has_value());
        QVERIFY(figuresOf(drawn(5, 100)).fnmrAtMost[0].has_value());
        QVERIFY(!figuresOf(drawn(5, 999)).fnmrAtMost[1].has_value());
        QVERIFY(figuresOf(drawn(5, 1000)).fnmrAtMost[1].has_value());
    }
    void nothingIsAcceptedWhereTheHighestScoreIsTooOftenFalse() {
        Scored scored = drawn(10, 200);
        for (int i = 0; i < 5; ++i) {
            scored.scores.push_back(9.0);
            scored.labels.push_back(0);
        }
        const auto figures = figuresOf(scored);
        QCOMPARE(*figures.fnmrAtMost[0], 1.0);
        QVERIFY(*figures.thresholdAtMost[0] > 9.0);
    }

    void unusableScoresAreRefused() {
        const std::vector<double> nan{1.0, std::nan("")}, infinite{1.0, std::numeric_limits<double>::infinity()},
            fine{1.0, 0.0};
        const std::vector<std::uint8_t> both{1, 0}, genuine{1, 1}, impostor{0, 0}, wrong{1, 2}, shorter{1};
        SYPER_REFUSES(core::verificationFigures(nan, both), Errc::BadArgument);
        SYPER_REFUSES(core::verificationFigures(infinite, both), Errc::BadArgument);
        SYPER_REFUSES(core::verificationFigures(fine, genuine), Errc::BadArgument);
        SYPER_REFUSES(core::verificationFigures(fine, impostor), Errc::BadArgument);
        SYPER_REFUSES(core::verificationFigures(fine, wrong), Errc::BadArgument);
        SYPER_REFUSES(core::verificationFigures(fine, shorter), Errc::BadArgument);
        SYPER_REFUSES(core::verificationFigures({}, {}), Errc::BadArgument);
    }

    void rankCountsTheBestMateAmongStrangers() {
        // Probe at 0 degrees: its mate at 30 comes after strangers at 10 and 20.
        const auto rows = onCircle({0, 30, 10, 20, 180});
        const std::vector<core::PictureClass> classes{{0}, {0}, {1}, {2}, {3}};
        core::RunControl control;
        const auto figures = core::identificationFigures(rows, classes, control);
        QCOMPARE(figures.position, (std::vector<std::int32_t>{3, 3, 0, 0, 0}));
        QCOMPARE(figures.rank1, 0.0);
        QCOMPARE(figures.rank5, 0.4);
    }
    void collapsedModelRecognizesNobody() {
        const std::vector<std::vector<float>> rows(8, {1.0f, 2.0f});
        std::vector<core::PictureClass> classes;
        for (int i = 0; i < 8; ++i) classes.push_back({i / 2});
        core::RunControl control;
        QCOMPARE(core::identificationFigures(rows, classes, control).rank5, 0.0);
    }
    void otherSideOfASubjectIsNeitherMateNorStranger() {
        const auto rows = onCircle({0, 0, 40, 60});
        const std::vector<core::PictureClass> classes{{0, 0}, {0, 1}, {0, 0}, {1, 0}};
        core::RunControl control;
        const auto figures = core::identificationFigures(rows, classes, control);
        QCOMPARE(figures.position, (std::vector<std::int32_t>{1, 0, 2, 0}));
        const core::Comparisons pairs = core::compareAll(rows, classes, control);
        QCOMPARE(pairs.labels, (std::vector<std::uint8_t>{1, 0, 0, 0}));  // (0,2) genuine; (0,3) (1,3) (2,3) impostor
        compareNear(std::round(pairs.scores[0] * 1e6), std::round(std::cos(40 * std::numbers::pi / 180) * 1e6));
        QCOMPARE(pairs.subjectB, (std::vector<std::int32_t>{0, 1, 1, 1}));
    }
    void pairsAcrossBlocksAreAllThere() {
        std::vector<double> degrees;
        std::vector<core::PictureClass> classes;
        for (int i = 0; i < 600; ++i) {
            degrees.push_back(i * 0.5);
            classes.push_back({i % 7});
        }
        core::RunControl control;
        const core::Comparisons pairs = core::compareAll(onCircle(degrees), classes, control);
        QCOMPARE(pairs.scores.size(), std::size_t(600 * 599 / 2));
        compareNear(std::round(pairs.scores.back() * 1e6), std::round(std::cos(0.5 * std::numbers::pi / 180) * 1e6));
    }
    void unusableEmbeddingsAreRefused() {
        core::RunControl control;
        const std::vector<core::PictureClass> two{{0}, {0}};
        using Rows = std::vector<std::vector<float>>;
        SYPER_REFUSES(core::compareAll(Rows{{1, 0}, {1}}, two, control), Errc::BadShape);
        SYPER_REFUSES(core::compareAll(Rows{{1, 0}}, two, control), Errc::BadShape);
        SYPER_REFUSES(core::compareAll(Rows{{1, 0}, {0, 0}}, two, control), Errc::BadArgument);
        SYPER_REFUSES(core::compareAll(Rows{{1, 0}, {NAN, 0}}, two, control), Errc::BadArgument);
    }
    void comparingStopsOnRequest() {
        core::RunControl control;
        control.requestStop();
        const std::vector<core::PictureClass> classes{{0}, {1}};
        QVERIFY_EXCEPTION_THROWN((void)core::compareAll(onCircle({0, 1}), classes, control), core::Stopped);
    }

    void histogramSharesAddUpToOne() {
        const Scored scored = drawn(30, 500);
        const auto histogram = core::scoreHistogram(scored.scores, scored.labels, 20);
        compareNear(std::accumulate(histogram.genuine.begin(), histogram.genuine.end(), 0.0), 1.0);
        compareNear(std::accumulate(histogram.impostor.begin(), histogram.impostor.end(), 0.0), 1.0);
        QVERIFY(histogram.genuine.back() + histogram.impostor.back() > 0);
        const auto flat = core::scoreHistogram(std::vector<double>{2, 2}, std::vector<std::uint8_t>{1, 0}, 3);
        QCOMPARE(flat.genuine, (std::vector<double>{1, 0, 0}));
    }
};

QTEST_APPLESS_MAIN(TestMetrics)
#include "tst_metrics.moc"
