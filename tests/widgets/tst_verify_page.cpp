// SPDX-License-Identifier: GPL-3.0-or-later
#include <QClipboard>
#include <QDropEvent>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

#include "support/fake_verify.h"
#include "support/studio.h"
#include "support/studio_session.h"
#include "widgets/det_plot.h"
#include "widgets/file_picker.h"
#include "widgets/image_convert.h"
#include "widgets/picture_slot.h"
#include "widgets/qcustomplot_wrapper.h"
#include "widgets/verify_page.h"
#include "widgets/verify_statistics.h"

using namespace syper;
using test::FakeVerify;
using ui::VerifyCard;
using ui::VerifyPage;

namespace {

struct Fixture {
    QTemporaryDir home;
    FakeVerify fake;
    test::StudioSession session{home, {.loadNetwork = {}, .inspect = {}, .quantize = {}, .verify = fake.functions()}};
    VerifyPage page{session.engine()};
    QSignalSpy notices{&page, &ui::Page::notice};
    QSignalSpy settled{&session.engine().verifier(), &service::VerifyService::settled};

    Fixture() {
        page.resize(1204, 708);
        page.show();
    }
    QString file(const QString& name, const QByteArray& bytes = "x") {
        const QString path = home.filePath(name);
        QFile out(path);
        if (!out.open(QIODevice::WriteOnly) || out.write(bytes) < 0) qFatal("cannot write %s", qPrintable(path));
        return path;
    }
    void waitSettled() {
        settled.clear();
        QTRY_VERIFY(!settled.empty());
    }
    VerifyCard* card(const QString& stem) {
        for (VerifyCard* made : page.cards())
            if (QFileInfo(made->model()).completeBaseName() == stem) return made;
        return nullptr;
    }
    template <typename Widget>
    Widget* named(const QString& name) {
        return test::named<Widget>(page, name);
    }
};

}  // namespace

class TestVerifyPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void firstShowIsFilledWithMadeUpEyes() {
        Fixture f;
        QTRY_VERIFY(f.page.slot(0).picture() && f.page.slot(1).picture());
        QVERIFY(f.page.slot(0).caption().contains(QStringLiteral("seed 8")));
        QTRY_VERIFY(f.card(QStringLiteral("teacher"))->score());
    }

    void aSmallPageScrollsAndNothingLiesOnAnything() {
        Fixture f;
        f.page.addModel(f.file(QStringLiteral("w4.safetensors")));
        f.page.addModel(f.file(QStringLiteral("w8.safetensors")));
        f.page.resize(852, 416);  // what the smallest window leaves
        QList<QWidget*> parts{&f.page.slot(0), &f.page.slot(1), f.named<QToolButton>(QStringLiteral("Add a model"))};
        for (VerifyCard* card : f.page.cards()) parts << card;
        QVERIFY(parts.size() >= 6);
        const auto place = [&f](QWidget* part) { return QRect(part->mapTo(&f.page, QPoint()), part->size()); };
        QTRY_VERIFY(place(parts.last()).bottom() > f.page.height());  // below: one scrolls to it
        for (qsizetype i = 0; i < parts.size(); ++i) {
            QTRY_VERIFY(parts[i]->height() >= parts[i]->minimumSizeHint().height());
            QVERIFY(place(parts[i]).right() < place(&f.page.statistics()).left());  // not cut at the side
            for (qsizetype j = 0; j < i; ++j) QTRY_VERIFY(!place(parts[i]).intersects(place(parts[j])));
        }
        f.page.resize(1800, 900);
        QTRY_COMPARE(place(parts[3]).top(), place(parts.last()).top());  // all in one row again
    }

    void cardsShowScoreDecisionTimeAndSize() {
        Fixture f;
        f.page.addModel(f.file(QStringLiteral("w4.safetensors")));
        f.page.openPicture(0, f.file(QStringLiteral("a-100.png")));
        f.page.openPicture(1, f.file(QStringLiteral("b-150.png")));
        QTRY_VERIFY(f.card(QStringLiteral("w4"))->score());
        VerifyCard* teacher = f.card(QStringLiteral("teacher"));
        QCOMPARE(teacher->accepts(), std::optional(false));  // cos(0.5) < 0.9
        QCOMPARE(teacher->decisionText(), QStringLiteral("DIFFERENT"));
        // Coarser levels: 100 -> 0.6, 150 -> 1.2, further apart than for the FP model; with 119 they meet.
        f.page.openPicture(1, f.file(QStringLiteral("b-175.png")));
        QTRY_VERIFY(teacher->score() && f.card(QStringLiteral("w4"))->score());
        QVERIFY(teacher->accessibleName().contains(QStringLiteral("DIFFERENT")));
    }

    void flippedDecisionIsMarkedByAWord() {
        Fixture f;
        f.page.addModel(f.file(QStringLiteral("w4.safetensors")));
        f.page.openPicture(0, f.file(QStringLiteral("a-119.png")));
        f.page.openPicture(1, f.file(QStringLiteral("b-121.png")));  // FP: nearly equal; coarse: one level apart
        QTRY_VERIFY(f.card(QStringLiteral("w4"))->score());
        QCOMPARE(f.card(QStringLiteral("teacher"))->accepts(), std::optional(true));
        QCOMPARE(f.card(QStringLiteral("w4"))->accepts(), std::optional(false));
        QVERIFY(f.card(QStringLiteral("w4"))->accessibleName().contains(QStringLiteral("flipped")));
        QVERIFY(!f.card(QStringLiteral("teacher"))->accessibleName().contains(QStringLiteral("flipped")));
    }

    void sliderDecidesForAllAndOwnBringsThresholdsBack() {
        Fixture f;
        f.page.openPicture(0, f.file(QStringLiteral("a-100.png")));
        f.page.openPicture(1, f.file(QStringLiteral("b-150.png")));
        VerifyCard* teacher = f.card(QStringLiteral("teacher"));
        QTRY_VERIFY(teacher->score());
        auto* slider = f.named<QSlider>(QStringLiteral("Threshold for all models"));
        QCOMPARE(slider->value(), 900);
        slider->setFocus();
        QTest::keyClick(slider, Qt::Key_Home);  // -1: everybody is accepted
        QCOMPARE(teacher->accepts(), std::optional(true));
        QTest::mouseClick(f.named<QToolButton>(QStringLiteral("Each model's own threshold")), Qt::LeftButton);
        QCOMPARE(teacher->accepts(), std::optional(false));
        QCOMPARE(slider->value(), 900);
    }

    void modelWithoutThresholdSaysSoAndIsCalibrated() {
        Fixture f;
        f.page.addModel(f.file(QStringLiteral("plain.safetensors")));
        f.page.openPicture(0, f.file(QStringLiteral("a-100.png")));
        f.page.openPicture(1, f.file(QStringLiteral("b-100.png")));
        VerifyCard* plain = f.card(QStringLiteral("plain"));
        QTRY_VERIFY(plain->score());
        QVERIFY(!plain->accepts());
        QCOMPARE(plain->decisionText(), QStringLiteral("no threshold"));
        f.fake.writeSet(f.home.filePath(QStringLiteral("set")).toStdString());
        f.page.measure(f.home.filePath(QStringLiteral("set")));
        QTRY_VERIFY(f.page.statistics().statistics());
        QCOMPARE(f.page.statistics().statistics()->models.size(), std::size_t(f.page.cards().size()));
        QCOMPARE(plain->accepts(), std::optional(true));
        QVERIFY(f.page.statistics().plot().isVisible());
    }

    void oneClickMeasuresOnMadeUpEyesAndCalibrates() {
        Fixture f;
        f.page.addModel(f.file(QStringLiteral("plain.safetensors")));
        VerifyCard* plain = f.card(QStringLiteral("plain"));
        QTRY_VERIFY(plain->score());
        QTRY_VERIFY(f.session.engine().models().card(service::ModelRole::Generator).info);
        auto* button = f.named<QPushButton>(QStringLiteral("Measure on made-up eyes"));
        QTest::mouseClick(button, Qt::LeftButton);
        QTRY_VERIFY(f.page.statistics().statistics());
        QCOMPARE(f.page.statistics().statistics()->set, QStringLiteral("made-up eyes"));
        QVERIFY(plain->accepts());
        QVERIFY(!button->isVisible());
        // The pictures stay: a second time they are there already.
        QVERIFY(f.page.measureMadeUp() != nullptr);
        QTRY_COMPARE(f.session.engine().jobs().openCount(), 0);
        QCOMPARE(f.fake.identitySets.load(), 1);
    }

    void thresholdLineIsDraggedInTheHistogram() {
        Fixture f;
        f.file(QStringLiteral("labels.csv"), "file,identity\np-10.png,a\nq-20.png,a\nr-200.png,b\ns-210.png,b\n");
        for (const char* name : {"p-10.png", "q-20.png", "r-200.png", "s-210.png"}) f.file(QLatin1String(name));
        f.page.measure(f.home.filePath(QStringLiteral("labels.csv")));
        QTRY_VERIFY(f.page.statistics().statistics());
        QCustomPlot& plot = f.page.statistics().plot().plot();
        QVERIFY(QTest::qWaitForWindowExposed(&f.page));
        QCOMPARE(f.page.statistics().plot().whose(), QStringLiteral("Scores of teacher"));
        auto* table = f.named<QTableWidget>(QStringLiteral("Error rates of the models"));
        QCOMPARE(table->item(0, 2)->text(), QStringLiteral("too few"));
        QVERIFY(table->item(0, 2)->toolTip().contains(QStringLiteral("4, and at least 1,000")));
        plot.replot(QCustomPlot::rpImmediateRefresh);
        const QCPAxisRect* histogram = plot.axisRect(1);
        auto* slider = f.named<QSlider>(QStringLiteral("Threshold for all models"));
        QTest::mousePress(&plot, Qt::LeftButton, {}, histogram->rect().center());
        QTest::mouseMove(&plot, histogram->rect().center() + QPoint(20, 0));
        QTest::mouseRelease(&plot, Qt::LeftButton, {}, histogram->rect().center() + QPoint(20, 0));
        const double wanted = histogram->axis(QCPAxis::atBottom)->pixelToCoord(histogram->rect().center().x() + 20);
        QVERIFY(std::abs(slider->value() / 1000.0 - wanted) < 0.01);
        QVERIFY(plot.accessibleDescription().contains(QStringLiteral("FNMR")));
    }

    void pictureIsPastedAndDropped() {
        Fixture f;
        QGuiApplication::clipboard()->setImage(ui::toQImage(FakeVerify::gray(90)));
        f.page.slot(0).setFocus();
        QTest::keyClick(&f.page.slot(0), Qt::Key_V, Qt::ControlModifier);
        QTRY_VERIFY(f.page.slot(0).caption().contains(QStringLiteral("pasted picture")));
        // Text is no picture: what is there stays.
        QGuiApplication::clipboard()->setText(QStringLiteral("no picture"));
        QSignalSpy told(&f.page, &ui::Page::notice);
        QTest::keyClick(&f.page.slot(0), Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(told.size(), 1);
        QVERIFY(f.page.slot(0).caption().contains(QStringLiteral("pasted picture")));
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(f.file(QStringLiteral("face-50.png")))});
        QDragEnterEvent enter(QPoint(20, 20), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&f.page.slot(1), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(20, 20), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&f.page.slot(1), &drop);
        QTRY_VERIFY(f.page.slot(1).caption().contains(QStringLiteral("two eyes")));
    }

    void twoFilesOpenedAtOnceFillBothPlaces() {
        Fixture f;
        for (const char* name : {"a-100.png", "b-150.png"})
            QVERIFY(
                f.page.open({.path = f.file(QLatin1String(name)), .kind = QStringLiteral("picture"), .recipe = {}}));
        QTRY_VERIFY(f.page.slot(0).caption().contains(QStringLiteral("a-100.png")));
        QTRY_VERIFY(f.page.slot(1).caption().contains(QStringLiteral("b-150.png")));
    }

    void aFileOpenedBeforeTheFirstShowIsNotReplaced() {
        QTemporaryDir home;
        FakeVerify fake;
        test::StudioSession session(home,
                                    {.loadNetwork = {}, .inspect = {}, .quantize = {}, .verify = fake.functions()});
        VerifyPage page(session.engine());
        QFile file(home.filePath(QStringLiteral("a-100.png")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        page.openPicture(0, file.fileName());
        page.show();
        QTRY_VERIFY(page.slot(1).picture());
        QTRY_VERIFY(page.slot(0).caption().contains(QStringLiteral("a-100.png")));
    }

    void emptyClipboardIsSaid() {
        Fixture f;
        QGuiApplication::clipboard()->setText(QStringLiteral("no picture"));
        f.page.slot(0).setFocus();
        QTest::keyClick(&f.page.slot(0), Qt::Key_V, Qt::ControlModifier);
        QVERIFY(f.page.slot(0).accessibleDescription().contains(QStringLiteral("no picture")));
    }

    void otherEyeIsChosenByKey() {
        Fixture f;
        f.page.openPicture(0, f.file(QStringLiteral("face-50.png")));
        f.page.openPicture(1, f.file(QStringLiteral("b-110.png")));
        VerifyCard* teacher = f.card(QStringLiteral("teacher"));
        QTRY_VERIFY(teacher->score() && f.page.slot(0).picture() && !f.page.slot(0).picture()->whole);
        const double left = teacher->score()->score;
        f.page.slot(0).setFocus();
        QTest::keyClick(&f.page.slot(0), Qt::Key_Right);
        QTRY_VERIFY(teacher->score() && teacher->score()->score > left);  // 50 + 60 is picture B's level
    }

    void pictureWithoutEyesAndUnreadableOneSayWhatToDo() {
        Fixture f;
        f.page.openPicture(0, f.file(QStringLiteral("none-50.png")));
        QTRY_VERIFY(f.page.slot(0).caption().contains(QStringLiteral("No face and no eye found")));
        f.page.openPicture(1, f.file(QStringLiteral("bad-50.png")));
        QTRY_VERIFY(f.page.slot(1).accessibleDescription().contains(QStringLiteral("choose another file")));
    }

    void brokenModelIsSaidOnItsCard() {
        Fixture f;
        f.page.addModel(f.file(QStringLiteral("broken.pth")));
        QTRY_COMPARE(f.card(QStringLiteral("broken"))->decisionText(), QStringLiteral("cannot be used"));
        QTest::mouseClick(f.named<QToolButton>(QStringLiteral("Take broken out of the comparison")), Qt::LeftButton);
        QVERIFY(f.card(QStringLiteral("broken")) == nullptr);
    }

    void everyControlHasAName() {
        Fixture f;
        f.page.openPicture(0, f.file(QStringLiteral("face-50.png")));
        QTRY_VERIFY(f.page.slot(0).picture() && !f.page.slot(0).picture()->whole);
        for (const QWidget* widget : f.page.findChildren<QWidget*>()) {
            if (!widget->isVisible() || widget->objectName().startsWith(QStringLiteral("qt_")) ||
                !(widget->focusPolicy() & Qt::TabFocus))
                continue;
            QVERIFY2(!widget->accessibleName().isEmpty(), widget->metaObject()->className());
        }
    }
};

QTEST_MAIN(TestVerifyPage)
#include "tst_verify_page.moc"
