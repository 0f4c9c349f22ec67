// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/explore_hard_set.h"

#include <QSignalSpy>
#include <QTest>

#include "support/fake_verify.h"
#include "support/studio.h"
#include "vision/picture_set.h"
#include "widgets/explore_page.h"
#include "widgets/theme.h"

using namespace syper;
using namespace syper::ui;

/// The hard set from Explore, by real keys and clicks, with models that take a picture's first level for an angle.
class TestExploreHardSet : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        Theme::apply(ThemeMode::Light);
        studio_ = std::make_unique<test::FakeStudio>(test::DuringSample(), false, fake_.functions());
        page_ = test::shownExplore(*studio_->engine);
        QTRY_VERIFY(settled());
    }
    void cleanup() {
        page_.reset();
        studio_.reset();
    }

    void aKeyKeepsTheSpot() {
        QSignalSpy notices(page_.get(), &Page::notice);
        const std::uint32_t first = request().seed;
        goTo(seedThatFlips());
        QTest::keyClick(&page_->view(), Qt::Key_X);
        QTRY_COMPARE(set().spots().size(), std::size_t(1));
        const service::HardSpot& spot = set().spots().front();
        QVERIFY(core::parseRecipe(spot.recipe.toStdString()).request == request());
        QCOMPARE(core::parseRecipe(spot.start.toStdString()).request.seed, first);
        QVERIFY(spot.opinions[1].flipped);
        QTRY_COMPARE(notices.size(), 1);
        QCOMPARE(notices.first().first().value<Notice>().kind, Notice::Kind::Good);
        QTest::keyClick(&page_->view(), Qt::Key_X);  // again
        QTRY_COMPARE(notices.size(), 2);
        QCOMPARE(set().spots().size(), std::size_t(1));
        notices.first().first().value<Notice>().actions.first().run();  // undo
        QTRY_VERIFY(set().spots().empty());
    }

    void aKeyPressedBeforeTheModelsAnsweredKeepsThePictureThatComes() {
        fake_.hold = true;
        core::SampleRequest next = request();
        next.seed = 33;
        page_->model().edit({.network = page_->model().state().network, .request = next}, ExploreModel::Seed, {});
        QTRY_VERIFY(page_->shown()->request == request());
        QTest::keyClick(&page_->view(), Qt::Key_X);
        QVERIFY(set().spots().empty());
        fake_.hold = false;
        QTRY_COMPARE(set().spots().size(), std::size_t(1));
        QCOMPARE(core::parseRecipe(set().spots().front().recipe.toStdString()).request.seed, 33U);
    }

    void hardOnesAreCollectedOnAWalkOnlyWhereThatIsOn() {
        const std::uint32_t hard = seedThatFlips();
        goTo(hard);
        goTo(0);
        QVERIFY(set().spots().empty());
        panel().setCollecting(false, 1.0);
        checkBox()->click();
        goTo(hard);
        QTRY_COMPARE(set().spots().size(), std::size_t(1));
        goTo(0);  // the start itself is not hard
        QTRY_COMPARE(set().spots().size(), std::size_t(1));
        QVERIFY(studio_->settings.value(QStringLiteral("explore/hardAutomatic")).toBool());
    }

    void aLossBeyondTheAllowedOneIsHardWithoutAFlip() {
        IdentityMeasure measure;
        for (const double similarity : {0.95, 0.92}) {
            IdentityVerdict verdict;
            verdict.score.similarity = similarity;
            verdict.score.info.weightBits = verdict.score.info.activationBits = measure.verdicts.empty() ? 32 : 4;
            measure.verdicts.push_back(verdict);
        }
        panel().setCollecting(false, 0.05);
        QVERIFY(!page_->hardSet().isHard(measure));
        panel().setCollecting(false, 0.02);
        QVERIFY(page_->hardSet().isHard(measure));
        std::swap(measure.verdicts[0].score.similarity, measure.verdicts[1].score.similarity);
        QVERIFY(!page_->hardSet().isHard(measure));  // it gained
        measure.verdicts[1].flipped = true;
        QVERIFY(page_->hardSet().isHard(measure));
    }

    void theListShowsThemAndGoesThere() {
        for (const std::uint32_t seed : {5U, 6U}) {
            goTo(seed);
            QTest::keyClick(&page_->view(), Qt::Key_X);
            QTRY_VERIFY(!set().spots().empty() && set().spots().size() == seed - 4);
        }
        goTo(9);
        page_->hardSet().openPanel();
        QVERIFY(panel().isVisible());
        QListView* list = panel().list();
        QCOMPARE(list->model()->rowCount(), 2);
        QVERIFY(list->model()->index(0, 0).data().toString().contains(QStringLiteral("seed 6")));  // the newest first
        QVERIFY(list->model()->index(0, 0).data().toString().contains(QStringLiteral("W4A4")));
        list->setCurrentIndex(list->model()->index(1, 0));
        QTest::keyClick(list, Qt::Key_Return);
        QCOMPARE(request().seed, 5U);
        page_->model().undoStack().undo();
        QCOMPARE(request().seed, 9U);
    }

    void deleteRemovesAndTheBannerPutsBack() {
        goTo(5);
        QTest::keyClick(&page_->view(), Qt::Key_X);
        QTRY_COMPARE(set().spots().size(), std::size_t(1));
        page_->hardSet().openPanel();
        panel().list()->setCurrentIndex(panel().list()->model()->index(0, 0));
        QSignalSpy notices(page_.get(), &Page::notice);
        QTest::keyClick(panel().list(), Qt::Key_Delete);
        QVERIFY(set().spots().empty());
        QTRY_COMPARE(notices.size(), 1);
        notices.first().first().value<Notice>().actions.first().run();
        QTRY_COMPARE(set().spots().size(), std::size_t(1));
    }

    void quantizeGetsACopyOfThePictures() {
        for (const std::uint32_t seed : {5U, 6U}) {
            goTo(seed);
            QTest::keyClick(&page_->view(), Qt::Key_X);
            QTRY_VERIFY(!set().spots().empty() && set().spots().size() == seed - 4);
        }
        page_->hardSet().openPanel();
        QSignalSpy wanted(page_.get(), &ExplorePage::quantizeRequested);
        QPushButton* button = panel().findChild<QPushButton*>();
        QVERIFY(button->isEnabled());
        QTest::mouseClick(button, Qt::LeftButton);
        QTRY_COMPARE(wanted.size(), 1);
        const QString folder = wanted.first().first().toString();
        set().remove({set().spots().front().recipe});  // the copy stays
        QCOMPARE(vision::openPictures({folder.toStdString()})->size(), 2);
    }

    void withoutModelsTheKeySaysWhatIsMissing() {
        page_.reset();
        studio_ = std::make_unique<test::FakeStudio>();
        page_ = std::make_unique<ExplorePage>(*studio_->engine);
        page_->show();
        QTRY_VERIFY(page_->shown());
        QSignalSpy notices(page_.get(), &Page::notice);
        QTest::keyClick(&page_->view(), Qt::Key_X);
        QCOMPARE(notices.size(), 1);
        QCOMPARE(notices.first().first().value<Notice>().kind, Notice::Kind::Caution);
    }

