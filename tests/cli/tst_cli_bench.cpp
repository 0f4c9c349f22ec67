// SPDX-License-Identifier: GPL-3.0-or-later
// `syper bench` as a process. What it measures is no matter of a test.
#include "support/program.h"

using namespace syper;

class TestCliBench : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void unknownSuitesAreWrongUsage() {
        SYPER_FAILS(test::runSyper({"bench", "weather"}), 2, "weather");
    }

    void theHelpNamesTheSuitesAndAnExample() {
        const test::ProgramRun run = test::runSyper({"bench", "--help"});
        QCOMPARE(run.status, 0);
        for (const char* part : {"generator", "all", "--full", "--explain", "syper bench"})
            QVERIFY2(run.out.contains(part), part);
    }
};

QTEST_APPLESS_MAIN(TestCliBench)
#include "tst_cli_bench.moc"
