// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/quantize_page.h"

#include <QClipboard>

#include "support/quantize_fixture.h"
#include "widgets/qcustomplot_wrapper.h"
#include "widgets/run_comparison.h"

using namespace syper;
using service::Run;
using service::RunState;
using test::FakeQuantize;
using ui::QuantizePage;
using Fixture = test::QuantizeFixture;

class TestQuantizePage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void startRunsAndDrawsTheCurves() {
        Fixture f;
        f.shortRun();
        f.click(f.named<QPushButton>(QStringLiteral("Start")));
        QTRY_COMPARE(f.newest()->state(), RunState::Done);
        QCOMPARE(f.page.plot().runs(), QList<service::FolderRun*>{f.newest()});
        QCOMPARE(f.page.plot().plot().graph(0)->dataCount(), 20);
        QVERIFY(f.lastNotice().contains(QStringLiteral("W8A8 teacher is done")));
    }

    void severalBitsMakeSeveralQueuedRuns() {
        Fixture f;
        f.fake.holdAt = 1;
        f.shortRun();
        f.click(f.named<QPushButton>(QStringLiteral("W4A4")));
        f.click(f.named<QPushButton>(QStringLiteral("W6A6")));
        f.click(f.named<QPushButton>(QStringLiteral("Start 3 runs")));
        QCOMPARE(f.session.engine().runs().runs().size(), 3);
        QStringList bits;
        for (const service::Job* job : f.session.engine().jobs().jobs()) bits << job->title();
        QCOMPARE(bits, QStringList({QStringLiteral("W8A8 teacher"), QStringLiteral("W6A6 teacher"),
                                    QStringLiteral("W4A4 teacher")}));
        QCOMPARE(f.page.plot().runs().size(), 3);
        f.fake.holdAt = -1;
        QTRY_COMPARE(f.session.engine().jobs().openCount(), 0);
    }

    void nothingStartsWithoutBits() {
        Fixture f;
        f.click(f.named<QPushButton>(QStringLiteral("W8A8")));
        QVERIFY(!f.named<QPushButton>(QStringLiteral("Start"))->isEnabled());
        QVERIFY(f.page.form().problem().contains(QStringLiteral("bit width")));
    }

    void estimateStandsThereBeforeTheStart() {
        Fixture f;
        f.shortRun(60);
        const auto says = [&f](const QString& text) {
            for (const QLabel* label : f.page.form().findChildren<QLabel*>())
                if (label->text().contains(text)) return true;
            return false;
        };
        QTRY_VERIFY(says(QStringLiteral("about 30 s")));  // the stand-in says half a second a step
        QVERIFY(says(QStringLiteral("1.28 MB")));
        QVERIFY(says(QStringLiteral("60 steps")));
    }

    void aSchemeThatCalibratesNeedsNoSteps() {
        Fixture f;
        auto* scheme = f.named<QComboBox>(QStringLiteral("Scheme"));
        auto* length = f.named<QSpinBox>(QStringLiteral("Length of the run"));
        auto* unit = f.named<QComboBox>(QStringLiteral("Unit of the length"));
        auto* batch = f.named<QSpinBox>(QStringLiteral("Batch"));
        scheme->setCurrentText(QStringLiteral("deploy"));
        QCOMPARE(length->text(), QStringLiteral("calibrate only"));
        QVERIFY(!unit->isEnabled() && !batch->isEnabled());
        QCOMPARE(f.page.form().settings().first().steps, 0);
        const auto says = [&f](const QString& text) {
            for (const QLabel* label : f.page.form().findChildren<QLabel*>())
                if (label->text().contains(text)) return true;
            return false;
        };
        QTRY_VERIFY(says(QStringLiteral("Calibration alone")));
        f.named<QSpinBox>(QStringLiteral("Number of generated images"))->setValue(4);  // less than a batch
        QVERIFY(f.page.form().problem().isEmpty());
        f.click(f.named<QPushButton>(QStringLiteral("Start")));
        QTRY_COMPARE(f.newest()->state(), RunState::Done);
        QVERIFY(f.lastNotice().contains(QStringLiteral("W8A8 teacher, deploy is done")));
        length->setValue(5);
        QVERIFY(batch->isEnabled());
        QVERIFY(!f.page.form().problem().isEmpty());  // a step needs a whole batch
        batch->setValue(4);
        QCOMPARE(f.page.form().settings().first().steps, 5);
        const service::RunSettings again = f.page.form().settings().first();
        scheme->setCurrentText(QStringLiteral("paper"));
        QVERIFY(unit->isEnabled());
        QVERIFY(length->value() != 5 && length->minimum() == 1);
        f.page.form().setSettings(again);
        QCOMPARE(f.page.form().settings().first(), again);
    }

    void theFormIsThereAgainAfterARestart() {
        QTemporaryDir home;
        FakeQuantize fake;
        const service::EngineFunctions functions{.loadNetwork = {}, .inspect = {}, .quantize = fake.functions()};
        QList<service::RunSettings> before;
        {
            test::StudioSession session(home, functions);
            QuantizePage page(session.engine());
            service::RunSettings settings = page.form().settings().first();
            settings.weightBits = 5;
            settings.steps = 77;
            settings.batch = 4;
            settings.momentum = 0.8;
            service::RunSettings second = settings;
            second.weightBits = second.activationBits = 4;
            page.form().restore({settings, second});
            before = page.form().settings();
            QCOMPARE(before.size(), 2);
            session.engine().runs().start(before.first());
            QPushButton* start = nullptr;
            for (QPushButton* button : page.findChildren<QPushButton*>())
                if (button->accessibleName() == QStringLiteral("Start 2 runs")) start = button;
            QVERIFY(start != nullptr);
            start->click();
            QTRY_COMPARE(session.engine().jobs().openCount(), 0);
        }
        test::StudioSession session(home, functions);
        const QuantizePage page(session.engine());
        QCOMPARE(const_cast<QuantizePage&>(page).form().settings(), before);
    }

    void aDamagedRecipeIsPassedOver() {
        QTemporaryDir home;
        FakeQuantize fake;
        test::StudioSession session(home, {.loadNetwork = {}, .inspect = {}, .quantize = fake.functions()});
        session.engine().settings().setValue(QStringLiteral("quantize/recipe"), QByteArray("[{\"batch\": \"x\"}, 3"));
        QuantizePage page(session.engine());
        QCOMPARE(page.form().settings().size(), 1);
        QCOMPARE(page.form().settings().first().steps, 48);  // the quick look, as for a newcomer
    }

    void draggingALabelChangesItsNumber() {
        Fixture f;
        auto* batch = f.named<QSpinBox>(QStringLiteral("Batch"));
        QLabel* label = nullptr;
        for (QLabel* one : f.page.findChildren<QLabel*>())
            if (one->buddy() == batch) label = one;
        QVERIFY(label != nullptr);
        const int before = batch->value();
        QTest::mousePress(label, Qt::LeftButton, {}, {4, 4});
        QTest::mouseMove(label, {4 + 3 * 4, 4});
        QMouseEvent move(QEvent::MouseMove, {16, 4}, label->mapToGlobal(QPointF(16, 4)), Qt::NoButton, Qt::LeftButton,
                         Qt::NoModifier);
        QCoreApplication::sendEvent(label, &move);
        QTest::mouseRelease(label, Qt::LeftButton, {}, {16, 4});
        QCOMPARE(batch->value(), before + 3);
        QCOMPARE(f.page.focusWidget(), batch);
    }

    void copiedCommandIsTheRun() {
        Fixture f;
        f.shortRun(33);
        f.click(f.named<QPushButton>(QStringLiteral("Copy command")));
        const QString command = QGuiApplication::clipboard()->text();
        QVERIFY(command.startsWith(QStringLiteral("syper quantize --teacher ")));
        QVERIFY(command.contains(QStringLiteral("--bits 8,8")));
        QVERIFY(command.contains(QStringLiteral("--steps 33")));
    }

    void pauseGoOnAndStopOnTheRunsOwnLine() {
        Fixture f;
        f.fake.holdAt = 3;
        f.shortRun();
        f.click(f.named<QPushButton>(QStringLiteral("Start")));
        QTRY_COMPARE(f.newest()->lastStep(), 3);
        f.click(f.named<QToolButton>(QStringLiteral("Pause: W8A8 teacher")));
        QCOMPARE(f.newest()->state(), RunState::Paused);
        f.click(f.named<QToolButton>(QStringLiteral("Go on: W8A8 teacher")));
        QCOMPARE(f.newest()->state(), RunState::Running);
        f.click(f.named<QToolButton>(QStringLiteral("Stop: W8A8 teacher")));
        QTRY_COMPARE(f.newest()->state(), RunState::Stopped);
        f.fake.holdAt = -1;
        f.click(f.named<QToolButton>(QStringLiteral("Go on: W8A8 teacher")));
        QTRY_COMPARE(f.newest()->state(), RunState::Done);
        QCOMPARE(f.newest()->points().size(), std::size_t(20));
    }

    void runListWorksByKeyboard() {
        Fixture f;
        f.fake.holdAt = 2;
        f.shortRun();
        f.click(f.named<QPushButton>(QStringLiteral("W4A4")));
        f.click(f.named<QPushButton>(QStringLiteral("Start 2 runs")));
        Run* running = f.session.engine().runs().runs().last();
        QTRY_COMPARE(running->lastStep(), 2);
        ui::RunRow* row = f.page.list().row(running);
        row->setFocus();
        QTest::keyClick(row, Qt::Key_P);
        QCOMPARE(running->state(), RunState::Paused);
        QTest::keyClick(row, Qt::Key_Space);
        QCOMPARE(f.page.plot().runs().size(), 1);
        QTest::keyClick(row, Qt::Key_Return);
        QCOMPARE(f.page.plot().runs(), QList<service::FolderRun*>{running});
        QTest::keyClick(row, Qt::Key_Delete);  // not while it computes
        QCOMPARE(f.session.engine().runs().runs().size(), 2);
        QVERIFY(f.lastNotice().contains(QStringLiteral("stop it first")));
    }

    void removedRunComesBackByUndo() {
        Fixture f;
        f.shortRun();
        f.click(f.named<QPushButton>(QStringLiteral("Start")));
        QTRY_COMPARE(f.newest()->state(), RunState::Done);
        ui::RunRow* row = f.page.list().row(f.newest());
        row->setFocus();
        QTest::keyClick(row, Qt::Key_Delete);
        QVERIFY(f.session.engine().runs().runs().isEmpty());
        QVERIFY(f.page.plot().runs().isEmpty());
        f.notices.last().first().value<ui::Notice>().actions.first().run();
        QTRY_COMPARE(f.session.engine().runs().runs().size(), 1);
    }

    void comparisonShowsWhatDiffersAlone() {
        Fixture f;
        f.shortRun();
        f.click(f.named<QPushButton>(QStringLiteral("W4A4")));
        f.click(f.named<QPushButton>(QStringLiteral("Start 2 runs")));
        QTRY_COMPARE(f.session.engine().jobs().openCount(), 0);
        auto* table = f.page.findChild<ui::RunComparison*>();
        QVERIFY(table->isVisible());
        QStringList rows;
        for (int i = 0; i < table->rowCount(); ++i) rows << table->item(i, 0)->text();
        QVERIFY(rows.contains(QStringLiteral("Bits")));
        QVERIFY(rows.contains(QStringLiteral("Agreement with the teacher")));
        QVERIFY(!rows.contains(QStringLiteral("Seed")));
    }

    void failureIsToldAndTheRunCanGoOn() {
        Fixture f;
        f.fake.failAt = 4;
        f.shortRun();
        f.click(f.named<QPushButton>(QStringLiteral("Start")));
        QTRY_COMPARE(f.newest()->state(), RunState::Failed);
        QVERIFY(f.lastNotice().contains(QStringLiteral("disk full")));
        f.fake.failAt = -1;
        f.click(f.named<QToolButton>(QStringLiteral("Go on: W8A8 teacher")));
        QTRY_COMPARE(f.newest()->state(), RunState::Done);
    }

    void interruptedRunsAreOfferedAfterARestart_data() {
        QTest::addColumn<bool>("closed");
        QTest::newRow("closed over") << true;
        QTest::newRow("ended without a word") << false;
    }
    void interruptedRunsAreOfferedAfterARestart() {
        QFETCH(bool, closed);
        QTemporaryDir home;
        FakeQuantize fake;
        fake.holdAt = 5;
        QString record;
        {
            test::StudioSession session(home, {.loadNetwork = {}, .inspect = {}, .quantize = fake.functions()});
            service::RunSettings settings;
            settings.teacher = home.filePath(QStringLiteral("teacher.safetensors"));
            settings.steps = 12;
            Run* run = session.engine().runs().start(settings);
            QTRY_COMPARE(run->lastStep(), 5);
            record = run->folder() + QStringLiteral("/job.json");
            QFile before(record);
            QTRY_VERIFY(before.exists());
            QVERIFY(before.copy(record + QStringLiteral(".before")));
            QSignalSpy idle(&session.engine(), &service::Engine::idle);
            session.engine().shutDown();
            QTRY_COMPARE(idle.size(), 1);
        }
        if (!closed) {  // as a crash leaves it
            QVERIFY(QFile::remove(record));
            QVERIFY(QFile::rename(record + QStringLiteral(".before"), record));
        }
        fake.holdAt = -1;
        test::StudioSession session(home, {.loadNetwork = {}, .inspect = {}, .quantize = fake.functions()});
        QuantizePage page(session.engine());
        QSignalSpy notices(&page, &ui::Page::notice);
        session.engine().runs().load();
        QTRY_COMPARE(notices.size(), 1);
        const auto notice = notices.last().first().value<ui::Notice>();
        QVERIFY(notice.text.contains(closed ? QStringLiteral("paused when the studio was closed")
                                            : QStringLiteral("interrupted")));
        QCOMPARE(notice.kind, closed ? ui::Notice::Kind::Info : ui::Notice::Kind::Caution);
        notice.actions.first().run();
        QTRY_COMPARE(session.engine().runs().runs().first()->state(), RunState::Done);
    }

    void everyControlHasAName() {
        Fixture f;
        f.shortRun();
        f.click(f.named<QPushButton>(QStringLiteral("Start")));
        QTRY_COMPARE(f.newest()->state(), RunState::Done);
        for (const QWidget* widget : f.page.findChildren<QWidget*>()) {
            const bool inner = qobject_cast<const QAbstractSpinBox*>(widget->parentWidget()) != nullptr ||
                               widget->objectName().startsWith(QStringLiteral("qt_"));
            if (inner || !(widget->focusPolicy() & Qt::TabFocus)) continue;
            QVERIFY2(!widget->accessibleName().isEmpty(), widget->metaObject()->className());
        }
    }
};

QTEST_MAIN(TestQuantizePage)
#include "tst_quantize_page.moc"
