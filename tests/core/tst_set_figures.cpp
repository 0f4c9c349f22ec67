// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/set_figures.h"

#include <QTest>
#include <cmath>

#include "support/refuses.h"

using namespace syper;
using core::Errc;

namespace {

using Rows = std::vector<std::vector<float>>;

Rows column(std::initializer_list<float> values) {
    Rows rows;
    for (const float value : values) rows.push_back({value, 0.0F});
    return rows;
}

/// Pictures of one colour each: red = index / count.
class Shades : public core::ImageSet {
public:
    explicit Shades(std::int64_t count) : count_(count) {}
    [[nodiscard]] std::int64_t size() const override { return count_; }
    [[nodiscard]] std::string name(std::int64_t index) const override { return std::to_string(index); }
    [[nodiscard]] std::string digest() const override { return "shades"; }
    void load(std::int64_t index, int side, std::span<float> out) const override {
        const std::size_t plane = std::size_t(side) * std::size_t(side);
        std::fill(out.begin(), out.end(), 0.25F);
        std::fill_n(out.begin(), plane, float(index) / float(count_));
    }

private:
    std::int64_t count_;
};

}  // namespace

class TestSetFigures : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // Balls to the nearest neighbour: of real 1, 1, 1 and 8 wide, of made 2.5, 2.5 and 17.
    void precisionAndRecallAreSharesInsideTheBalls() {
        const core::SetFigures figures = core::compareSets(column({0, 1, 2, 10}), column({0.5F, 3, 20}), 1);
        QVERIFY(std::abs(figures.precision - 2.0 / 3.0) < 1e-12);
        QVERIFY(std::abs(figures.recall - 1.0) < 1e-12);
        QVERIFY(figures.frechet > 0.0);
    }

    void aSetCoversItself() {
        const Rows rows = column({0, 1, 3, 7, 15});
        const core::SetFigures figures = core::compareSets(rows, rows, 3);
        QCOMPARE(figures.precision, 1.0);
        QCOMPARE(figures.recall, 1.0);
        QVERIFY(figures.frechet < 1e-9);
    }

    void farSetsShareNothing() {
        const core::SetFigures figures = core::compareSets(column({0, 1, 2, 3}), column({100, 101, 102, 103}), 1);
        QCOMPARE(figures.precision, 0.0);
        QCOMPARE(figures.recall, 0.0);
    }

    void whatDrawsOneKindOnlyIsPreciseButRecallsLittle() {
        const core::SetFigures figures =
            core::compareSets(column({0, 1, 2, 50, 51, 52}), column({0, 0.5F, 1, 1.5F, 2}), 1);
        QCOMPARE(figures.precision, 1.0);
        QCOMPARE(figures.recall, 0.5);
    }

    void theNearestIsByAngle() {
        const auto nearest = core::nearestOf(Rows{{2, 0}, {0, -1}}, Rows{{0, 5}, {1, 0}, {1, -1}});
        QCOMPARE(nearest[0].index, 1);
        QVERIFY(std::abs(nearest[0].similarity - 1.0) < 1e-12);
        QCOMPARE(nearest[1].index, 2);
        QVERIFY(std::abs(nearest[1].similarity - std::sqrt(0.5)) < 1e-7);
    }

    void rowsThatMatchOneBeforeAreNotDistinct() {
        const Rows rows{{1, 0}, {2, 0.01F}, {0, 1}, {0.01F, 3}, {-1, 0}};
        QCOMPARE(core::distinctRows(rows, 0.9), 3);
        QCOMPARE(core::distinctRows(rows, 1.5), 5);
        QCOMPARE(core::distinctRows(rows, -2.0), 1);
    }

    void figuresDoNotDependOnTheBlocks() {
        Rows many;
        for (int i = 0; i < 700; ++i) many.push_back({float(std::sin(i * 0.7)), float(std::cos(i * 1.3))});
        const core::SetFigures all = core::compareSets(many, many, 3);
        QCOMPARE(all.precision, 1.0);
        const auto nearest = core::nearestOf(many, many);
        for (const std::size_t i : {std::size_t(0), std::size_t(255), std::size_t(256), std::size_t(699)})
            QVERIFY(std::abs(nearest[i].similarity - 1.0) < 1e-12);
    }

    void plainPicturesFollowWhatTheyLearned() {
        const Shades shades(8);
        const auto plain = core::plainPictures(shades, 200, 5);
        QCOMPARE(plain->size(), 200);
        double sum = 0.0, squares = 0.0;
        std::vector<float> picture(3 * 16 * 16), again(picture.size());
        for (std::int64_t i = 0; i < plain->size(); ++i) {
            plain->load(i, 16, picture);
            QVERIFY(std::abs(picture.back() - 0.25F) < 1e-5F);  // what never changes stays
            sum += double(picture[0]);
            squares += double(picture[0]) * double(picture[0]);
        }
        // Shades 0 to 7 eighths: mean 0.4375, standard deviation 0.306; 200 draws are within 0.07 of either.
        const double mean = sum / 200.0;
        QVERIFY2(std::abs(mean - 0.4375) < 0.07, qPrintable(QString::number(mean)));
        QVERIFY(std::abs(std::sqrt(squares / 200.0 - mean * mean) - 0.306) < 0.07);
        plain->load(3, 16, picture);
        core::plainPictures(shades, 4, 5)->load(3, 16, again);
        QVERIFY(picture == again);
        core::plainPictures(shades, 4, 6)->load(3, 16, again);
        QVERIFY(picture != again);
    }

    void whatCannotBeComparedIsSaid() {
        const Rows four = column({0, 1, 2, 3});
        SYPER_REFUSES(core::compareSets(four, four, 4), Errc::BadArgument);
        SYPER_REFUSES(core::compareSets(four, Rows(4, std::vector<float>(3)), 1), Errc::BadShape);
        SYPER_REFUSES(core::nearestOf(Rows{{1, std::nanf("")}}, four), Errc::BadArgument);
        SYPER_REFUSES(core::distinctRows(Rows(), 0.5), Errc::BadArgument);
        SYPER_REFUSES(core::plainPictures(Shades(1), 4, 0), Errc::BadArgument);
    }
};

QTEST_APPLESS_MAIN(TestSetFigures)
#include "tst_set_figures.moc"
