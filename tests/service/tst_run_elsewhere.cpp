// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>
#include <QTest>

#include "support/run_session.h"

using namespace syper;
using service::Run;
using service::RunState;
using test::FakeQuantize;
using test::inStepOrder;
using test::shortRun;
using Session = test::RunSession;

class TestRunElsewhere : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aRunOfAnotherProgramIsFollowedToItsEnd() {
        QTemporaryDir dir;
        FakeQuantize fake;
        fake.holdAt = 7;
        const QString root = dir.filePath(QStringLiteral("runs"));
        Session first(fake, root);
        Run* computed = first.store.start(shortRun(dir));
        QTRY_COMPARE(computed->lastStep(), 7);
        QTRY_VERIFY(QFile::exists(computed->folder() + QStringLiteral("/job.json")));

        Session second(fake, root);
        second.store.load();
        QTRY_COMPARE(second.store.runs().size(), 1);
        Run* seen = second.store.runs().first();
        QCOMPARE(seen->state(), RunState::Elsewhere);
        QCOMPARE(seen->lastStep(), 7);
        second.store.fetchPoints(seen);
        QTRY_VERIFY(inStepOrder(*seen, 7));
        second.store.resume(seen);  // neither of both
        second.store.remove(seen);
        QVERIFY(seen->job() == nullptr);
        QCOMPARE(second.store.runs().size(), 1);

        fake.holdAt = 12;
        QTRY_COMPARE(computed->lastStep(), 12);
        second.store.follow();
        QTRY_VERIFY(inStepOrder(*seen, 12));
        QCOMPARE(seen->state(), RunState::Elsewhere);
        fake.holdAt = -1;
        QTRY_COMPARE(computed->state(), RunState::Done);
        second.store.follow();
        QTRY_COMPARE(seen->state(), RunState::Done);
        QTRY_VERIFY(inStepOrder(*seen, 20));
        QCOMPARE(seen->result(), computed->result());
    }

    void aRunThatAnotherProgramLeftCanGoOnHere() {
        QTemporaryDir dir;
        FakeQuantize fake;
        fake.holdAt = 3;
        const QString root = dir.filePath(QStringLiteral("runs"));
        Session first(fake, root);
        Run* left = first.store.start(shortRun(dir));
        QTRY_COMPARE(left->lastStep(), 3);
        QTRY_VERIFY(QFile::exists(left->folder() + QStringLiteral("/job.json")));
        Session second(fake, root);
        second.store.load();
        QTRY_COMPARE(second.store.runs().size(), 1);
        Run* run = second.store.runs().first();
        QCOMPARE(run->state(), RunState::Elsewhere);
        QSignalSpy ended(&first.queue, &service::BackgroundService::ended);
        first.queue.shutDown();
        QTRY_COMPARE(ended.size(), 1);
        QTRY_COMPARE(run->state(), RunState::Interrupted);  // the timer sees it by itself
        fake.holdAt = -1;
        second.store.resume(run);
        QTRY_COMPARE(run->state(), RunState::Done);
        QCOMPARE(fake.firstStep.load(), 4);
    }
};

QTEST_GUILESS_MAIN(TestRunElsewhere)
#include "tst_run_elsewhere.moc"
