// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/explore_page.h"

#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>
#include <QThread>
#include <atomic>

#include "core/api/sampler.h"
#include "support/studio.h"
#include "widgets/image_convert.h"
#include "widgets/theme.h"

using namespace syper;
using namespace syper::ui;

/// Explore by real keys and mouse, on an engine that draws.
class TestExplorePage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        Theme::apply(ThemeMode::Light);
        studio_ = std::make_unique<test::FakeStudio>();
        page_ = test::shownExplore(*studio_->engine);
        QTRY_VERIFY(settled());
    }
    void cleanup() {
        page_.reset();
        studio_.reset();
    }

    void theFirstPictureComesByItself() {
        QCOMPARE(test::hash(page_->shown()->image), test::hash(test::drawn(request())));
        QVERIFY(request() == (core::SampleRequest{.seed = request().seed, .psi = 0.7}));
        QCOMPARE(page_->history().history().rowCount(), 1);
        QVERIFY(page_->view().hasFocus());
    }

    void aDragShowsTheNewestPictureAndIsOneStepToUndo() {
        const QByteArray before = test::hash(page_->shown()->image);
        QTRY_VERIFY(page_->controls().directions().size() == 5);
        Slider* slider = page_->controls().directions()[1]->slider();
        const int middle = slider->height() / 2;
        QTest::mousePress(slider, Qt::LeftButton, {}, {slider->width() / 2, middle});
        for (int x = slider->width() / 2; x < slider->width(); x += 3) QTest::mouseMove(slider, {x, middle});
        QTest::mouseRelease(slider, Qt::LeftButton, {}, {slider->width() - 1, middle});
        QCOMPARE(page_->model().undoStack().count(), 1);
        QTRY_VERIFY(settled());
        QVERIFY(test::hash(page_->shown()->image) != before);
        QVERIFY(ExploreModel::amount(request(), 1) > 4.0);
        QCOMPARE(page_->history().history().rowCount(), 2);
        QTest::keyClick(page_.get(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(test::hash(page_->shown()->image), before);
        QCOMPARE(page_->history().history().rowCount(), 2);  // it was there already
    }

    void aMovingSliderShowsCoarsePicturesAndEndsOnTheExactOne() {
        const auto hold = std::make_shared<std::atomic<bool>>(false);
        page_.reset();
        studio_ = std::make_unique<test::FakeStudio>(
            [hold](const core::SampleRequest&, core::RunControl& control) {
                while (*hold) {
                    control.gate();
                    QThread::yieldCurrentThread();
                }
            },
            true);
        page_ = test::shownExplore(*studio_->engine);
        QTRY_VERIFY(settled());
        QVERIFY(!page_->coarse());
        const QRectF where = page_->view().pictureRect();
        *hold = true;
        QTest::keyClick(page_->controls().psi()->slider(), Qt::Key_Right, Qt::ShiftModifier);
        QTRY_VERIFY(page_->coarse());
        QCOMPARE(test::hash(toImage8(page_->view().image())), test::hash(test::drawnCoarsely(request())));
        QCOMPARE(page_->view().pictureRect(), where);  // it takes the exact one's place
        QVERIFY(test::says(*page_, QStringLiteral("coarse")));
        page_->compare().pin();  // what is pinned is never coarse
        QTest::keyClick(page_->controls().psi()->slider(), Qt::Key_Right, Qt::ShiftModifier);
        *hold = false;
        QTRY_VERIFY(settled() && !page_->coarse());
        QCOMPARE(test::hash(toImage8(page_->view().image())), test::hash(test::drawn(request())));
        QVERIFY(test::says(*page_, QStringLiteral("exact")));
        QVERIFY(!test::says(*page_, QStringLiteral("coarse")));
    }

    void twoHundredMixedEditsUndoneAndRedoneGiveTheSamePictures() {
        QRandomGenerator random(7);
        std::vector<QByteArray> hashes{test::hash(page_->shown()->image)};
        while (hashes.size() <= 200) {
            const int before = page_->model().undoStack().index();
            oneEdit(random);
            if (page_->model().undoStack().index() == before) continue;
            QTRY_VERIFY(settled());
            hashes.push_back(test::hash(page_->shown()->image));
        }
        QCOMPARE(page_->model().undoStack().count(), 200);
        for (int i = 199; i >= 0; --i) {
            QTest::keyClick(page_.get(), Qt::Key_Z, Qt::ControlModifier);
            QTRY_VERIFY(settled());
            QCOMPARE(test::hash(page_->shown()->image), hashes[std::size_t(i)]);
        }
        QVERIFY(!page_->model().undoStack().canUndo());
        for (std::size_t i = 1; i < hashes.size(); ++i) {
            QTest::keyClick(page_.get(), Qt::Key_Y, Qt::ControlModifier);
            QTRY_VERIFY(settled());
            QCOMPARE(test::hash(page_->shown()->image), hashes[i]);
        }
    }

    void theSeedIsTypedAndTheKeysGoBackToThePicture() {
        QDoubleSpinBox* seed = page_->controls().seed();
        seed->setFocus();
        seed->selectAll();
        QTest::keyClicks(seed, QStringLiteral("4294967295"));
        QTest::keyClick(seed, Qt::Key_Return);
        QCOMPARE(request().seed, 4294967295U);
        QVERIFY(page_->view().hasFocus());
    }

    void lettersAreKeysOnThePictureButNotWhileTyping() {
        QTest::keyClick(&page_->view(), Qt::Key_R);
        QCOMPARE(page_->model().undoStack().count(), 1);
        page_->controls().seed()->setFocus();
        QTest::keyClick(page_->controls().seed(), Qt::Key_R);
        QTest::keyClick(page_->controls().seed(), Qt::Key_S);
        QCOMPARE(page_->model().undoStack().count(), 1);
    }

    void spaceShowsThePinnedPictureWhileHeld() {
        QTest::keyClick(&page_->view(), Qt::Key_P);
        QVERIFY(page_->view().hasPinned());
        QTest::keyClick(&page_->view(), Qt::Key_R);
        QTest::keyPress(&page_->view(), Qt::Key_Space);
        QVERIFY(page_->view().showsPinned());
        QTest::keyRelease(&page_->view(), Qt::Key_Space);
        QVERIFY(!page_->view().showsPinned());
        QTest::keyClick(&page_->view(), Qt::Key_W);
        QCOMPARE(page_->view().compare(), Compare::Wipe);
        QTest::keyClick(&page_->view(), Qt::Key_W);
        QCOMPARE(page_->view().compare(), Compare::Hold);
        QTest::keyClick(&page_->view(), Qt::Key_Escape);
        QVERIFY(!page_->view().hasPinned());
    }

    void aKeyGoesThroughTheWaysToCompare() {
        QTest::keyClick(&page_->view(), Qt::Key_P);
        for (const Compare mode :
             {Compare::Beside, Compare::Wipe, Compare::Blink, Compare::Difference, Compare::Hold}) {
            QTest::keyClick(&page_->view(), Qt::Key_C);
            QCOMPARE(page_->view().compare(), mode);
            QCOMPARE(page_->tools().compareButton()->isChecked(), mode != Compare::Hold);
            QVERIFY(page_->compare().description().contains(ExploreCompare::nameOf(mode)));
        }
    }

    void comparingWithoutAPinPinsThePresentPicture() {
        QTest::keyClick(&page_->view(), Qt::Key_C);
        QVERIFY(page_->view().hasPinned());
        QVERIFY(page_->compare().pinned()->request == request());
        QTest::keyClick(&page_->view(), Qt::Key_R);
        QTRY_VERIFY(settled());
        QVERIFY(!(page_->compare().pinned()->request == request()));
        QMenu menu;
        page_->compare().fill(menu);
        QVERIFY(menu.actions().at(1)->isChecked());
        menu.actions().at(4)->trigger();
        QCOMPARE(page_->view().compare(), Compare::Difference);
        QVERIFY(page_->view().difference().largest > 0);
    }

    void aClickInTheHistoryGoesBack() {
        const std::uint32_t seed = request().seed;
        for (int i = 0; i < 3; ++i) {
            QTest::keyClick(&page_->view(), Qt::Key_R);
            QTRY_VERIFY(settled());
        }
        QTRY_COMPARE(page_->history().history().rowCount(), 4);
        HistoryStrip& strip = page_->history();
        const QRect first = strip.visualRect(strip.history().index(0));
        strip.scrollTo(strip.history().index(0));
        QTest::mouseClick(strip.viewport(), Qt::LeftButton, {}, first.center());
        QCOMPARE(request().seed, seed);
        QCOMPARE(page_->model().undoStack().count(), 4);  // going back is an edit too
        QTest::keyClick(&strip, Qt::Key_R);
        QCOMPARE(page_->model().undoStack().count(), 5);  // the page's keys hold there too
    }

    void aClickInTheStripGoesThere() {
        const auto buttons = page_->sweep().findChildren<QToolButton*>(QString(), Qt::FindDirectChildrenOnly);
        QCOMPARE(buttons.size(), SweepStrip::kSteps);
        QTRY_VERIFY(!buttons.last()->icon().isNull());
        QTest::mouseClick(buttons[5], Qt::LeftButton);
        QCOMPARE(request().psi, 1.0);
    }

    void aSavedPictureBringsEverythingBack() {
        test::ScriptedPicker picker;
        core::SampleRequest wanted{.seed = 17, .psi = 0.9, .noise = core::NoiseMode::Random, .noiseSeed = 5};
        wanted = ExploreModel::withAmount(wanted, 2, -1.25);
        page_->model().edit({.network = page_->model().state().network, .request = wanted}, ExploreModel::Recipe, {});
        QTRY_VERIFY(settled());
        const QString path = studio_->folder.filePath(QStringLiteral("eye.png"));
        picker.answers = {path};
        QSignalSpy notices(page_.get(), &Page::notice);
        QTest::keyClick(&page_->view(), Qt::Key_S);
        QTRY_COMPARE(notices.size(), 1);
        QCOMPARE(notices.first().first().value<Notice>().kind, Notice::Kind::Good);

        page_->controls().randomSeed();
        const auto recipe = core::readPngRecipe(path.toStdString());
        QVERIFY(recipe.has_value());
        QVERIFY(
            page_->open({.path = path, .kind = QStringLiteral("recipe"), .recipe = QString::fromStdString(*recipe)}));
        QVERIFY(request() == wanted);

        QTRY_VERIFY(settled());
        QTest::keyClick(&page_->view(), Qt::Key_S);  // the folder is known now: no question, a name of its own
        QTRY_COMPARE(notices.size(), 3);
        QCOMPARE(picker.asked.size(), 1);
        QVERIFY(QFile::exists(studio_->folder.filePath(QStringLiteral("seed0017_psi0.90_walk.png"))));
    }

    void aRecipeTravelsAsText() {
        page_->controls().randomSeed();
        const core::SampleRequest wanted = request();
        QTest::keyClick(&page_->view(), Qt::Key_C, Qt::ControlModifier);
        page_->model().undoStack().undo();
        QTest::keyClick(&page_->view(), Qt::Key_V, Qt::ControlModifier);
        QVERIFY(request() == wanted);
    }

    void wrongTextIsRefusedWithAReason_data() {
        QTest::addColumn<QString>("text");
        QTest::newRow("empty") << QString();
        QTest::newRow("prose") << QStringLiteral("a lovely eye");
        QTest::newRow("other JSON") << QStringLiteral("{\"seed\": \"x\"}");
        QTest::newRow("cut") << QStringLiteral("{\"seed\": 1,");
    }
    void wrongTextIsRefusedWithAReason() {
        QFETCH(QString, text);
        QSignalSpy notices(page_.get(), &Page::notice);
        QApplication::clipboard()->setText(text);
        page_->recipes().paste();
        QCOMPARE(notices.size(), 1);
        QCOMPARE(notices.first().first().value<Notice>().kind, Notice::Kind::Bad);
        QVERIFY(notices.first().first().value<Notice>().text.size() > 10);
        QCOMPARE(page_->model().undoStack().count(), 0);
    }

    void aRecipeOfAnUnknownNetworkNamesIt() {
        QSignalSpy notices(page_.get(), &Page::notice);
        QApplication::clipboard()->setText(
            QString::fromStdString(core::recipeText({.seed = 3}, "0123456789abcdef" + std::string(48, '0'))));
        page_->recipes().paste();
        const Notice notice = notices.first().first().value<Notice>();
        QCOMPARE(notice.kind, Notice::Kind::Caution);
        QVERIFY(notice.text.contains(QStringLiteral("0123456789ab")));
        QCOMPARE(notice.actions.size(), 2);
        QCOMPARE(request().seed, 3U);
    }

    void aBrokenNetworkSaysWhyAndOffersAWayOut() {
        test::ScriptedPicker picker;
        studio_->engine->models().choose(service::ModelRole::Generator, studio_->file("broken.pkl"));
        EmptyState* empty = page_->findChild<EmptyState*>();
        QTRY_VERIFY(empty->isVisible());
        QPushButton* open = empty->findChildren<QPushButton*>().first();
        QTRY_VERIFY(open->isVisible());
        picker.answers = {studio_->file("other.pkl")};
        QTest::mouseClick(open, Qt::LeftButton);
        QTRY_VERIFY(page_->view().isVisible());
        QTRY_VERIFY(settled());
    }

    void anotherGeneratorCanBeUndone() {
        const QString first = page_->model().state().network;
        studio_->engine->models().choose(service::ModelRole::Generator, studio_->file("other.pkl"));
        QTRY_VERIFY(settled());
        QTest::keyClick(page_.get(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(studio_->engine->models().card(service::ModelRole::Generator).choice, first);
        QTRY_VERIFY(settled());
    }

    void directionsAreAddedAndReset() {
        QTRY_VERIFY(page_->controls().directions().size() == 5);
        for (int i = 0; i < 10; ++i) page_->controls().addDirection();
        QCOMPARE(page_->controls().directions().size(), std::size_t(8));  // the network has no more
        QTest::keyClick(page_->controls().directions()[7]->slider(), Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(ExploreModel::amount(request(), 7), 0.5);
        page_->controls().resetDirections();
        QVERIFY(request().directions.empty());
    }

private:
    [[nodiscard]] const core::SampleRequest& request() const { return page_->model().state().request; }
    [[nodiscard]] bool settled() const { return test::settled(*page_); }

    void oneEdit(QRandomGenerator& random) {
        ExploreControls& controls = page_->controls();
        const auto key = random.bounded(2) != 0 ? Qt::Key_Left : Qt::Key_Right;
        const auto far = random.bounded(2) != 0 ? Qt::ShiftModifier : Qt::NoModifier;
        switch (random.bounded(5)) {
            case 0:
                return QTest::keyClick(&page_->view(), Qt::Key_R);
            case 1:
                return QTest::keyClick(controls.psi()->slider(), key, far);
            case 2: {
                Slider* slider = controls.directions()[std::size_t(random.bounded(5))]->slider();
                return QTest::mouseClick(slider, Qt::LeftButton, {},
                                         {random.bounded(slider->width()), slider->height() / 2});
            }
            case 3: {
                const auto buttons = page_->sweep().findChildren<QToolButton*>(QString(), Qt::FindDirectChildrenOnly);
                return QTest::mouseClick(buttons[random.bounded(SweepStrip::kSteps)], Qt::LeftButton);
            }
            default:
                return controls.resetDirections();
        }
    }

    std::unique_ptr<test::FakeStudio> studio_;
    std::unique_ptr<ExplorePage> page_;
};

QTEST_MAIN(TestExplorePage)
#include "tst_explore_page.moc"
