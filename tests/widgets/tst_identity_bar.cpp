// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/identity_bar.h"

#include <QSignalSpy>
#include <QTest>

#include "support/fake_verify.h"
#include "support/studio.h"
#include "widgets/explore_page.h"
#include "widgets/theme.h"

using namespace syper;
using namespace syper::ui;

/// The bar below Explore's picture by real keys, with models that take a picture's first level for an angle.
class TestIdentityBar : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        Theme::apply(ThemeMode::Light);
        fake_.loads = fake_.embeds = 0;
        fake_.hold = false;
        studio_ = std::make_unique<test::FakeStudio>(test::DuringSample(), false, fake_.functions());
        makePage();
    }
    void cleanup() {
        page_.reset();
        studio_.reset();
    }

    void itsSpaceIsThereBeforeItsFigures() {
        page_.reset();
        fake_.hold = true;
        makePage();
        const QRect where = bar().geometry(), stage = page_->view().geometry();
        QCOMPARE(bar().meters().size(), 2);
        QVERIFY(!bar().meters().first()->verdict());
        fake_.hold = false;
        QTRY_VERIFY(settled());
        QVERIFY(bar().meters().first()->verdict());
        QCOMPARE(bar().geometry(), where);
        QCOMPARE(page_->view().geometry(), stage);
    }

    void theFirstPictureIsTheStart() {
        QTRY_VERIFY(settled());
        for (const IdentityVerdict& verdict : bar().measure()->verdicts) {
            QVERIFY(std::abs(verdict.score.similarity - 1.0) < 1e-6);
            QCOMPARE(verdict.accepts(), std::optional(true));
        }
        QCOMPARE(bar().meters().first()->word(), QStringLiteral("same eye"));
    }

    void anEditShowsHowFarTheIdentityMoved() {
        QTRY_VERIFY(settled());
        QTest::keyClick(page_->controls().psi()->slider(), Qt::Key_Right, Qt::ShiftModifier);
        QTRY_VERIFY(settled());
        const double angle = double(level(start()) - level(request())) / 100.0;
        QVERIFY(std::abs(bar().measure()->verdicts[0].score.similarity - std::cos(angle)) < 1e-6);
        QVERIFY(bar().measure()->picture.sampled.request == request());
    }

    void aDecisionThatDiffersIsSaidInAWord() {
        QTRY_VERIFY(settled());
        goTo(seedThatFlips());
        const std::vector<IdentityVerdict>& verdicts = bar().measure()->verdicts;
        QCOMPARE(verdicts[0].accepts(), std::optional(true));
        QCOMPARE(verdicts[1].accepts(), std::optional(false));
        QVERIFY(verdicts[1].flipped);
        QCOMPARE(bar().meters()[1]->word(), QStringLiteral("DIFFERENT"));
        QCOMPARE(bar().meters()[1]->wordsWithin(400),
                 std::pair(QStringLiteral("DIFFERENT"), QStringLiteral("flipped")));
        // Rather one word whole than both in pieces; the symbol beside it says the other.
        QCOMPARE(bar().meters()[1]->wordsWithin(80), std::pair(QString(), QStringLiteral("flipped")));
        QVERIFY(bar().meters()[1]->accessibleName().contains(QStringLiteral("flipped")));
        QVERIFY(!bar().meters()[0]->accessibleName().contains(QStringLiteral("flipped")));
    }

    void aKeyMakesThisPictureTheStart() {
        QTRY_VERIFY(settled());
        goTo(seedThatFlips());
        QVERIFY(bar().measure()->verdicts[0].score.similarity < 1.0 - 1e-6);
        QTest::keyClick(&page_->view(), Qt::Key_H);
        QTRY_VERIFY(settled());
        QVERIFY(std::abs(bar().measure()->verdicts[0].score.similarity - 1.0) < 1e-6);
    }

    void aPinnedPictureIsWhatOneComparesWith() {
        QTRY_VERIFY(settled());
        const core::SampleRequest first = request();
        goTo(17);
        QTest::keyClick(&page_->view(), Qt::Key_P);
        QTRY_VERIFY(settled());
        QCOMPARE(bar().measure()->start.sampled.request.seed, 17U);
        goTo(40);
        QCOMPARE(bar().measure()->start.sampled.request.seed, 17U);
        QTest::keyClick(&page_->view(), Qt::Key_Escape);
        QTRY_VERIFY(settled());
        QVERIFY(bar().measure()->start.sampled.request == first);
    }

    void anotherNetworkBeginsAnew() {
        QTRY_VERIFY(settled());
        goTo(17);
        studio_->engine->models().choose(service::ModelRole::Generator, studio_->file("other.pkl"));
        QVERIFY(!bar().meters().first()->verdict());
        QTRY_VERIFY(settled());
        QCOMPARE(bar().measure()->start.sampled.request.seed, 17U);
    }

    void aModelThatCannotBeUsedSaysSo() {
        QTRY_VERIFY(settled());
        studio_->engine->models().choose(service::ModelRole::Student, studio_->file("broken.pth"));
        QTRY_COMPARE(bar().meters()[1]->word(), QStringLiteral("cannot be used"));
        QVERIFY(bar().meters()[1]->toolTip().contains(QStringLiteral("broken")));
        QTRY_VERIFY(settled());  // the other one still answers
        QCOMPARE(bar().measure()->verdicts.size(), std::size_t(1));
    }

    void aModelWithoutAThresholdDecidesNothing() {
        studio_->engine->models().choose(service::ModelRole::Student, studio_->file("plain.pth"));
        QTRY_VERIFY(settled());
        QCOMPARE(bar().meters()[1]->word(), QStringLiteral("no threshold"));
        QVERIFY(!bar().measure()->verdicts[1].flipped);
    }

    void whileNobodyLooksNothingIsMeasured() {
        QTRY_VERIFY(settled());
        const int before = fake_.embeds;
        page_->hide();
        page_->controls().randomSeed();
        QTRY_VERIFY(page_->shown()->request == request());
        QCOMPARE(fake_.embeds.load(), before);
        page_->show();
        QTRY_VERIFY(settled());
    }

private:
    void makePage() {
        page_ = test::shownExplore(*studio_->engine);
        QTRY_VERIFY(page_->shown());
    }
    [[nodiscard]] bool settled() const { return page_->shown()->request == request() && bar().upToDate(); }
    [[nodiscard]] IdentityBar& bar() const { return page_->identity(); }
    [[nodiscard]] const core::SampleRequest& request() const { return page_->model().state().request; }
    [[nodiscard]] const core::SampleRequest& start() const { return bar().measure()->start.sampled.request; }
    [[nodiscard]] static int level(const core::SampleRequest& request) { return test::drawn(request).data()[0]; }

    void goTo(std::uint32_t seed) {
        core::SampleRequest next = request();
        next.seed = seed;
        page_->model().edit({.network = page_->model().state().network, .request = next}, ExploreModel::Seed, {});
        QTRY_VERIFY(settled());
    }
    /// One that the fine model takes for the start's eye, and the coarse one does not.
    [[nodiscard]] std::uint32_t seedThatFlips() const {
        core::SampleRequest next = request();
        for (next.seed = 1; next.seed < 1000; ++next.seed)
            if (std::abs(level(next) - level(start())) < 40 && level(next) / 60 != level(start()) / 60)
                return next.seed;
        qFatal("no seed flips");
    }

    test::FakeVerify fake_;
    std::unique_ptr<test::FakeStudio> studio_;
    std::unique_ptr<ExplorePage> page_;
};

QTEST_MAIN(TestIdentityBar)
#include "tst_identity_bar.moc"
