// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>
#include <QTest>
#include <algorithm>
#include <atomic>
#include <numeric>
#include <semaphore>
#include <thread>

#include "service/latest.h"
#include "service/mailbox.h"
#include "service/task_runner.h"

using namespace syper;
using service::Failure;
using service::Latest;
using service::Mailbox;
using service::Outcome;
using service::TaskRunner;

/// The ways from a worker to its owner and back: Latest, Mailbox, TaskRunner.
class TestLatest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theNewestValueWins() {
        Latest<int> slot;
        for (int i = 1; i <= 50; ++i) slot.put(i);
        QVERIFY(slot.waiting());
        QCOMPARE(slot.take({}).value_or(0), 50);
        QVERIFY(!slot.waiting());
    }

    void aStopEndsTheWait() {
        Latest<int> slot;
        std::optional<int> got = 1;
        std::jthread taker([&](const std::stop_token& stop) { got = slot.take(stop); });
        taker.request_stop();
        taker.join();
        QVERIFY(!got.has_value());
    }

    void aStopWinsOverAWaitingValue() {
        Latest<int> slot;
        slot.put(1);
        std::stop_source source;
        source.request_stop();
        QVERIFY(!slot.take(source.get_token()).has_value());
    }

    void mailLosesNothingAndKeepsItsOrder() {
        constexpr int kPosts = 100000;
        std::vector<int> got;
        int deliveries = 0;
        Mailbox<int> mailbox(this, [&](std::vector<int> batch) {
            ++deliveries;
            QVERIFY(!batch.empty());
            got.insert(got.end(), batch.begin(), batch.end());
        });
        std::jthread worker([&mailbox] {
            for (int i = 0; i < kPosts; ++i) mailbox.post(i);
        });
        QTRY_COMPARE(got.size(), std::size_t(kPosts));
        QVERIFY(std::ranges::is_sorted(got));
        QVERIFY(deliveries < kPosts);
    }

    void tasksAnswerInOrderOnTheirOwnersThread() {
        TaskRunner tasks;
        std::vector<int> got;
        const QThread* here = QThread::currentThread();
        for (int i = 0; i < 20; ++i)
            tasks.run(
                this, [i] { return i; },
                [&got, here](Outcome<int> outcome) {
                    QCOMPARE(QThread::currentThread(), here);
                    got.push_back(std::get<int>(outcome));
                });
        QTRY_COMPARE(got.size(), std::size_t(20));
        QVERIFY(std::ranges::is_sorted(got));
    }

    void anErrorComesAsAValue() {
        TaskRunner tasks;
        std::optional<Failure> failure;
        tasks.run(
            this, []() -> int { throw core::Error(core::Errc::NotFound, "no file x; choose another"); },
            [&failure](Outcome<int> outcome) { failure = std::get<Failure>(outcome); });
        QTRY_VERIFY(failure.has_value());
        QCOMPARE(failure->code, core::Errc::NotFound);
        QCOMPARE(failure->text, QStringLiteral("no file x; choose another"));
    }

    void whoeverIsGoneHearsNothing() {
        TaskRunner tasks;
        bool told = false, through = false;
        auto context = std::make_unique<QObject>();
        tasks.run(
            context.get(), [] { return 1; }, [&told](Outcome<int>) { told = true; });
        context.reset();
        tasks.run(
            this, [] { return 2; }, [&through](Outcome<int>) { through = true; });
        QTRY_VERIFY(through);
        QVERIFY(!told);
    }

    void whatWasAskedForIsStillDoneAtTheEnd() {
        TaskRunner tasks;
        QSignalSpy ended(&tasks, &TaskRunner::ended);
        std::atomic<int> done{0};
        for (int i = 0; i < 5; ++i)
            tasks.run(
                this, [&done] { return ++done; }, [](Outcome<int>) {});
        tasks.shutDown();
        QTRY_COMPARE(ended.size(), 1);
        QCOMPARE(done.load(), 5);
    }
};

QTEST_GUILESS_MAIN(TestLatest)
#include "tst_latest.moc"
