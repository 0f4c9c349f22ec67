// SPDX-License-Identifier: GPL-3.0-or-later
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "studio/application.h"
#include "studio/main_window.h"
#include "support/fake_network.h"
#include "support/studio_session.h"
#include "widgets/theme.h"

using namespace syper;
using service::Run;
using service::RunState;
using studio::MainWindow;
using ui::Notice;

namespace {

/// One start of the studio on `home`, with its window.
struct Studio {
    test::StudioSession session;
    MainWindow window{session.engine()};
    QSignalSpy idle{&session.engine(), &service::Engine::idle};

    Studio(const QTemporaryDir& home, test::FakeQuantize& fake)
        : session(home, {.loadNetwork = test::fakeLoader(), .inspect = {}, .quantize = fake.functions()}) {
        window.show();
    }
    Run* start(const QTemporaryDir& home, qint64 steps) {
        service::RunSettings settings;
        settings.teacher = home.filePath(QStringLiteral("teacher.safetensors"));
        settings.steps = steps;
        return session.engine().runs().start(settings);
    }
    [[nodiscard]] service::JobQueue& jobs() { return session.engine().jobs(); }
    void press(const QString& text) {
        QPushButton* wanted = nullptr;
        const auto there = [&] {
            for (QPushButton* button : window.banner().findChildren<QPushButton*>())
                if (button->text() == text && button->isVisible()) wanted = button;
            return wanted != nullptr;
        };
        if (!QTest::qWaitFor(there)) qFatal("the banner offers no %s", qPrintable(text));
        QTest::mouseClick(wanted, Qt::LeftButton);
    }
};

/// A studio that was closed by "Stop and quit" when its run of four steps had done two.
void stoppedAtQuit(const QTemporaryDir& home, test::FakeQuantize& fake) {
    fake.holdAt = 2;
    Studio studio(home, fake);
    Run* run = studio.start(home, 4);
    QTRY_COMPARE(run->lastStep(), 2);
    studio.window.close();
    studio.press(QStringLiteral("Stop and quit"));
    QTRY_COMPARE(studio.idle.size(), 1);
}

}  // namespace

