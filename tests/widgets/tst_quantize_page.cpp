// SPDX-License-Identifier: GPL-3.0-or-later
#include <QClipboard>
#include <QSignalSpy>
#include <QTest>

#include "support/studio_session.h"
#include "widgets/file_picker.h"
#include "widgets/qcustomplot_wrapper.h"
#include "widgets/quantize_page.h"
#include "widgets/run_comparison.h"
#include "widgets/run_form.h"
#include "widgets/run_list.h"
#include "widgets/run_plot.h"

using namespace syper;
using service::Run;
using service::RunState;
using test::FakeQuantize;
using ui::QuantizePage;

namespace {

/// Answers every question with one path.
class ScriptedPicker : public ui::FilePicker {
public:
    explicit ScriptedPicker(QString path) : path_(std::move(path)) { replace(this); }
    ~ScriptedPicker() override { replace(nullptr); }
    void openFile(QWidget*, const Question&, Answer answer) override { answer(path_); }
    void openFolder(QWidget*, const Question&, Answer answer) override { answer(path_); }
    void saveFile(QWidget*, const Question&, Answer answer) override { answer(path_); }

private:
    QString path_;
};

/// The page in a window of the smallest studio size, shown.
struct Fixture {
    QTemporaryDir home;
    FakeQuantize fake;
    test::StudioSession session{home, {.loadNetwork = {}, .inspect = {}, .quantize = fake.functions()}};
    QuantizePage page{session.engine()};
    QSignalSpy notices{&page, &ui::Page::notice};

    Fixture() {
        page.resize(1204, 708);
        page.show();
    }

    template <typename Widget>
    Widget* named(const QString& name) {
        for (Widget* widget : page.findChildren<Widget*>())
            if (widget->accessibleName() == name) return widget;
        qFatal("no widget named %s", qPrintable(name));
    }
    void click(QWidget* widget) { QTest::mouseClick(widget, Qt::LeftButton); }
    void shortRun(int steps = 20) {
        named<QComboBox>(QStringLiteral("Unit of the length"))->setCurrentIndex(1);
        auto* length = named<QSpinBox>(QStringLiteral("Length of the run"));
        length->setFocus();
        length->selectAll();
        QTest::keyClicks(length, QString::number(steps));
    }
    Run* newest() { return session.engine().runs().runs().first(); }
    QString lastNotice() { return notices.empty() ? QString() : notices.last().first().value<ui::Notice>().text; }
};

}  // namespace

