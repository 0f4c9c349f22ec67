// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>
#include <QTest>
#include <QThread>
#include <atomic>
#include <memory>
#include <semaphore>

#include "core/api/error.h"
#include "service/job_queue.h"

using namespace syper;
using service::Deliver;
using service::Job;
using service::JobAnswer;
using service::JobQueue;
using service::JobState;

namespace {

/// A body that works in steps until it is let go: it passes a gate each millisecond and counts them.
struct Steps {
    std::atomic<int> passed{0};
    std::atomic<bool> enough{false};

    service::JobBody body() {
        return [this](core::RunControl& control, const Deliver&) {
            while (!enough) {
                control.gate();
                ++passed;
                QThread::msleep(1);
            }
            return JobAnswer();
        };
    }
};

service::JobSpec spec(const QString& title, service::JobBody body) {
    return {.kind = QStringLiteral("test"), .title = title, .body = std::move(body)};
}

service::JobSpec quick(const QString& title) {
    return spec(title, [](core::RunControl&, const Deliver&) { return JobAnswer(); });
}

QStringList titles(const JobQueue& queue) {
    QStringList out;
    for (const Job* job : queue.jobs()) out << job->title();
    return out;
}

}  // namespace

class TestJobQueue : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void jobsRunOneAfterAnotherInOrder() {
        JobQueue queue;
        QStringList order;
        std::atomic<int> atOnce{0};
        std::atomic<int> most{0};
        for (const QString& title : {QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")})
            queue.add(spec(title, [&, title](core::RunControl&, const Deliver&) {
                most = std::max(most.load(), ++atOnce);
                --atOnce;
                return JobAnswer([&order, title] { order << title; });
            }));
        QTRY_COMPARE(queue.openCount(), 0);
        QCOMPARE(order, QStringList({QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")}));
        QCOMPARE(most.load(), 1);
        for (const Job* job : queue.jobs()) QCOMPARE(job->state(), JobState::Done);
    }

    void answerRunsOnTheGuiThreadBeforeTheEndIsTold() {
        JobQueue queue;
        QThread* thread = nullptr;
        JobState during = JobState::Done;
        Job* job = nullptr;
        job = queue.add(spec({}, [&](core::RunControl&, const Deliver&) {
            return JobAnswer([&] {
                thread = QThread::currentThread();
                during = job->state();
            });
        }));
        QSignalSpy ended(job, &Job::ended);
        QTRY_COMPARE(ended.size(), 1);
        QCOMPARE(thread, QThread::currentThread());
        QCOMPARE(during, JobState::Running);
    }

    void cancelEndsARunningJobAtItsNextGate() {
        JobQueue queue;
        Steps steps;
        Job* job = queue.add(spec({}, steps.body()));
        QTRY_VERIFY(steps.passed > 3);
        queue.cancel(job);
        QCOMPARE(job->state(), JobState::Stopping);
        QTRY_COMPARE(job->state(), JobState::Stopped);
        QVERIFY(job->failure().text.isEmpty());
    }

    void pausedJobStandsStillAndGoesOn() {
        JobQueue queue;
        Steps steps;
        Job* job = queue.add(spec({}, steps.body()));
        Job* behind = queue.add(quick({}));
        QTRY_VERIFY(steps.passed > 3);
        queue.pause(job);
        QCOMPARE(job->state(), JobState::Paused);
        // It may be inside one step when the pause comes; after that nothing moves.
        int last = -1;
        QTRY_VERIFY(std::exchange(last, steps.passed.load()) == steps.passed.load());
        const int standing = steps.passed;
        QTest::qWait(30);
        QVERIFY(steps.passed <= standing + 1);
        QCOMPARE(behind->state(), JobState::Waiting);
        queue.resume(job);
        QTRY_VERIFY(steps.passed > standing + 3);
        steps.enough = true;
        QTRY_COMPARE(behind->state(), JobState::Done);
    }

    void cancelWhilePausedEndsTheJob() {
        JobQueue queue;
        Steps steps;
        Job* job = queue.add(spec({}, steps.body()));
        QTRY_VERIFY(steps.passed > 0);
        queue.pause(job);
        queue.cancel(job);
        QTRY_COMPARE(job->state(), JobState::Stopped);
    }

    void cancellingAWaitingJobLeavesTheRunningOneAlone() {
        JobQueue queue;
        Steps steps;
        Job* running = queue.add(spec({}, steps.body()));
        Job* waiting = queue.add(quick({}));
        queue.cancel(waiting);
        QCOMPARE(waiting->state(), JobState::Stopped);
        QCOMPARE(running->state(), JobState::Running);
        QCOMPARE(queue.active(), running);
        steps.enough = true;
        QTRY_COMPARE(running->state(), JobState::Done);
    }

    void waitingJobsCanBeReordered() {
        JobQueue queue;
        Steps steps;
        queue.add(spec(QStringLiteral("running"), steps.body()));
        queue.add(quick(QStringLiteral("a")));
        queue.add(quick(QStringLiteral("b")));
        Job* c = queue.add(quick(QStringLiteral("c")));
        QSignalSpy reordered(&queue, &JobQueue::reordered);
        queue.move(c, -1);
        QCOMPARE(titles(queue).join(QLatin1Char(' ')), QStringLiteral("running a c b"));
        queue.move(c, -100);
        QCOMPARE(titles(queue).join(QLatin1Char(' ')), QStringLiteral("running c a b"));
        queue.move(c, -1);  // never before the one that runs
        QCOMPARE(reordered.size(), 2);
        queue.move(c, 100);
        QCOMPARE(titles(queue).join(QLatin1Char(' ')), QStringLiteral("running a b c"));
        queue.move(queue.active(), 2);
        QCOMPARE(titles(queue).join(QLatin1Char(' ')), QStringLiteral("running a b c"));
        steps.enough = true;
        QTRY_COMPARE(queue.openCount(), 0);
        QCOMPARE(titles(queue).join(QLatin1Char(' ')), QStringLiteral("c b a running"));
    }

    void onlyJobsThatAreOverCanBeRemoved() {
        JobQueue queue;
        Steps steps;
        Job* running = queue.add(spec({}, steps.body()));
        Job* waiting = queue.add(quick({}));
        queue.remove(running);
        queue.remove(waiting);
        QCOMPARE(queue.jobs().size(), 2);
        queue.cancel(waiting);
        QSignalSpy removed(&queue, &JobQueue::removed);
        const quint64 id = waiting->id();
        queue.clearFinished();
        QCOMPARE(removed.size(), 1);
        QCOMPARE(removed.at(0).at(0).toULongLong(), id);
        QCOMPARE(queue.jobs(), QList<Job*>{running});
        QVERIFY(queue.find(id) == nullptr);
        steps.enough = true;
        QTRY_COMPARE(running->state(), JobState::Done);
    }

    void failureOfOneJobIsAValueAndTheNextRuns() {
        JobQueue queue;
        Job* bad = queue.add(spec({}, [](core::RunControl&, const Deliver&) -> JobAnswer {
            throw core::Error(core::Errc::Io, "cannot write x: disk full; free some space");
        }));
        Job* strange =
            queue.add(spec({}, [](core::RunControl&, const Deliver&) -> JobAnswer { throw std::bad_alloc(); }));
        Job* good = queue.add(quick({}));
        QTRY_COMPARE(good->state(), JobState::Done);
        QCOMPARE(bad->state(), JobState::Failed);
        QCOMPARE(bad->failure().code, core::Errc::Io);
        QCOMPARE(bad->failure().text, QStringLiteral("cannot write x: disk full; free some space"));
        QCOMPARE(strange->failure().code, core::Errc::OutOfMemory);
    }

    void somethingThatIsNoStdExceptionIsAFailureToo() {
        JobQueue queue;
        Job* job = queue.add(spec({}, [](core::RunControl&, const Deliver&) -> JobAnswer { throw 7; }));
        QTRY_COMPARE(job->state(), JobState::Failed);
        QVERIFY(!job->failure().text.isEmpty());
    }

    void allThatIsDeliveredArrivesInOrderBeforeTheEnd() {
        constexpr int kCalls = 100'000;
        JobQueue queue;
        int next = 0, atEnd = 0;
        bool inOrder = true;
        Job* job = queue.add(spec({}, [&](core::RunControl&, const Deliver& deliver) {
            for (int i = 0; i < kCalls; ++i) deliver([&, i] { inOrder = inOrder && i == next++; });
            return JobAnswer();
        }));
        QSignalSpy batches(job, &Job::delivered);
        connect(job, &Job::ended, this, [&] { atEnd = next; });
        QTRY_COMPARE(job->state(), JobState::Done);
        QVERIFY(inOrder);
        QCOMPARE(atEnd, kCalls);
        QVERIFY(!batches.empty() && batches.size() < kCalls);
    }

    void progressIsThinnedOutButTheLastIsShown() {
        JobQueue queue;
        Job* job = queue.add(spec({}, [](core::RunControl& control, const Deliver&) {
            for (int i = 1; i <= 20'000; ++i) control.report({.phase = "steps", .done = i, .total = 20'000});
            return JobAnswer();
        }));
        QElapsedTimer clock;
        clock.start();
        QSignalSpy changed(job, &Job::changed);
        QTRY_COMPARE(job->state(), JobState::Done);
        QCOMPARE(job->progress().done, 20'000);
        QCOMPARE(job->fraction(), 1.0);
        QVERIFY(changed.size() <= 3 + clock.elapsed() / 100);  // first progress, end, and at most ten a second
    }

    void busyGateHoldsTheJobUntilItIsLeft() {
        core::InteractionGate gate;
        JobQueue queue(&gate);
        Steps steps;
        gate.enter();
        Job* job = queue.add(spec({}, steps.body()));
        QTest::qWait(80);
        QCOMPARE(steps.passed.load(), 0);
        gate.leave();
        QTRY_VERIFY(steps.passed > 0);
        gate.enter();
        queue.cancel(job);
        QTRY_COMPARE(job->state(), JobState::Stopped);  // a stop does not wait for the slider
        gate.leave();
    }

    void destroyingTheQueueStopsWhatRuns() {
        Steps steps;
        auto queue = std::make_unique<JobQueue>();
        queue->add(spec({}, steps.body()));
        queue->add(spec({}, steps.body()));
        QTRY_VERIFY(steps.passed > 0);
        queue.reset();
        const int passed = steps.passed;
        QTest::qWait(20);
        QCOMPARE(steps.passed.load(), passed);
    }

    void destroyingTheQueueWhilePausedDoesNotHang() {
        Steps steps;
        auto queue = std::make_unique<JobQueue>();
        Job* job = queue->add(spec({}, steps.body()));
        QTRY_VERIFY(steps.passed > 0);
        queue->pause(job);
        queue.reset();
        QVERIFY(steps.passed > 0);
    }

    void shutDownInMidJobEndsWithoutWaitingHere() {
        JobQueue queue;
        std::binary_semaphore held{0};
        std::atomic<bool> inside{false};
        Job* job = queue.add(spec({}, [&](core::RunControl& control, const Deliver&) {
            inside = true;
            held.acquire();  // a step that takes long
            control.gate();
            return JobAnswer();
        }));
        Job* waiting = queue.add(quick({}));
        QTRY_VERIFY(inside);
        QSignalSpy ended(&queue, &service::BackgroundService::ended);
        queue.shutDown();  // would hang here if it waited
        QCOMPARE(job->state(), JobState::Stopping);
        QVERIFY(queue.add(quick({})) == nullptr);
        held.release();
        QTRY_COMPARE(ended.size(), 1);
        QCOMPARE(job->state(), JobState::Stopped);
        QCOMPARE(waiting->state(), JobState::Waiting);
    }

    void shutDownOfAnIdleQueueIsTold() {
        JobQueue queue;
        QSignalSpy ended(&queue, &service::BackgroundService::ended);
        queue.shutDown();
        QTRY_COMPARE(ended.size(), 1);
    }

    void shutDownRightAfterAddLeavesNoJobRunning() {
        JobQueue queue;
        Job* job = queue.add(quick({}));
        queue.shutDown();
        QTRY_VERIFY(service::isOver(job->state()));
    }

    void removingAJobFromItsOwnEndIsSafe() {
        JobQueue queue;
        Job* job = queue.add(quick({}));
        connect(job, &Job::ended, this, [&] { queue.remove(job); });
        QTRY_VERIFY(queue.jobs().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestJobQueue)
#include "tst_job_queue.moc"
