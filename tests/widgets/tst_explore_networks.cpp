// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/explore_networks.h"

#include <QSignalSpy>
#include <QTest>

#include "support/studio.h"
#include "widgets/explore_page.h"
#include "widgets/theme.h"

using namespace syper;
using namespace syper::ui;

/// Several networks on one latent, by real keys and clicks, on engines that draw.
class TestExploreNetworks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        Theme::apply(ThemeMode::Light);
        studio_ = std::make_unique<test::FakeStudio>();
        eyes_ = studio_->file("eyes.pkl");
        wide_ = studio_->file("wide.pkl");
        studio_->settings.setValue(QStringLiteral("explore/networks"), QStringList{eyes_, wide_});
        page_ = test::shownExplore(*studio_->engine);
        QTRY_VERIFY(settled());
        QTest::keyClick(&page_->view(), Qt::Key_N);
        QVERIFY(strip().isVisible());
        QTRY_VERIFY(!strip().cell(wide_)->icon().isNull());
    }
    void cleanup() {
        page_.reset();
        studio_.reset();
    }

    void eachShowsTheLatentAndTheOpenOneIsMarked() {
        QCOMPARE(strip().networks(), (QStringList{eyes_, wide_}));
        QVERIFY(strip().cell(eyes_)->isChecked());
        QVERIFY(!strip().cell(wide_)->isChecked());
        QVERIFY(!strip().cell(eyes_)->icon().isNull());
    }

    void anEditGoesToAllOfThem() {
        QSignalSpy spy(&studio_->engine->networks(), &service::NetworksService::sampled);
        QTest::keyClick(&page_->view(), Qt::Key_R);
        QTRY_VERIFY(!spy.isEmpty() && spy.last().at(1).value<service::Sampled>().request.seed == request().seed);
    }

    void aClickOpensOneWithWhatTheStripShows() {
        page_->controls().directionList().walk(page_->controls().directionList().rows().front().id, 1.0);
        QTRY_VERIFY(settled());
        QTRY_VERIFY(strip().cell(wide_)->toolTip().contains(QStringLiteral("directions")));
        const core::SampleRequest before = request();
        QVERIFY(!before.directions.empty());
        QTest::mouseClick(strip().cell(wide_), Qt::LeftButton);
        QCOMPARE(studio_->engine->models().card(service::ModelRole::Generator).choice, wide_);
        QVERIFY(request().directions.empty());
        QCOMPARE(request().seed, before.seed);
        QTRY_VERIFY(settled());
        QTRY_VERIFY(strip().cell(wide_)->isChecked());
        QTest::keyClick(page_.get(), Qt::Key_Z, Qt::ControlModifier);  // network and latent in one step
        QCOMPARE(studio_->engine->models().card(service::ModelRole::Generator).choice, eyes_);
        QVERIFY(request() == before);
        QTRY_VERIFY(settled());
    }

    void anotherNetworkThatCannotDrawTheLatentDrawsWhatItCan() {
        core::SampleRequest next = request();
        next.edits.walks.push_back(
            {.name = "mine", .unit = test::axes("x", 3, 1).directions[0].unit, .deviation = 1.0, .amount = 2.0});
        page_->model().edit({.network = page_->model().state().network, .request = next}, ExploreModel::Recipe, {});
        QTRY_VERIFY(settled());
        QSignalSpy notices(page_.get(), &Page::notice);
        studio_->engine->models().choose(service::ModelRole::Generator, wide_);
        QTRY_COMPARE(notices.size(), 1);
        QVERIFY(request().edits.walks.empty());
        QCOMPARE(request().seed, next.seed);
        QTRY_VERIFY(settled() && page_->view().isVisible());
        page_->model().undoStack().undo();
        page_->model().undoStack().undo();  // back to the network that it belongs to
        QVERIFY(request() == next);
        QTRY_VERIFY(settled());
    }

    void whatIsOpenedJoinsAndIsRemembered() {
        const QString third = studio_->file("third.pkl");
        studio_->engine->models().choose(service::ModelRole::Generator, third);
        QTRY_COMPARE(strip().networks(), (QStringList{eyes_, wide_, third}));
        QCOMPARE(studio_->settings.value(QStringLiteral("explore/networks")).toStringList(), strip().networks());
        for (const char* name : {"d.pkl", "e.pkl", "f.pkl", "g.pkl"}) {
            const QString path = studio_->file(name);
            studio_->engine->models().choose(service::ModelRole::Generator, path);
            QTRY_COMPARE(strip().networks().last(), path);
        }
        QCOMPARE(strip().networks().size(), NetworkStrip::kMost);
        QCOMPARE(strip().networks().first(), wide_);  // the oldest made room
        QVERIFY(!strip().addButton()->isEnabled());
    }

    void deleteTakesOneOutButNotTheOpenOne() {
        strip().cell(eyes_)->setFocus();
        QTest::keyClick(strip().cell(eyes_), Qt::Key_Delete);
        QCOMPARE(strip().networks().size(), 2);
        strip().cell(wide_)->setFocus();
        QTest::keyClick(strip().cell(wide_), Qt::Key_Delete);
        QCOMPARE(strip().networks(), QStringList{eyes_});
    }

    void aLatentThatDoesNotFitIsSaidOnItsCell() {
        core::SampleRequest next = request();
        next.w.assign(16, 0.25F);
        page_->model().edit({.network = page_->model().state().network, .request = next}, ExploreModel::Recipe, {});
        QTRY_VERIFY(strip().cell(wide_)->toolTip().contains(QStringLiteral("32")));
        QVERIFY(strip().cell(wide_)->accessibleDescription().contains(QStringLiteral("16")));
    }

    void aKeyShowsThemLargeInPlaceOfThePicture() {
        const NetworkGrid& grid = page_->grid();
        QVERIFY(!grid.isVisible());
        QTest::keyClick(&page_->view(), Qt::Key_G);
        QVERIFY(grid.isVisible() && strip().largeButton()->isChecked());
        QCOMPARE(grid.size(), grid.parentWidget()->size());
        QTRY_VERIFY(!strip().picture(wide_).isNull());
        for (const QString& choice : {eyes_, wide_}) {
            QVERIFY(grid.rect().contains(grid.cell(choice)->geometry()));
            QVERIFY(grid.cell(choice)->iconSize().width() > 4 * strip().cell(choice)->iconSize().width());
        }
        QVERIFY(!grid.cell(eyes_)->geometry().intersects(grid.cell(wide_)->geometry()));
        // It follows an edit, and a click opens a network as one in the strip does.
        QSignalSpy spy(&studio_->engine->networks(), &service::NetworksService::sampled);
        const qint64 before = grid.cell(wide_)->icon().cacheKey();
        QTest::keyClick(&page_->view(), Qt::Key_R);
        QTRY_VERIFY(!spy.isEmpty());
        QVERIFY(grid.cell(wide_)->icon().cacheKey() != before);
        QTest::mouseClick(grid.cell(wide_), Qt::LeftButton);
        QCOMPARE(studio_->engine->models().card(service::ModelRole::Generator).choice, wide_);
        QTRY_VERIFY(settled() && grid.cell(wide_)->isChecked() && !grid.cell(eyes_)->isChecked());
        const auto onTop = [&grid, this] {
            return grid.parentWidget()->childAt(grid.cell(wide_)->geometry().center());
        };
        QCOMPARE(onTop(), grid.cell(wide_));
        page_->resize(852, 448);
        QTRY_VERIFY(grid.size() == grid.parentWidget()->size());
        QVERIFY(grid.rect().contains(grid.cell(eyes_)->geometry()));
        QTest::keyClick(page_.get(), Qt::Key_Escape);
        QVERIFY(!grid.isVisible() && strip().isVisible());
        QTest::keyClick(page_.get(), Qt::Key_G);
        QVERIFY(grid.isVisible());
        QTest::keyClick(page_.get(), Qt::Key_N);  // with the strip it goes
        QVERIFY(!grid.isVisible() && !strip().largeButton()->isChecked());
        QTest::keyClick(page_.get(), Qt::Key_G);  // and brings it back
        QVERIFY(grid.isVisible() && strip().isVisible());
        // A network that cannot be opened says so in its place, and the page why it shows none.
        studio_->engine->models().choose(service::ModelRole::Generator, studio_->file("broken.pkl"));
        QTRY_VERIFY(page_->findChild<EmptyState*>()->isVisible() && !grid.isVisible());
    }

    void whileNobodySeesThemTheyAreLetGo() {
        QTest::keyClick(&page_->view(), Qt::Key_N);
        QVERIFY(!strip().isVisible());
        QSignalSpy spy(&studio_->engine->networks(), &service::NetworksService::sampled);
        QTest::keyClick(&page_->view(), Qt::Key_R);
        QTRY_VERIFY(settled());
        QVERIFY(!spy.wait(60));
        QTest::keyClick(&page_->view(), Qt::Key_N);
        QTRY_COMPARE(spy.size(), 1);
    }

    void thePlusButtonOpensAnother() {
        test::ScriptedPicker picker;
        const QString third = studio_->file("third.pkl");
        picker.answers = {third};
        QTest::mouseClick(strip().addButton(), Qt::LeftButton);
        QTRY_COMPARE(strip().networks().last(), third);
    }

private:
    [[nodiscard]] NetworkStrip& strip() const { return page_->sweep().networks(); }
    [[nodiscard]] const core::SampleRequest& request() const { return page_->model().state().request; }
    [[nodiscard]] bool settled() const { return test::settled(*page_); }

    QString eyes_, wide_;
    std::unique_ptr<test::FakeStudio> studio_;
    std::unique_ptr<ExplorePage> page_;
};

QTEST_MAIN(TestExploreNetworks)
#include "tst_explore_networks.moc"
