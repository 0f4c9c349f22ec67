// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>

#include "support/studio.h"
#include "widgets/explore_page.h"
#include "widgets/theme.h"

using namespace syper;
using namespace syper::ui;

/// The layer mixer and the seed plane by real keys and mouse, on an engine that draws.
class TestExplorePanels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        Theme::apply(ThemeMode::Light);
        studio_ = std::make_unique<test::FakeStudio>();
        page_ = test::shownExplore(*studio_->engine);
        QTRY_VERIFY(settled() && page_->controls().directions().size() == 5);
    }
    void cleanup() {
        page_.reset();
        studio_.reset();
    }

    void bandsCoverAllLayersOnce_data() {
        QTest::addColumn<int>("layers");
        for (const int layers : {2, 3, 4, 6, 8, 9, 10, 14, 18})
            QTest::newRow(qPrintable(QString::number(layers))) << layers;
    }
    void bandsCoverAllLayersOnce() {
        QFETCH(int, layers);
        const auto bands = layerBands(layers);
        for (int layer = 0; layer < layers; ++layer) {
            int held = 0;
            for (const core::LayerRange& band : bands)
                held += layer >= band.first && layer <= band.last ? 1 : 0;  // an empty band ends before it begins
            QCOMPARE(held, 1);
        }
        if (layers < 9) return;
        QCOMPARE(bands[0].last, 3);  // as published
        QCOMPARE(bands[1].last, 7);
    }

    void rowsAndMixesAreTheSameThing() {
        const std::vector<core::StyleMix> mixes{{.seed = 3, .layers = {0, 3}, .amount = 0.5},
                                                {.seed = 3, .layers = {5, 5}, .amount = 1.0},
                                                {.seed = 8, .layers = {}, .amount = 0.0},
                                                {.seed = 3, .w = std::vector<float>(4, 1.0F), .layers = {7, 7}}};
        const std::vector<DonorRow> rows = donorRows(mixes, 8);
        QCOMPARE(rows.size(), std::size_t(3));
        QVERIFY(rows[0].amounts == std::vector<double>({0.5, 0.5, 0.5, 0.5, 0.0, 1.0, 0.0, 0.0}));
        QVERIFY(mixesOf(rows) == mixes);
    }

    void aLayerMixedTwiceStaysTwoSteps() {
        const std::vector<core::StyleMix> mixes{{.seed = 3, .layers = {0, 1}, .amount = 0.5},
                                                {.seed = 3, .layers = {1, 2}, .amount = 0.5}};
        QVERIFY(mixesOf(donorRows(mixes, 4)) == mixes);
    }

    void aDonorIsAddedDraggedTypedAndReset() {
        QTest::keyClick(&page_->view(), Qt::Key_M);
        mixer().addSeed();
        QCOMPARE(mixer().donors().size(), std::size_t(1));
        DonorView* donor = mixer().donors().front();
        QTRY_VERIFY(settled() && donor->isVisible());
        const QByteArray own = hash();
        QDoubleSpinBox* seed = donor->seed();
        seed->setFocus();
        seed->selectAll();
        QTest::keyClicks(seed, QStringLiteral("77"));
        QTest::keyClick(seed, Qt::Key_Return);
        QCOMPARE(request().edits.mixes.front().seed, 77U);

        // A drag is one step; the picture follows.
        const int before = page_->model().undoStack().count();
        Slider* fine = donor->bands()[2]->slider();
        const int middle = fine->height() / 2;
        QTest::mousePress(fine, Qt::LeftButton, {}, {fine->width() / 2, middle});
        for (int x = fine->width() / 2; x < fine->width() * 3 / 4; x += 2) QTest::mouseMove(fine, {x, middle});
        QTest::mouseRelease(fine, Qt::LeftButton, {}, {fine->width() * 3 / 4, middle});
        QCOMPARE(page_->model().undoStack().count(), before + 1);
        QTRY_VERIFY(settled());
        QVERIFY(hash() != own);
        QCOMPARE(request().edits.mixes.size(), std::size_t(1));
        QCOMPARE(request().edits.mixes.front().layers, layerBands(8)[2]);

        QDoubleSpinBox* typed = donor->bands()[2]->spin();
        typed->setFocus();
        typed->selectAll();
        QTest::keyClicks(typed, QStringLiteral("1"));
        QTest::keyClick(typed, Qt::Key_Return);
        QCOMPARE(request().edits.mixes.front().amount, 1.0);
        QVERIFY(page_->view().hasFocus());  // the keys belong to the picture again

        QTest::mouseDClick(donor->bands()[2]->slider(), Qt::LeftButton);
        QCOMPARE(request().edits.mixes.front().amount, 0.0);
        QTRY_VERIFY(settled());
        QTest::mouseClick(donor->removeButton(), Qt::LeftButton);
        QVERIFY(request().edits.mixes.empty());
        QTest::keyClick(page_.get(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(mixer().donors().size(), std::size_t(1));
    }

    void theNoiseOfALayerIsDraggedTypedResetAndUndone() {
        page_->panels().showMixer();
        QTRY_VERIFY(settled());
        const NoiseLayers& noise = mixer().noise();
        QCOMPARE(noise.layers().size(), std::size_t(7));  // as many convolutions as layers of w+ but the last
        QVERIFY(!noise.layers()[0]->isVisible());
        QTest::mouseClick(noise.unfoldButton(), Qt::LeftButton);
        QVERIFY(noise.layers()[0]->isVisible());
        const core::SampleRequest before = request();
        const QByteArray own = hash();
        ValueSlider* third = noise.layers()[2];
        const int middle = third->slider()->height() / 2;
        QTest::mousePress(third->slider(), Qt::LeftButton, {}, {third->slider()->width() / 2, middle});
        for (int x = third->slider()->width() / 2; x < third->slider()->width(); x += 3)
            QTest::mouseMove(third->slider(), {x, middle});
        QTest::mouseRelease(third->slider(), Qt::LeftButton, {}, {third->slider()->width() - 1, middle});
        QCOMPARE(request().edits.noiseStrength, (std::vector<float>{1.0F, 1.0F, 3.0F}));
        QCOMPARE(page_->model().undoStack().count(), 1);  // a drag is one step
        QTRY_VERIFY(settled());
        QVERIFY(hash() != own);
        third->spin()->setFocus();
        third->spin()->selectAll();
        QTest::keyClicks(third->spin(), QStringLiteral("0.5"));
        QTest::keyClick(third->spin(), Qt::Key_Return);
        QCOMPARE(request().edits.noiseStrength, (std::vector<float>{1.0F, 1.0F, 0.5F}));
        QTest::mouseDClick(third->slider(), Qt::LeftButton, {}, {10, middle});
        QVERIFY(request() == before);  // all of them as they were is nothing said
        page_->model().undoStack().undo();
        QCOMPARE(third->value(), 0.5);
        while (page_->model().undoStack().canUndo()) page_->model().undoStack().undo();
        QVERIFY(request() == before);
        QCOMPARE(third->value(), 1.0);
        core::SampleRequest silent = request();
        silent.noise = core::NoiseMode::None;
        page_->model().edit({.network = page_->model().state().network, .request = silent}, ExploreModel::Noise, {});
        QVERIFY(!third->isEnabled());  // none is none
    }

    void singleLayersOnDemand() {
        page_->panels().showMixer();
        mixer().addSeed();
        DonorView* donor = mixer().donors().front();
        QTRY_VERIFY(settled() && donor->bands()[0]->isVisible());
        QVERIFY(!donor->layers()[5]->isVisible());
        QTest::mouseClick(donor->byLayerButton(), Qt::LeftButton);
        QVERIFY(donor->layers()[5]->isVisible() && !donor->bands()[0]->isVisible());
        QTest::keyClick(donor->layers()[5]->slider(), Qt::Key_Right, Qt::ShiftModifier);
        const core::StyleMix& mix = request().edits.mixes.front();
        QCOMPARE(mix.layers, (core::LayerRange{5, 5}));
        QCOMPARE(mix.amount, 0.1);
    }

    void donorsComeFromThePinAndTheHistory() {
        QTest::keyClick(&page_->view(), Qt::Key_R);
        QTRY_VERIFY(settled());
        QTest::keyClick(&page_->view(), Qt::Key_P);
        const std::uint32_t pinned = request().seed;
        QTest::keyClick(page_->controls().directions()[0]->slider(), Qt::Key_Right, Qt::ShiftModifier);
        QTRY_VERIFY(settled());
        QTest::keyClick(&page_->view(), Qt::Key_R);
        QTRY_VERIFY(settled());
        QMenu menu;
        mixer().fillMenu(menu);
        QVERIFY(menu.actions().at(1)->isEnabled());
        menu.actions().at(1)->trigger();  // nothing but a seed: it stays one
        QCOMPARE(request().edits.mixes.back().seed, pinned);
        QVERIFY(request().edits.mixes.back().w.empty());
        mixer().fillMenu(menu);
        // The one before the present has a direction: its w+ is taken.
        QAction* walked = nullptr;
        for (QAction* action : menu.actions())
            if (action->text().contains(QStringLiteral("1 direction")) && walked == nullptr) walked = action;
        QVERIFY(walked != nullptr);
        QVERIFY(!walked->icon().isNull());
        walked->trigger();
        QTRY_COMPARE(request().edits.mixes.size(), std::size_t(2));
        QCOMPARE(request().edits.mixes.back().w.size(), std::size_t(8 * 16));
        QVERIFY(!mixer().donors().back()->seed()->isVisibleTo(mixer().donors().back()));
    }

    void aPictureOfAnotherNetworkIsNoDonor() {
        mixer().addPicture({.network = QStringLiteral("elsewhere.pkl"), .request = {.seed = 3}});
        QVERIFY(request().edits.mixes.empty());
    }

    void thePointIsDraggedInOneStepAndItsWayDrawn() {
        QTest::keyClick(&page_->view(), Qt::Key_L);
        PlaneView& view = plane().view();
        QVERIFY(view.isVisible());
        const QPointF start(request().seed, 0);
        QCOMPARE(view.point(), start);
        const QByteArray before = hash();
        const QPoint from = view.toWidget(start).toPoint();
        QTest::mousePress(&view, Qt::LeftButton, {}, from);
        for (int i = 1; i <= 30; ++i) QTest::mouseMove(&view, from + QPoint(i, -i / 2));
        QTest::mouseRelease(&view, Qt::LeftButton, {}, from + QPoint(30, -15));
        QCOMPARE(page_->model().undoStack().count(), 1);
        QVERIFY(request().edits.plane.has_value());
        QVERIFY(request().edits.plane->x > start.x() + 0.2 && request().edits.plane->y > 0.1);
        QVERIFY(view.path().size() > 20);
        QTRY_VERIFY(settled());
        QVERIFY(hash() != before);
        QVERIFY(std::abs(plane().x()->value() - request().edits.plane->x) < 1e-9);
        QTest::keyClick(page_.get(), Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(!request().edits.plane);
        QTRY_COMPARE(hash(), before);
        QCOMPARE(view.point(), start);
    }

    void coordinatesAreTypedSteppedAndReset() {
        page_->panels().showPlane();
        QDoubleSpinBox* x = plane().x();
        x->setFocus();
        x->selectAll();
        QTest::keyClicks(x, QStringLiteral("-2.375"));
        QTest::keyClick(x, Qt::Key_Return);
        QCOMPARE(request().edits.plane->x, -2.375);
        QCOMPARE(plane().view().point(), QPointF(-2.375, 0));
        const int before = page_->model().undoStack().count();
        QTest::keyPress(&plane().view(), Qt::Key_Right, Qt::ShiftModifier);
        QTest::keyPress(&plane().view(), Qt::Key_Up);
        QTest::keyRelease(&plane().view(), Qt::Key_Up);
        QCOMPARE(request().edits.plane->x, -1.375);
        QCOMPARE(request().edits.plane->y, 0.1);
        QCOMPARE(page_->model().undoStack().count(), before + 1);
        QTest::mouseDClick(&plane().view(), Qt::LeftButton, {}, QPoint(5, 5));
        QVERIFY(!request().edits.plane);
        QVERIFY(plane().view().path().empty());
    }

    void aSeedTypedLeavesThePlane() {
        page_->panels().showPlane();
        plane().x()->setValue(3.5);
        QVERIFY(request().edits.plane.has_value());
        page_->controls().seed()->setValue(1234);
        QVERIFY(!request().edits.plane);
        QCOMPARE(plane().view().point(), QPointF(34, 12));
    }

    void seedsInSightShowTheirPictures() {
        page_->panels().showPlane();
        QTRY_VERIFY(plane().view().missing().empty());
        page_->controls().psi()->spin()->setValue(0.2);  // they look otherwise now
        QTRY_VERIFY(settled() && plane().view().missing().empty());
    }

    void thePointStaysInSightAndTheWheelZooms() {
        page_->panels().showPlane();
        PlaneView& view = plane().view();
        plane().x()->setValue(500.25);
        QVERIFY(QRectF(view.rect()).contains(view.toWidget(view.point())));
        const QPointF at(30, 40), under = view.toPlane(at);
        QWheelEvent turn(at, view.mapToGlobal(at), {}, {0, -120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase,
                         false);
        QApplication::sendEvent(&view, &turn);
        QVERIFY((view.toPlane(at) - under).manhattanLength() < 0.5);
        QVERIFY(!view.grab().isNull());
    }

private:
    [[nodiscard]] LayerMixer& mixer() { return page_->panels().mixer(); }
    [[nodiscard]] SeedPlanePanel& plane() { return page_->panels().plane(); }
    [[nodiscard]] const core::SampleRequest& request() const { return page_->model().state().request; }
    [[nodiscard]] bool settled() const { return test::settled(*page_); }
    [[nodiscard]] QByteArray hash() const { return test::hash(page_->shown()->image); }

    std::unique_ptr<test::FakeStudio> studio_;
    std::unique_ptr<ExplorePage> page_;
};

QTEST_MAIN(TestExplorePanels)
#include "tst_explore_panels.moc"
