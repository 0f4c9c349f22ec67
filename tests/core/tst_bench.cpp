// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/bench.h"

#include <QtTest>
#include <algorithm>
#include <cmath>
#include <set>

#include "support/refuses.h"

using namespace syper;
using core::Errc;

class TestBench : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void waysRunInTurnAfterAWarmUp() {
        std::string order;
        const std::array ways{core::BenchWay{.run = [&order] { order += 'a'; }},
                              core::BenchWay{.run = [&order] { order += 'b'; }, .images = 8}};
        core::RunControl control;
        const std::vector<double> medians =
            core::interleaved(ways, {.seconds = 1e9, .leastRounds = 2, .mostRounds = 3}, control);
        QCOMPARE(order, std::string("abababab"));
        QCOMPARE(medians.size(), std::size_t(2));
        QVERIFY(medians[0] >= 0.0 && medians[1] >= 0.0);
    }

    void whereTimeIsOutTheLeastRoundsStillRun() {
        int runs = 0;
        const core::BenchWay way{.run = [&runs] { ++runs; }};
        core::RunControl control;
        (void)core::interleaved({&way, 1}, {.seconds = -1.0, .leastRounds = 3, .mostRounds = 100, .warmUp = false},
                                control);
        QCOMPARE(runs, 3);
    }

    void aStopIsFollowedBetweenRuns() {
        core::RunControl control;
        int runs = 0;
        const core::BenchWay way{.run = [&] {
            if (++runs == 2) control.requestStop();
        }};
        QVERIFY_THROWS_EXCEPTION(core::Stopped, (void)core::interleaved({&way, 1}, {}, control));
        QCOMPARE(runs, 2);
    }

    void nothingToCompareIsRefused() {
        core::RunControl control;
        SYPER_REFUSES(core::interleaved({}, {}, control), Errc::BadArgument);
    }

    void ratiosSayHowManyTimesFaster() {
        const core::BenchRow row{.name = "a", .milliseconds = 2.0, .baseline = "b", .baselineMilliseconds = 5.0};
        QCOMPARE(row.ratio(), 2.5);
        QVERIFY(std::isnan(core::BenchRow{.name = "a", .milliseconds = 2.0}.ratio()));
    }

    void suitesHaveNamesOfTheirOwn() {
        std::set<std::string> names;
        for (const core::BenchSuite& suite : core::benchSuites()) {
            QVERIFY(!suite.about.empty() && suite.run);
            QVERIFY2(names.insert(suite.name).second, suite.name.c_str());
        }
        QVERIFY(names.contains("generator"));
        QVERIFY(!names.contains("all"));
    }
};

QTEST_APPLESS_MAIN(TestBench)
#include "tst_bench.moc"
