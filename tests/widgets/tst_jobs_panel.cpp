// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>
#include <QTest>
#include <QThread>
#include <atomic>

#include "core/api/error.h"
#include "widgets/jobs_panel.h"

using namespace syper;
using service::Job;
using service::JobAnswer;
using service::JobState;

namespace {

/// A panel over a queue whose jobs wait at gates until they are let go.
struct Fixture {
    std::atomic<bool> enough{false};
    service::JobQueue queue;
    ui::JobsPanel panel{queue};

    Fixture() {
        panel.resize(480, 600);
        panel.show();
    }
    ~Fixture() { enough = true; }

    Job* add(const QString& title, const QString& kind = QStringLiteral("test")) {
        return queue.add(
            {.kind = kind, .title = title, .body = [this](core::RunControl& control, const service::Deliver&) {
                 control.report({.phase = "steps", .done = 1, .total = 4, .secondsLeft = 90});
                 while (!enough) {
                     control.gate();
                     QThread::msleep(1);
                 }
                 return JobAnswer();
             }});
    }
    QToolButton* button(const QString& name) {
        for (QToolButton* made : panel.findChildren<QToolButton*>())
            if (made->accessibleName() == name) return made;
        qFatal("no button %s", qPrintable(name));
    }
    void click(const QString& name) { QTest::mouseClick(button(name), Qt::LeftButton); }
};

}  // namespace

class TestJobsPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void summaryTellsCountProgressAndTimeLeft() {
        Fixture f;
        QSignalSpy told(&f.panel, &ui::JobsPanel::summaryChanged);
        QVERIFY(f.panel.summary().isEmpty());
        f.add(QStringLiteral("a"));
        f.add(QStringLiteral("b"));
        QTRY_VERIFY(f.panel.summary().contains(QStringLiteral("25 %")));
        QVERIFY(f.panel.summary().startsWith(QLatin1Char('2')));
        QVERIFY(f.panel.summary().contains(QStringLiteral("90 s left")));
        QCOMPARE(told.last().first().toString(), f.panel.summary());
        f.enough = true;
        QTRY_VERIFY(f.panel.summary().isEmpty());
    }

    void aRowSaysWhatItIsWhatItWaitsForAndWhetherItCanMove() {
        Fixture f;
        Job* first = f.add(QStringLiteral("a"), QStringLiteral("train"));
        Job* second = f.add(QStringLiteral("b"), QStringLiteral("quantize"));
        f.add(QStringLiteral("c"));
        QTRY_VERIFY(f.panel.row(first)->accessibleName().contains(QStringLiteral("Training: running")));
        QVERIFY(f.panel.row(second)->accessibleName().contains(QStringLiteral("Quantization: waits for a")));
        f.click(QStringLiteral("Pause: a"));
        QVERIFY(
            f.panel.row(second)->accessibleName().contains(QStringLiteral("waits until a, which is paused, goes on")));
        // The first one that waits can only go back, the last one only forth.
        QVERIFY(!f.button(QStringLiteral("Earlier: b"))->isEnabled());
        QVERIFY(f.button(QStringLiteral("Later: b"))->isEnabled());
        QVERIFY(!f.button(QStringLiteral("Later: c"))->isEnabled());
        f.click(QStringLiteral("Earlier: c"));
        QVERIFY(!f.button(QStringLiteral("Earlier: c"))->isEnabled());
        QVERIFY(f.button(QStringLiteral("Earlier: b"))->isEnabled());
        f.click(QStringLiteral("Go on: a"));
        QVERIFY(f.panel.row(second)->accessibleName().contains(QStringLiteral("waits for a")));
    }

    void jobsArePausedStoppedAndCleared() {
        Fixture f;
        Job* job = f.add(QStringLiteral("a"));
        f.click(QStringLiteral("Pause: a"));
        QCOMPARE(job->state(), JobState::Paused);
        f.click(QStringLiteral("Go on: a"));
        QCOMPARE(job->state(), JobState::Running);
        f.click(QStringLiteral("Stop: a"));
        QTRY_COMPARE(job->state(), JobState::Stopped);
        auto* clear = f.panel.findChild<QPushButton*>();
        QVERIFY(clear->isEnabled());
        QTest::mouseClick(clear, Qt::LeftButton);
        QVERIFY(f.queue.jobs().isEmpty());
        QVERIFY(!clear->isEnabled());
    }

    void waitingJobsAreReorderedByButtonAndKey() {
        Fixture f;
        f.add(QStringLiteral("running"));
        Job* a = f.add(QStringLiteral("a"));
        Job* b = f.add(QStringLiteral("b"));
        f.click(QStringLiteral("Earlier: b"));
        QCOMPARE(f.queue.jobs().at(1), b);
        ui::JobRow* row = f.panel.row(a);
        row->setFocus();
        QTest::keyClick(row, Qt::Key_Up, Qt::ControlModifier);
        QCOMPARE(f.queue.jobs().at(1), a);
        QTRY_VERIFY(f.panel.row(a)->y() < f.panel.row(b)->y());
    }

    void failureIsShownInWords() {
        Fixture f;
        Job* job = f.queue.add({.kind = {},
                                .title = QStringLiteral("bad"),
                                .body = [](core::RunControl&, const service::Deliver&) -> JobAnswer {
                                    throw core::Error(core::Errc::Io, "cannot write x: disk full; free some space");
                                }});
        QTRY_COMPARE(job->state(), JobState::Failed);
        QVERIFY(f.panel.row(job)->accessibleName().contains(QStringLiteral("disk full")));
        f.click(QStringLiteral("Take off the list: bad"));
        QVERIFY(f.queue.jobs().isEmpty());
    }

    void escapeAsksToClose() {
        Fixture f;
        QSignalSpy asked(&f.panel, &ui::JobsPanel::closeRequested);
        f.panel.setFocus();
        QTest::keyClick(&f.panel, Qt::Key_Escape);
        QCOMPARE(asked.size(), 1);
    }
};

QTEST_MAIN(TestJobsPanel)
#include "tst_jobs_panel.moc"