class TestQuantizePage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void startRunsAndDrawsTheCurves() {
        Fixture f;
        f.shortRun();
        f.click(f.named<QPushButton>(QStringLiteral("Start")));
        QTRY_COMPARE(f.newest()->state(), RunState::Done);
        QCOMPARE(f.page.plot().runs(), QList<Run*>{f.newest()});
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
        QCOMPARE(page.form().settings().first().batch, service::RunSettings().batch);
    }

    void draggingALabelChangesItsNumber() {
        Fixture f;
        auto* batch = f.named<QSpinBox>(QStringLiteral("Batch"));
        QLabel* label = nullptr;
        for (QLabel* one : f.page.findChildren<QLabel*>())
            if (one->buddy() == batch) label = one;
        QVERIFY(label != nullptr);
        QTest::mousePress(label, Qt::LeftButton, {}, {4, 4});
        QTest::mouseMove(label, {4 + 3 * 4, 4});
        QMouseEvent move(QEvent::MouseMove, {16, 4}, label->mapToGlobal(QPointF(16, 4)), Qt::NoButton, Qt::LeftButton,
                         Qt::NoModifier);
        QCoreApplication::sendEvent(label, &move);
        QTest::mouseRelease(label, Qt::LeftButton, {}, {16, 4});
        QCOMPARE(batch->value(), 19);
        QCOMPARE(f.page.focusWidget(), batch);
    }

    void agreementIsMeasuredFromOne() {
        Fixture f;
        f.shortRun(60);
        f.click(f.named<QPushButton>(QStringLiteral("Start")));
        QTRY_COMPARE(f.newest()->state(), RunState::Done);
        const QCPAxis* axis = f.page.plot().plot().axisRect(1)->axis(QCPAxis::atLeft);
        // The stand-in begins at -0.10 and stands at 0.016 after a tenth of its steps: that sets the range.
        QTRY_VERIFY(axis->range().lower > -0.08 && axis->range().lower < 0.016);
        QVERIFY(axis->range().upper > 1.0 && axis->range().upper < 1.1);
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
        QCOMPARE(f.page.plot().runs(), QList<Run*>{running});
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

    void notANumberIsAMarkedGap() {
        Fixture f;
        f.fake.nanAt = 7;
        f.shortRun();
        f.click(f.named<QPushButton>(QStringLiteral("Start")));
        QTRY_COMPARE(f.newest()->state(), RunState::Done);
        QCustomPlot& plot = f.page.plot().plot();
        int gaps = 0;
        for (int i = 0; i < plot.itemCount(); ++i)
            if (auto* gap = qobject_cast<QCPItemRect*>(plot.item(i))) {
                ++gaps;
                QCOMPARE(gap->topLeft->coords().x(), 6.5);
                QCOMPARE(gap->bottomRight->coords().x(), 7.5);
            }
        QCOMPARE(gaps, 1);
        f.page.plot().setCursor(7);
        QVERIFY(f.page.plot().readout().contains(QStringLiteral("not a number")));
    }

    void hoverReadsAllCurvesDragZoomsAndDoubleClickResets() {
        Fixture f;
        f.shortRun();
        f.click(f.named<QPushButton>(QStringLiteral("W4A4")));
        f.click(f.named<QPushButton>(QStringLiteral("Start 2 runs")));
        QTRY_COMPARE(f.session.engine().jobs().openCount(), 0);
        QCustomPlot& plot = f.page.plot().plot();
        plot.replot(QCustomPlot::rpImmediateRefresh);
        QCPAxisRect* loss = plot.axisRect(0);
        QTest::mouseMove(&plot, loss->rect().center());
        QTRY_VERIFY(f.page.plot().readout().contains(QStringLiteral("W8A8 teacher")));
        QVERIFY(f.page.plot().readout().contains(QStringLiteral("W4A4 teacher")));

        // Curves are drawn a moment after their points came: wait for the whole axis.
        QTRY_VERIFY(loss->axis(QCPAxis::atBottom)->range().upper > 20.0);
        const QCPRange whole = loss->axis(QCPAxis::atBottom)->range();
        const QPoint from = loss->rect().center() - QPoint(60, 20);
        const QPoint to = loss->rect().center() + QPoint(60, 20);
        QTest::mousePress(&plot, Qt::LeftButton, {}, from);
        QTest::mouseMove(&plot, to);
        QTest::mouseRelease(&plot, Qt::LeftButton, {}, to);
        QVERIFY(f.page.plot().zoomed());
        const QCPRange part = loss->axis(QCPAxis::atBottom)->range();
        QVERIFY(part.size() < whole.size() / 2);
        QCOMPARE(plot.axisRect(2)->axis(QCPAxis::atBottom)->range().lower, part.lower);  // one step axis
        QTest::mouseDClick(&plot, Qt::LeftButton, {}, loss->rect().center());
        QVERIFY(!f.page.plot().zoomed());
        QCOMPARE(loss->axis(QCPAxis::atBottom)->range().upper, whole.upper);
    }

    void arrowKeysReadTheCurves() {
        Fixture f;
        f.shortRun();
        f.click(f.named<QPushButton>(QStringLiteral("Start")));
        QTRY_COMPARE(f.newest()->state(), RunState::Done);
        QCustomPlot& plot = f.page.plot().plot();
        plot.setFocus();
        QTest::keyClick(&plot, Qt::Key_Home);
        QTest::keyClick(&plot, Qt::Key_Right);
        QTest::keyClick(&plot, Qt::Key_Right);
        QVERIFY(f.page.plot().readout().startsWith(QStringLiteral("step 2 ")));
        QVERIFY(plot.accessibleDescription().contains(QStringLiteral("loss")));
        QTest::keyClick(&plot, Qt::Key_Escape);
        QVERIFY(f.page.plot().readout().isEmpty());
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

    void curvesAreExported_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("begins");
        QTest::newRow("csv") << QStringLiteral("a.csv") << QByteArray("run,step,epoch,loss");
        QTest::newRow("svg") << QStringLiteral("a.svg") << QByteArray("<?xml");
        QTest::newRow("pdf") << QStringLiteral("a.pdf") << QByteArray("%PDF");
        QTest::newRow("png") << QStringLiteral("a.png") << QByteArray("\x89PNG");
    }
    void curvesAreExported() {
        QFETCH(QString, name);
        QFETCH(QByteArray, begins);
        Fixture f;
        f.shortRun();
        f.click(f.named<QPushButton>(QStringLiteral("Start")));
        QTRY_COMPARE(f.newest()->state(), RunState::Done);
        const QString path = f.home.filePath(name);
        const ScriptedPicker picker(path);
        f.click(f.named<QToolButton>(QStringLiteral("Export the curves")));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().startsWith(begins));
    }

    void exportThatCannotBeWrittenIsSaid() {
        Fixture f;
        f.shortRun();
        f.click(f.named<QPushButton>(QStringLiteral("Start")));
        QTRY_COMPARE(f.newest()->state(), RunState::Done);
        const ScriptedPicker picker(QStringLiteral("/nowhere/at/all.csv"));
        f.click(f.named<QToolButton>(QStringLiteral("Export the curves")));
        QVERIFY(f.lastNotice().startsWith(QStringLiteral("Cannot write /nowhere/at/all.csv")));
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

    void interruptedRunsAreOfferedAfterARestart() {
        QTemporaryDir home;
        FakeQuantize fake;
        fake.holdAt = 5;
        {
            test::StudioSession session(home, {.loadNetwork = {}, .inspect = {}, .quantize = fake.functions()});
            service::RunSettings settings;
            settings.teacher = home.filePath(QStringLiteral("teacher.safetensors"));
            settings.steps = 12;
            Run* run = session.engine().runs().start(settings);
            QTRY_COMPARE(run->lastStep(), 5);
            QSignalSpy idle(&session.engine(), &service::Engine::idle);
            session.engine().shutDown();
            QTRY_COMPARE(idle.size(), 1);
        }
        fake.holdAt = -1;
        test::StudioSession session(home, {.loadNetwork = {}, .inspect = {}, .quantize = fake.functions()});
        QuantizePage page(session.engine());
        QSignalSpy notices(&page, &ui::Page::notice);
        session.engine().runs().load();
        QTRY_COMPARE(notices.size(), 1);
        const auto notice = notices.last().first().value<ui::Notice>();
        QVERIFY(notice.text.contains(QStringLiteral("interrupted")));
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
