// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/train_page.h"

#include <QClipboard>
#include <QDragEnterEvent>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

#include "core/api/random_network.h"
#include "support/fake_training.h"
#include "support/studio.h"
#include "support/studio_session.h"
#include "widgets/qcustomplot_wrapper.h"
#include "widgets/run_panel.h"
#include "widgets/run_plot.h"
#include "widgets/sample_view.h"
#include "widgets/sheet_view.h"
#include "widgets/train_form.h"

using namespace syper;
using service::RunState;
using service::Training;
using test::FakeTraining;
using ui::TrainPage;

namespace {

/// The page in a window of the smallest studio size, shown, with a folder of pictures that does not need to hold any.
struct Fixture {
    QTemporaryDir home;
    FakeTraining fake;
    test::StudioSession session{home, {.loadNetwork = {}, .inspect = {}, .training = fake.functions()}};
    TrainPage page{session.engine()};
    QSignalSpy notices{&page, &ui::Page::notice};
    QString eyes = home.filePath(QStringLiteral("eyes"));

    Fixture() {
        QDir().mkpath(eyes);
        page.resize(1204, 708);
        page.show();
    }

    template <typename Widget>
    Widget* named(const QString& name) {
        return test::named<Widget>(page, name);
    }
    void click(QWidget* widget) { QTest::mouseClick(widget, Qt::LeftButton); }
    void type(QWidget* field, const QString& text) {
        field->setFocus();
        QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(field, text);
        QTest::keyClick(field, Qt::Key_Tab);
    }
    /// Types what a training of `kimg` needs, without the Frechet distance, for which there is no teacher here.
    void fill(int kimg = 5) {
        type(named<QLineEdit>(QStringLiteral("Pictures to learn from")), eyes);
        type(named<QDoubleSpinBox>(QStringLiteral("Length")), QString::number(kimg));
        named<QSpinBox>(QStringLiteral("Pictures for the Frechet distance"))->setValue(0);
    }
    Training* start(int kimg = 5) {
        fill(kimg);
        click(named<QPushButton>(QStringLiteral("Start")));
        return session.engine().trainings().trainings().value(0);
    }
    bool says(const QString& text) { return test::says(page, text); }
    QString lastNotice() { return test::lastNotice(notices); }
    /// The grey of the sheet on the screen, -1 where there is none.
    int shownGrey() {
        const QImage& image = page.sheet().view().image();
        return page.sheet().settled() && !image.isNull() ? qGray(image.pixel(0, 0)) : -1;
    }
};

}  // namespace

class TestTrainPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aTrainingDrawsItsCurvesAndSamples() {
        Fixture f;
        Training* run = f.start();
        QVERIFY(run != nullptr);
        QTRY_VERIFY2(run->state() == RunState::Done, qPrintable(run->failure()));
        QCOMPARE(f.page.plot().runs(), QList<service::FolderRun*>{run});
        QCOMPARE(f.page.plot().plot().graph(0)->dataCount(), 5);
        QTRY_COMPARE(f.shownGrey(), FakeTraining::grey(5));
        QVERIFY(f.says(QStringLiteral("5 of 5 kimg")));
        QVERIFY(f.says(QStringLiteral("100.0 pictures/s")));
        QVERIFY(f.says(QStringLiteral("p 0.050")));
        QVERIFY(f.says(QStringLiteral("rt 0.40")));
        QVERIFY(f.lastNotice().contains(QStringLiteral("eyes, 64 px is done: 5 kimg")));
    }

    void theLegendListsWhatWasMeasuredAndNoTwoLookAlike() {
        Fixture f;
        Training* run = f.start();
        QTRY_COMPARE(run->state(), RunState::Done);
        QCustomPlot& plot = f.page.plot().plot();
        QStringList listed;
        const auto list = [&] {
            listed.clear();
            for (QCPLegend* legend : plot.findChildren<QCPLegend*>())
                for (int i = 0; i < legend->itemCount(); ++i)
                    if (auto* item = qobject_cast<QCPPlottableLegendItem*>(legend->item(i)))
                        listed << item->plottable()->name();
            return listed;
        };
        QTRY_VERIFY(list().contains(QStringLiteral("G")));
        QVERIFY(!listed.contains(QStringLiteral("Frechet")));  // none was measured
        QStringList looks;
        for (int i = 0; i < plot.graphCount(); ++i) {
            const QCPGraph* graph = plot.graph(i);
            if (!graph->scatterStyle().isNone())
                looks << QStringLiteral("%1 %2 %3")
                             .arg(graph->pen().color().name())
                             .arg(int(graph->pen().style()) * 100 + int(graph->pen().dashPattern().size()))
                             .arg(int(graph->scatterStyle().shape()));
        }
        QCOMPARE(looks.size(), 7);
        QCOMPARE(QSet<QString>(looks.begin(), looks.end()).size(), looks.size());
    }

    void aRunningRunsTitleIsWhole() {
        Fixture f;
        f.fake.holdAt = 2;
        Training* run = f.start();
        QTRY_COMPARE(run->state(), RunState::Running);
        ui::RunRow* row = f.page.findChild<ui::RunList*>()->row(run);
        QLabel* title = nullptr;
        for (QLabel* label : row->findChildren<QLabel*>())
            if (label->text() == run->title()) title = label;
        QVERIFY(title != nullptr);
        QTRY_VERIFY(title->width() >= title->fontMetrics().horizontalAdvance(title->text()));
        QCOMPARE(row->findChildren<QToolButton*>().size(), 3);
        for (QToolButton* button : row->findChildren<QToolButton*>())
            QTRY_VERIFY(button->isVisible() &&
                        row->rect().contains(QRect(button->mapTo(row, QPoint()), button->size())));
        f.fake.holdAt = -1;
        QTRY_COMPARE(run->state(), RunState::Done);
    }

    void nothingStartsWithoutPictures() {
        Fixture f;
        auto* start = f.named<QPushButton>(QStringLiteral("Start"));
        QVERIFY(!start->isEnabled());
        QVERIFY(f.says(QStringLiteral("drop them here")));
        f.type(f.named<QLineEdit>(QStringLiteral("Pictures to learn from")), QStringLiteral("/nowhere/eyes"));
        QVERIFY(!start->isEnabled());
        QVERIFY(f.says(QStringLiteral("There is no /nowhere/eyes")));
        f.fill();
        QVERIFY(start->isEnabled());
        f.type(f.named<QLineEdit>(QStringLiteral("Save in")), QStringLiteral("/nowhere"));
        QVERIFY(!start->isEnabled());
    }

    void picturesAreCountedAndTroubleIsToldWhereItIs() {
        Fixture f;
        f.fill();
        QTRY_VERIFY(f.says(QStringLiteral(", 617 mirrored to one side")));
        const QString empty = f.home.filePath(QStringLiteral("empty"));
        QDir().mkpath(empty);
        f.type(f.named<QLineEdit>(QStringLiteral("Pictures to learn from")), empty);
        QTRY_VERIFY(f.says(QStringLiteral("choose another folder")));
        QVERIFY(f.says(QStringLiteral("Not ready")));
        QVERIFY(!f.named<QPushButton>(QStringLiteral("Start"))->isEnabled());
    }

    void whatIsDroppedIsLearnedFrom() {
        Fixture f;
        const auto drop = [&f](const QString& path) {
            QMimeData data;
            data.setUrls({QUrl::fromLocalFile(path)});
            QDragEnterEvent enter({5, 5}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(&f.page.form(), &enter);
            QDropEvent event(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(&f.page.form(), &event);
        };
        drop(f.eyes);
        QCOMPARE(f.page.form().settings().data, f.eyes);
        drop(f.home.filePath(QStringLiteral("eyes.zip")));
        QCOMPARE(f.page.form().settings().data, f.home.filePath(QStringLiteral("eyes.zip")));
        // On the window, the page takes it where no other one does.
        QVERIFY(f.page.open({.path = f.eyes, .kind = QStringLiteral("folder"), .recipe = {}}));
        QCOMPARE(f.page.form().settings().data, f.eyes);
        f.page.hide();
        QVERIFY(!f.page.open({.path = f.home.path(), .kind = QStringLiteral("folder"), .recipe = {}}));
        QVERIFY(!f.page.open({.path = QStringLiteral("labels.csv"), .kind = QStringLiteral("dataset"), .recipe = {}}));
    }

    void browsingNamesPicturesAndPlaces() {
        Fixture f;
        test::ScriptedPicker picker;
        picker.answers = {f.eyes, f.home.filePath(QStringLiteral("eyes.zip")), f.home.path()};
        f.click(f.named<QToolButton>(QStringLiteral("Choose a folder")));
        QCOMPARE(f.page.form().settings().data, f.eyes);
        f.click(f.named<QToolButton>(QStringLiteral("Choose a zip, a dataset.json or a file of tensors")));
        QVERIFY(f.page.form().settings().data.endsWith(QStringLiteral("eyes.zip")));
        f.click(f.named<QToolButton>(QStringLiteral("Choose where to save")));
        QCOMPARE(f.page.form().outFolder(), f.home.path());
    }

    void aNetworkToStartFromBringsItsSize() {
        Fixture f;
        const QString network = f.home.filePath(QStringLiteral("net.safetensors"));
        core::writeRandomNetwork(network.toStdString(), 32);
        test::ScriptedPicker picker;
        picker.answers = {network};
        auto* box = f.named<QComboBox>(QStringLiteral("Start from"));
        box->setFocus();
        QTest::keyClick(box, Qt::Key_End);  // the last entry asks for a file
        QCOMPARE(f.page.form().settings().start, network);
        QTRY_COMPARE(f.page.form().settings().resolution, 32);
        QTest::keyClick(box, Qt::Key_Home);
        QCOMPARE(f.page.form().settings().start, QString());
    }

    void pauseGoOnAndStopOnTheRunsOwnLine() {
        Fixture f;
        f.fake.holdAt = 2;
        Training* run = f.start();
        QTRY_COMPARE(run->lastStep(), 2000);
        f.click(f.named<QToolButton>(QStringLiteral("Pause: eyes, 64 px")));
        QCOMPARE(run->state(), RunState::Paused);
        QVERIFY(f.says(QStringLiteral("paused · 2 of 5 kimg")));
        f.click(f.named<QToolButton>(QStringLiteral("Go on: eyes, 64 px")));
        QCOMPARE(run->state(), RunState::Running);
        f.click(f.named<QToolButton>(QStringLiteral("Stop: eyes, 64 px")));
        QTRY_COMPARE(run->state(), RunState::Stopped);
        f.fake.holdAt = -1;
        f.click(f.named<QToolButton>(QStringLiteral("Go on: eyes, 64 px")));
        QTRY_COMPARE(run->state(), RunState::Done);
        QCOMPARE(f.fake.first.load(), 2);
        QCOMPARE(run->pointCount(), 5);
    }

    void sheetsAreWalkedThroughAndFollowAtTheEnd() {
        Fixture f;
        f.fake.holdAt = 2;
        Training* run = f.start();
        QTRY_COMPARE(f.shownGrey(), FakeTraining::grey(2));
        auto* slider = f.named<QSlider>(QStringLiteral("Sheets of the training so far"));
        slider->setFocus();
        QTest::keyClick(slider, Qt::Key_Left);
        QTRY_COMPARE(f.shownGrey(), FakeTraining::grey(1));
        QVERIFY(f.says(QStringLiteral("1 kimg")));
        f.fake.holdAt = 3;
        QTRY_COMPARE(run->snapshots().size(), 4);
        QCOMPARE(f.page.sheet().index(), 1);  // whoever looks at an earlier one keeps it
        f.click(f.named<QToolButton>(QStringLiteral("Later sheet")));
        f.click(f.named<QToolButton>(QStringLiteral("Later sheet")));
        QTRY_COMPARE(f.shownGrey(), FakeTraining::grey(3));
        QVERIFY(!f.named<QToolButton>(QStringLiteral("Later sheet"))->isEnabled());
        f.fake.holdAt = -1;
        QTRY_COMPARE(f.shownGrey(), FakeTraining::grey(5));
        f.click(f.named<QToolButton>(QStringLiteral("Training pictures")));
        QTRY_COMPARE(f.shownGrey(), FakeTraining::kReals);
        f.click(f.named<QToolButton>(QStringLiteral("Training pictures")));
        QTRY_COMPARE(f.shownGrey(), FakeTraining::grey(5));
    }

    void aSnapshotOpensInExploreWhileItTrains() {
        Fixture f;
        QSignalSpy asked(&f.page, &TrainPage::exploreRequested);
        f.fake.holdAt = 2;
        QVERIFY(!f.named<QPushButton>(QStringLiteral("Open in Explore"))->isEnabled());
        Training* run = f.start();
        QTRY_COMPARE(run->snapshots().size(), 3);
        f.click(f.named<QPushButton>(QStringLiteral("Open in Explore")));
        QCOMPARE(asked.size(), 1);
        QCOMPARE(f.session.engine().models().card(service::ModelRole::Generator).choice,
                 run->folder() + QStringLiteral("/generator-000002.safetensors"));
        f.fake.holdAt = -1;
        QTRY_COMPARE(run->state(), RunState::Done);
        f.notices.last().first().value<ui::Notice>().actions.first().run();
        QCOMPARE(asked.size(), 2);
        QCOMPARE(f.session.engine().models().card(service::ModelRole::Generator).choice, run->result()->generator);
    }

    void frechetHasAPanelOnceItIsMeasured() {
        Fixture f;
        f.start();
        QTRY_VERIFY(f.lastNotice().contains(QStringLiteral("is done")));
        QTRY_VERIFY(f.page.plot().plot().axisRect(0)->visible());
        QVERIFY(!f.page.plot().plot().axisRect(3)->visible());
        f.fake.frechet = true;
        f.click(f.named<QPushButton>(QStringLiteral("Start")));
        QTRY_VERIFY(f.lastNotice().contains(QStringLiteral("Frechet distance 10")));
        QTRY_VERIFY(f.page.plot().plot().axisRect(3)->visible());
        QVERIFY(f.says(QStringLiteral("Frechet 10")));
    }

    void curvesAreReadByMouseAndKey() {
        Fixture f;
        f.start();
        QTRY_VERIFY(f.lastNotice().contains(QStringLiteral("is done")));
        QCustomPlot& plot = f.page.plot().plot();
        // Curves are drawn a moment after their points came: wait for the whole axis.
        QTRY_VERIFY(plot.axisRect(0)->axis(QCPAxis::atBottom)->range().upper > 5.0);
        plot.replot(QCustomPlot::rpImmediateRefresh);
        QTest::mouseMove(&plot, plot.axisRect(0)->rect().center() - QPoint(20, 0));
        QTest::mouseMove(&plot, plot.axisRect(0)->rect().center());
        QTRY_VERIFY2(f.page.plot().readout().contains(QStringLiteral("kimg · eyes, 64 px: G ")),
                     qPrintable(f.page.plot().readout()));
        plot.setFocus();
        QTest::keyClick(&plot, Qt::Key_End);
        QVERIFY(f.page.plot().readout().startsWith(QStringLiteral("5 kimg")));
        QVERIFY(f.page.plot().readout().contains(QStringLiteral("p 0.05, rt 0.4")));
        QVERIFY(f.page.plot().csv().contains("\"eyes, 64 px\",1,10,2,1.2,,0.01,0.4,100,,\n"));
    }

    void theEstimateComesFromTheLastTrainingOfThatSize() {
        Fixture f;
        f.fill();
        QVERIFY(f.says(QStringLiteral("Time not known yet")));
        f.start(5);
        QTRY_VERIFY(f.lastNotice().contains(QStringLiteral("is done")));
        f.fill(6);
        QVERIFY(f.says(QStringLiteral("about 60 s")));
        QVERIFY(f.says(QStringLiteral("100.0 pictures/s, snapshots included")));
    }

    void failureIsToldAndTheTrainingCanGoOn() {
        Fixture f;
        f.fake.failAt = 3;
        Training* run = f.start();
        QTRY_COMPARE(run->state(), RunState::Failed);
        QVERIFY(f.lastNotice().contains(QStringLiteral("make room on the disk")));
        f.fake.failAt = -1;
        f.click(f.named<QToolButton>(QStringLiteral("Go on: eyes, 64 px")));
        QTRY_COMPARE(run->state(), RunState::Done);
    }

    void copiedCommandIsTheTraining() {
        Fixture f;
        f.fill(12);
        f.click(f.named<QPushButton>(QStringLiteral("Copy command")));
        QTRY_VERIFY(f.lastNotice().contains(QStringLiteral("clipboard")));
        const QString command = QGuiApplication::clipboard()->text();
        QVERIFY(command.startsWith(QStringLiteral("syper train generator --data ") + f.eyes));
        QVERIFY(command.contains(QStringLiteral("--kimg 12")));
    }

    void allIsThereAgainAfterARestart() {
        QTemporaryDir home;
        FakeTraining fake;
        fake.holdAt = 2;
        const service::EngineFunctions functions{.loadNetwork = {}, .inspect = {}, .training = fake.functions()};
        service::TrainingSettings wanted;
        wanted.data = home.filePath(QStringLiteral("eyes"));
        wanted.kimg = 4;
        wanted.resolution = 32;
        wanted.aug = QStringLiteral("noaug");
        wanted.fidPictures = 0;
        QDir().mkpath(wanted.data);
        QString elsewhere = home.filePath(QStringLiteral("elsewhere"));
        QDir().mkpath(elsewhere);
        {
            test::StudioSession session(home, functions);
            TrainPage page(session.engine());
            session.engine().trainings().load();
            QTRY_VERIFY(session.engine().trainings().loaded());
            page.form().setSettings(wanted);
            page.form().setOutFolder(elsewhere);
            for (QPushButton* button : page.findChildren<QPushButton*>())
                if (button->accessibleName() == QStringLiteral("Start")) button->click();
            Training* run = session.engine().trainings().trainings().value(0);
            QVERIFY(run != nullptr && run->folder().startsWith(elsewhere));
            QTRY_COMPARE(run->lastStep(), 2000);
            QSignalSpy idle(&session.engine(), &service::Engine::idle);
            session.engine().shutDown();
            QTRY_COMPARE(idle.size(), 1);
        }
        fake.holdAt = -1;
        test::StudioSession session(home, functions);
        TrainPage page(session.engine());
        QCOMPARE(page.form().settings(), wanted);
        QCOMPARE(page.form().outFolder(), elsewhere);
        QSignalSpy notices(&page, &ui::Page::notice);
        session.engine().trainings().load(
            session.engine().settings().value(QStringLiteral("train/folders")).toStringList());
        QTRY_COMPARE(notices.size(), 1);
        const auto notice = notices.last().first().value<ui::Notice>();
        QVERIFY(notice.text.contains(QStringLiteral("paused when the studio was closed")));
        notice.actions.first().run();
        Training* run = session.engine().trainings().trainings().first();
        QTRY_COMPARE(run->state(), RunState::Done);
        QTRY_COMPARE(run->pointCount(), 4);
    }

    void inANarrowWindowFormAndListShareAPlace() {
        Fixture f;
        auto* newRun = f.named<QToolButton>(QStringLiteral("New run"));
        auto* allRuns = f.named<QToolButton>(QStringLiteral("All runs"));
        QVERIFY(!newRun->isVisible() && f.page.runs().isVisible());
        f.page.resize(852, 448);
        QTRY_VERIFY(newRun->isVisible());
        QVERIFY(f.page.form().isVisible() && !f.page.runs().isVisible());
        QTRY_VERIFY(f.page.plot().width() >= 400);
        f.start();
        QVERIFY(!f.page.form().isVisible() && f.page.runs().isVisible());  // where the new one is
        f.click(newRun);
        QVERIFY(f.page.form().isVisible() && !f.page.runs().isVisible());
        f.click(allRuns);
        QVERIFY(f.page.runs().isVisible());
        f.page.resize(1204, 708);
        QTRY_VERIFY(f.page.form().isVisible() && f.page.runs().isVisible());
        QVERIFY(!newRun->isVisible());
    }

    void aDamagedRecipeIsPassedOver() {
        QTemporaryDir home;
        FakeTraining fake;
        test::StudioSession session(home, {.loadNetwork = {}, .inspect = {}, .training = fake.functions()});
        session.engine().settings().setValue(QStringLiteral("train/recipe"), QByteArray("{\"kimg\": \"x\", 3"));
        TrainPage page(session.engine());
        QCOMPARE(page.form().settings(), service::TrainingSettings());
    }

    void everyControlHasAName() {
        Fixture f;
        f.start();
        QTRY_VERIFY(f.lastNotice().contains(QStringLiteral("is done")));
        for (const QWidget* widget : f.page.findChildren<QWidget*>()) {
            const bool inner = qobject_cast<const QAbstractSpinBox*>(widget->parentWidget()) != nullptr ||
                               widget->objectName().startsWith(QStringLiteral("qt_"));
            if (inner || !(widget->focusPolicy() & Qt::TabFocus)) continue;
            QVERIFY2(!widget->accessibleName().isEmpty(), widget->metaObject()->className());
        }
    }
};

QTEST_MAIN(TestTrainPage)
#include "tst_train_page.moc"
