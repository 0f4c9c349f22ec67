// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/bench.h"

#include <QtTest>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numeric>
#include <set>

#include "core/bench/peak_memory.h"
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

    void timesStandInOrderForTheirPercentiles() {
        const std::array ways{core::BenchWay{.run = [] {}}};
        core::RunControl control;
        const auto times = core::interleavedTimes(ways, {.seconds = 1e9, .leastRounds = 5, .mostRounds = 5}, control);
        QCOMPARE(times.size(), std::size_t(1));
        QCOMPARE(times[0].size(), std::size_t(5));
        QVERIFY(std::ranges::is_sorted(times[0]));
        const std::vector<double> odd{1, 2, 3}, even{1, 2, 4, 8}, many = [] {
            std::vector<double> list(100);
            std::iota(list.begin(), list.end(), 1.0);
            return list;
        }();
        QCOMPARE(core::percentile(odd, 0.5), 2.0);
        QCOMPARE(core::percentile(even, 0.5), 3.0);
        QCOMPARE(core::percentile(many, 0.95), 96.0);
        QCOMPARE(core::percentile(odd, 1.0), 3.0);
        SYPER_REFUSES(core::percentile({}, 0.5), Errc::BadArgument);
    }

    void peaksAreThoseOfTheWorkAlone() {
        constexpr std::size_t kBytes = std::size_t(64) << 20;
        const auto use = [](std::size_t bytes) {
            std::vector<char> memory(bytes, 1);
            QVERIFY(memory[bytes / 2] == 1);
        };
        const auto large = core::peakBytesOf([&] { use(kBytes); });
        const auto small = core::peakBytesOf([&] { use(kBytes / 8); });
        QCOMPARE(large.has_value(), std::filesystem::exists("/proc/self/clear_refs"));
        if (!large || !small) return;
        QVERIFY2(*large > 0.9 * double(kBytes) && *large < 1.5 * double(kBytes), qPrintable(QString::number(*large)));
        QVERIFY2(*small < double(kBytes) / 4, qPrintable(QString::number(*small)));
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
