// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/run_plot.h"

#include <QScrollArea>
#include <QScrollBar>
#include <QWheelEvent>

#include "support/quantize_fixture.h"
#include "widgets/qcustomplot_wrapper.h"
#include "widgets/run_comparison.h"

using namespace syper;
using service::RunState;
using Fixture = test::QuantizeFixture;

/// The curves of runs, as the Quantize page shows them.
class TestRunPlot : public QObject {
    Q_OBJECT

private Q_SLOTS:
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

    void beyondItsLastStepACurveIsNotRead() {
        Fixture f;
        f.shortRun();
        f.click(f.named<QPushButton>(QStringLiteral("Start")));
        QTRY_COMPARE(f.newest()->state(), RunState::Done);
        const double last = double(f.newest()->lastStep());
        f.page.plot().setCursor(last + 1.0);
        QVERIFY(f.page.plot().readout().isEmpty());
        f.page.plot().setCursor(last + 0.4);
        QVERIFY(f.page.plot().readout().contains(QStringLiteral("W8A8 teacher")));
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

    void aLowPageScrollsAndThePanelsKeepTheirHeight() {
        Fixture f;
        f.shortRun();
        f.click(f.named<QPushButton>(QStringLiteral("W4A4")));
        f.click(f.named<QPushButton>(QStringLiteral("Start 2 runs")));
        QTRY_COMPARE(f.session.engine().jobs().openCount(), 0);
        f.page.resize(852, 416);  // what the smallest window leaves
        QCustomPlot& plot = f.page.plot().plot();
        auto* table = f.page.findChild<ui::RunComparison*>();
        QTRY_VERIFY(plot.height() > 300);
        plot.replot(QCustomPlot::rpImmediateRefresh);
        for (QCPAxisRect* rect : plot.axisRects()) QVERIFY(rect->height() >= 50);
        const auto inPage = [&f](QWidget* widget) { return QRect(widget->mapTo(&f.page, QPoint()), widget->size()); };
        QVERIFY(table->isVisible() && !inPage(table).intersects(inPage(&plot)));
        auto* area =
            qobject_cast<QScrollArea*>(f.page.plot().parentWidget()->parentWidget()->parentWidget()->parentWidget());
        QVERIFY(area != nullptr);
        QTRY_VERIFY(area->verticalScrollBar()->isVisible() && area->width() > 400);

        // The wheel over the curves scrolls then; with Ctrl it still zooms.
        const auto wheel = [&plot](Qt::KeyboardModifiers keys) {
            const QPointF at = plot.rect().center();
            QWheelEvent event(at, plot.mapToGlobal(at), {}, {0, -120}, Qt::NoButton, keys, Qt::NoScrollPhase, false);
            QApplication::sendEvent(&plot, &event);
        };
        wheel(Qt::NoModifier);
        QVERIFY(area->verticalScrollBar()->value() > 0);
        QVERIFY(!f.page.plot().zoomed());
        wheel(Qt::ControlModifier);
        QVERIFY(f.page.plot().zoomed());
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
        test::ScriptedPicker picker;
        picker.answers = {path};
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
        test::ScriptedPicker picker;
        picker.answers = {QStringLiteral("/nowhere/at/all.csv")};
        f.click(f.named<QToolButton>(QStringLiteral("Export the curves")));
        QVERIFY(f.lastNotice().startsWith(QStringLiteral("Cannot write /nowhere/at/all.csv")));
    }
};

QTEST_MAIN(TestRunPlot)
#include "tst_run_plot.moc"
