// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>
#include <QTest>

#include "support/run_session.h"

using namespace syper;
using service::Run;
using service::RunState;
using test::inStepOrder;

namespace {

/// Two studios on the same folder of runs; the first computes one and holds after `steps` steps.
struct TwoStudios {
    QTemporaryDir dir;
    test::FakeQuantize fake;
    test::RunSession first{fake, dir.filePath(QStringLiteral("runs"))};
    test::RunSession second{fake, dir.filePath(QStringLiteral("runs"))};
    Run* computed = nullptr;
    Run* seen = nullptr;  // by the second

    explicit TwoStudios(qint64 steps) {
        fake.holdAt = steps;
        computed = first.store.start(test::shortRun(dir));
        const QString record = computed->folder() + QStringLiteral("/job.json");
        if (!QTest::qWaitFor([&] { return computed->lastStep() == steps && QFile::exists(record); })) return;
        second.store.load();
        if (QTest::qWaitFor([&] { return second.store.runs().size() == 1; })) seen = second.store.runs().first();
    }
};

}  // namespace

class TestRunElsewhere : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aRunOfAnotherProgramIsFollowedToItsEnd() {
        TwoStudios both(7);
        Run* seen = both.seen;
        QVERIFY(seen != nullptr);
        QCOMPARE(seen->state(), RunState::Elsewhere);
        QCOMPARE(seen->lastStep(), 7);
        both.second.store.fetchPoints(seen);
        QTRY_VERIFY(inStepOrder(*seen, 7));
        both.second.store.resume(seen);  // neither of both
        both.second.store.remove(seen);
        QVERIFY(seen->job() == nullptr);
        QCOMPARE(both.second.store.runs().size(), 1);

        both.fake.holdAt = 12;
        QTRY_COMPARE(both.computed->lastStep(), 12);
        both.second.store.follow();
        QTRY_VERIFY(inStepOrder(*seen, 12));
        QCOMPARE(seen->state(), RunState::Elsewhere);
        both.fake.holdAt = -1;
        QTRY_COMPARE(both.computed->state(), RunState::Done);
        both.second.store.follow();
        QTRY_COMPARE(seen->state(), RunState::Done);
        QTRY_VERIFY(inStepOrder(*seen, 20));
        QCOMPARE(seen->result(), both.computed->result());
    }

    void aRunThatAnotherProgramLeftCanGoOnHere() {
        TwoStudios both(3);
        QVERIFY(both.seen != nullptr);
        QCOMPARE(both.seen->state(), RunState::Elsewhere);
        QSignalSpy ended(&both.first.queue, &service::BackgroundService::ended);
        both.first.queue.shutDown();
        QTRY_COMPARE(ended.size(), 1);
        QTRY_COMPARE(both.seen->state(), RunState::Interrupted);  // the timer sees it by itself
        both.fake.holdAt = -1;
        both.second.store.resume(both.seen);
        QTRY_COMPARE(both.seen->state(), RunState::Done);
        QCOMPARE(both.fake.firstStep.load(), 4);
    }
};

QTEST_GUILESS_MAIN(TestRunElsewhere)
#include "tst_run_elsewhere.moc"