private:
    [[nodiscard]] bool settled() const {
        return page_->shown() && page_->shown()->request == request() && page_->identity().upToDate();
    }
    [[nodiscard]] const core::SampleRequest& request() const { return page_->model().state().request; }
    [[nodiscard]] service::HardSet& set() const { return page_->hardSet().set(); }
    [[nodiscard]] HardSetPanel& panel() const { return page_->hardSet().panel(); }
    [[nodiscard]] QCheckBox* checkBox() const { return panel().findChild<QCheckBox*>(); }
    void goTo(std::uint32_t seed) {
        core::SampleRequest next = request();
        next.seed = seed;
        page_->model().edit({.network = page_->model().state().network, .request = next}, ExploreModel::Seed, {});
        QTRY_VERIFY(settled());
    }
    /// One that the fine model takes for the start's eye, and the coarse one does not.
    [[nodiscard]] std::uint32_t seedThatFlips() const {
        const auto level = [](const core::SampleRequest& of) { return int(test::drawn(of).data()[0]); };
        const int start = level(page_->identity().measure()->start.sampled.request);
        core::SampleRequest next = request();
        for (next.seed = 1; next.seed < 1000; ++next.seed)
            if (std::abs(level(next) - start) < 40 && level(next) / 60 != start / 60) return next.seed;
        qFatal("no seed flips");
    }

    test::FakeVerify fake_;
    std::unique_ptr<test::FakeStudio> studio_;
    std::unique_ptr<ExplorePage> page_;
};

QTEST_MAIN(TestExploreHardSet)
#include "tst_explore_hard_set.moc"