/// What becomes of running work when the window is closed.
class TestClosing : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        ui::Theme::apply(ui::ThemeMode::Light);
        studio::useLanguage(QStringLiteral("en"));
    }

    void withoutJobsItClosesAtOnce() {
        const QTemporaryDir home;
        test::FakeQuantize fake;
        Studio studio(home, fake);
        studio.window.close();
        QTRY_COMPARE(studio.idle.size(), 1);
    }

    void aRunningJobIsAskedAboutAndGoesOnMeanwhile() {
        const QTemporaryDir home;
        test::FakeQuantize fake;
        fake.holdAt = 3;
        Studio studio(home, fake);
        Run* run = studio.start(home, 9);
        QTRY_COMPARE(run->lastStep(), 3);
        studio.window.close();
        QVERIFY(studio.window.isVisible() && studio.window.isEnabled());
        QCOMPARE(studio.window.banner().notice().kind, Notice::Kind::Caution);
        QVERIFY(studio.window.banner().text().startsWith(QStringLiteral("1 job not done yet.")));
        QCOMPARE(run->state(), RunState::Running);
        const auto* first = qobject_cast<QPushButton*>(studio.window.focusWidget());  // for the keyboard
        QVERIFY(first != nullptr && first->text() == QStringLiteral("Stop and quit"));
        fake.holdAt = -1;
        QTRY_COMPARE(run->state(), RunState::Done);
        QVERIFY(studio.idle.empty());
    }

    void keepRunningStaysOpen() {
        const QTemporaryDir home;
        test::FakeQuantize fake;
        fake.holdAt = 2;
        Studio studio(home, fake);
        Run* run = studio.start(home, 5);
        QTRY_COMPARE(run->lastStep(), 2);
        studio.window.close();
        studio.press(QStringLiteral("Keep running"));
        QVERIFY(studio.window.banner().text().isEmpty());
        fake.holdAt = -1;
        QTRY_COMPARE(run->state(), RunState::Done);
        QVERIFY(studio.idle.empty());
    }

    void quitWhenDoneWaitsForTheLastJob() {
        const QTemporaryDir home;
        test::FakeQuantize fake;
        fake.holdAt = 2;
        Studio studio(home, fake);
        Run* first = studio.start(home, 4);
        Run* second = studio.start(home, 4);
        QTRY_COMPARE(first->lastStep(), 2);
        studio.window.close();
        studio.press(QStringLiteral("Quit when done"));
        QCOMPARE(first->state(), RunState::Running);
        fake.holdAt = -1;
        QTRY_COMPARE(studio.idle.size(), 1);
        QCOMPARE(first->state(), RunState::Done);
        QCOMPARE(second->state(), RunState::Done);
    }

    void stayOpenTakesQuitWhenDoneBack() {
        const QTemporaryDir home;
        test::FakeQuantize fake;
        fake.holdAt = 2;
        Studio studio(home, fake);
        Run* run = studio.start(home, 4);
        QTRY_COMPARE(run->lastStep(), 2);
        studio.window.close();
        studio.press(QStringLiteral("Quit when done"));
        studio.press(QStringLiteral("Stay open"));
        fake.holdAt = -1;
        QTRY_COMPARE(run->state(), RunState::Done);
        QCOMPARE(studio.jobs().openCount(), 0);
        QVERIFY(studio.idle.empty());
    }

    void goOnTakesTheMessageAway() {
        const QTemporaryDir home;
        test::FakeQuantize fake;
        stoppedAtQuit(home, fake);
        if (QTest::currentTestFailed()) return;
        fake.holdAt = 3;
        Studio studio(home, fake);
        QTRY_VERIFY(studio.window.banner().text().startsWith(QStringLiteral("1 run paused")));
        studio::useLanguage(QStringLiteral("de"));  // what is shown follows
        QTRY_VERIFY(studio.window.banner().text().contains(QStringLiteral("pausiert")));
        studio::useLanguage(QStringLiteral("en"));
        studio.press(QStringLiteral("Go on"));
        Run* run = studio.session.engine().runs().runs().first();
        QTRY_COMPARE(run->state(), RunState::Running);
        QVERIFY(studio.window.banner().text().isEmpty());
        fake.holdAt = -1;
        QTRY_COMPARE(run->state(), RunState::Done);
    }

    void nothingInterruptedAnyMoreTakesTheMessageAway() {
        const QTemporaryDir home;
        test::FakeQuantize fake;
        stoppedAtQuit(home, fake);
        if (QTest::currentTestFailed()) return;
        Studio studio(home, fake);
        QTRY_VERIFY(studio.window.banner().text().startsWith(QStringLiteral("1 run paused")));
        studio.session.engine().runs().resume(studio.session.engine().runs().runs().first());
        QTRY_VERIFY(studio.window.banner().text().isEmpty());
        fake.holdAt = -1;
        QTRY_COMPARE(studio.jobs().openCount(), 0);
    }

    void stoppedRunsGoOnNextTimeWithoutALostStep_data() {
        QTest::addColumn<bool>("paused");
        QTest::newRow("running") << false;
        QTest::newRow("paused") << true;
    }
    void stoppedRunsGoOnNextTimeWithoutALostStep() {
        QFETCH(bool, paused);
        const QTemporaryDir home;
        test::FakeQuantize fake;
        fake.holdAt = 6;
        {
            Studio studio(home, fake);
            Run* run = studio.start(home, 12);
            Run* waiting = studio.start(home, 12);
            QTRY_COMPARE(run->lastStep(), 6);
            if (paused) studio.jobs().pause(run->job());
            studio.window.close();
            QTest::keyClick(studio.window.focusWidget(), Qt::Key_Return);  // "Stop and quit" has the focus
            QVERIFY(!studio.window.isEnabled());
            studio.window.close();  // again, which does no harm
            QTRY_COMPARE(studio.idle.size(), 1);
            QCOMPARE(run->state(), RunState::Interrupted);
            QCOMPARE(waiting->state(), RunState::Waiting);
        }
        fake.holdAt = -1;
        Studio studio(home, fake);
        QTRY_COMPARE(studio.session.engine().runs().runs().size(), 2);
        Run* run = studio.session.engine().runs().runs().last();
        // On purpose, so without a caution.
        QTRY_VERIFY(
            studio.window.banner().text().startsWith(QStringLiteral("2 runs paused when the studio was closed")));
        QCOMPARE(studio.window.banner().notice().kind, Notice::Kind::Info);
        QVERIFY(run->pausedAtQuit());
        QCOMPARE(run->lastStep(), 6);
        studio.session.engine().runs().resume(run);
        QTRY_COMPARE(run->state(), RunState::Done);
        QCOMPARE(fake.firstStep.load(), 7);
        QTRY_COMPARE(run->points().size(), std::size_t(12));
        QVERIFY(!run->pausedAtQuit());
    }
};

QTEST_MAIN(TestClosing)
#include "tst_closing.moc"
