// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/small_networks.h"

#include <QApplication>
#include <QClipboard>
#include <QRandomGenerator>
#include <QTest>
#include <set>

#include "core/api/inspect.h"
#include "core/api/mix.h"
#include "support/studio.h"
#include "vision/image_io.h"
#include "widgets/explore_page.h"
#include "widgets/theme.h"

using namespace syper;
using namespace syper::ui;

/// Explore on a real network: 16 px, three classes.
class TestExploreUndo : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        Theme::apply(ThemeMode::Light);
        home_ = std::make_unique<QTemporaryDir>();
        qputenv("SYPER_HOME", home_->path().toUtf8());
        qputenv("SYPER_RESOURCES", home_->path().toUtf8());
        network_ = home_->filePath(QStringLiteral("small.safetensors"));
        core::GeneratorShape shape = test::smallShape();
        shape.cDim = 3;
        test::writeSmallNetwork(network_.toStdString(), 5, shape);
        settings_ = std::make_unique<QSettings>(home_->filePath(QStringLiteral("studio.ini")), QSettings::IniFormat);
        settings_->setValue(QStringLiteral("models/generator"), network_);
        engine_ = std::make_unique<service::Engine>(
            service::EngineFunctions{.loadNetwork = service::engineLoader(), .inspect = core::inspectFile}, *settings_);
        page_ = test::shownExplore(*engine_);
        QTRY_VERIFY(settled() && page_->controls().directions().size() == 5);
    }
    void cleanup() {
        page_.reset();
        engine_.reset();
        settings_.reset();
        home_.reset();
    }

    void twoHundredMixedEditsUndoneAndRedoneGiveTheSamePictures() {
        QRandomGenerator random(11);
        std::vector<QByteArray> hashes{hash()};
        std::set<int> kinds;
        while (hashes.size() <= 200) {
            const int before = page_->model().undoStack().index();
            const int kind = oneEdit(random);
            if (page_->model().undoStack().index() == before) continue;
            QCOMPARE(page_->model().undoStack().index(), before + 1);
            kinds.insert(kind);
            QTRY_VERIFY(settled());
            hashes.push_back(hash());
        }
        QCOMPARE(kinds.size(), std::size_t(kKinds));
        QVERIFY(std::set<QByteArray>(hashes.begin(), hashes.end()).size() > 150);  // they are different pictures
        QCOMPARE(page_->model().undoStack().count(), 200);
        for (int i = 199; i >= 0; --i) {
            QTest::keyClick(page_.get(), Qt::Key_Z, Qt::ControlModifier);
            QCOMPARE(page_->model().undoStack().index(), i);
            QTRY_VERIFY(settled());
            QCOMPARE(hash(), hashes[std::size_t(i)]);
        }
        QVERIFY(!page_->model().undoStack().canUndo());
        for (std::size_t i = 1; i < hashes.size(); ++i) {
            QTest::keyClick(page_.get(), Qt::Key_Y, Qt::ControlModifier);
            QTRY_VERIFY(settled());
            QCOMPARE(hash(), hashes[i]);
        }
        // Jumping far is the same as going there.
        for (const int target : {17, 190, 3, 200, 0, 101}) {
            page_->model().undoStack().setIndex(target);
            QTRY_VERIFY(settled());
            QCOMPARE(hash(), hashes[std::size_t(target)]);
        }
    }

    void aMixedPictureIsTheOneThatTheMixingGridWrites() {
        const QString folder = home_->filePath(QStringLiteral("grid"));
        page_->controls().psi()->spin()->setValue(0.6);
        page_->controls().seed()->setValue(4);
        page_->panels().mixer().addSeed();
        DonorView* donor = page_->panels().mixer().donors().front();
        donor->seed()->setValue(9);
        donor->bands()[0]->spin()->setValue(1.0);
        donor->bands()[2]->spin()->setValue(1.0);
        QTRY_VERIFY(settled());
        const auto bands = layerBands(6);
        core::MixJob job{.rows = {4}, .columns = {9}, .layers = {}, .folder = folder.toStdString()};
        for (const core::LayerRange& band : {bands[0], bands[2]})
            for (int layer = band.first; layer <= band.last; ++layer) job.layers.push_back(layer);
        job.settings.psi = 0.6;
        job.settings.classIndex = request().classIndex;
        core::Sampler sampler = core::Sampler::load(network_.toStdString());
        core::RunControl control;
        (void)core::mixGrid(sampler, job, control);
        const core::Image8 written = vision::readImage((folder + QStringLiteral("/4-9.png")).toStdString());
        QCOMPARE(test::hash(written), hash());
        // And by the recipe alone.
        const std::vector<core::Recipe> recipes =
            core::readRecipes((folder + QStringLiteral("/4-9.png")).toStdString());
        QCOMPARE(test::hash(sampler.sample(recipes.front().request, control)), hash());
        QApplication::clipboard()->setText(
            QString::fromStdString(core::recipeText(recipes.front().request, sampler.info().sha256)));
        page_->recipes().paste();
        QTRY_VERIFY(settled());
        QCOMPARE(test::hash(written), hash());
        QCOMPARE(page_->panels().mixer().donors().size(), std::size_t(1));
    }

    void aPointOnASeedIsThatSeed() {
        page_->controls().seed()->setValue(205);
        QTRY_VERIFY(settled());
        const QByteArray seed = hash();
        page_->panels().plane().x()->setValue(7.25);
        QTRY_VERIFY(settled());
        QVERIFY(hash() != seed);
        page_->panels().plane().x()->setValue(5.0);
        QVERIFY(request().edits.plane.has_value());
        QTRY_VERIFY(settled());
        QCOMPARE(hash(), seed);
    }

private:
    static constexpr int kKinds = 9;

    /// Returns which kind of edit it was.
    int oneEdit(QRandomGenerator& random) {
        ExploreControls& controls = page_->controls();
        const int kind = random.bounded(kKinds);
        const auto click = [&random](QWidget* widget) {
            QTest::mouseClick(widget, Qt::LeftButton, {}, {random.bounded(widget->width()), widget->height() / 2});
        };
        switch (kind) {
            case 0:
                QTest::keyClick(&page_->view(), Qt::Key_R);
                break;
            case 1:
                click(controls.psi()->slider());
                break;
            case 2:
                click(controls.cutoff()->slider());
                break;
            case 3:
                QTest::mouseClick(controls.noise().buttons().at(random.bounded(3)), Qt::LeftButton);
                break;
            case 4:
                controls.tabs().show(0);
                click(controls.directions()[std::size_t(random.bounded(5))]->slider());
                break;
            case 5: {
                page_->panels().showMixer();
                LayerMixer& mixer = page_->panels().mixer();
                if (mixer.donors().empty())
                    mixer.addSeed();
                else
                    click(mixer.donors().front()->bands()[std::size_t(random.bounded(3))]->slider());
                break;
            }
            case 6: {
                page_->panels().showPlane();
                PlaneView& view = page_->panels().plane().view();
                const QPoint from(random.bounded(view.width()), random.bounded(view.height()));
                QTest::mousePress(&view, Qt::LeftButton, {}, from);
                QTest::mouseMove(&view, from + QPoint(9, 4));
                QTest::mouseRelease(&view, Qt::LeftButton, {}, from + QPoint(9, 4));
                break;
            }
            case 7:
                click(controls.classIndex()->slider());
                break;
            default: {
                core::SampleRequest pasted{.seed = random.bounded(1000U), .psi = 0.9};
                if (random.bounded(2) == 0) {
                    pasted.w.assign(6 * 10, 0.0F);
                    for (float& value : pasted.w) value = float(random.generateDouble() - 0.5);
                }
                QApplication::clipboard()->setText(
                    QString::fromStdString(core::recipeText(pasted, engine_->sampler().network()->sha256)));
                QTest::keyClick(page_.get(), Qt::Key_V, Qt::ControlModifier);
            }
        }
        return kind;
    }
    [[nodiscard]] const core::SampleRequest& request() const { return page_->model().state().request; }
    [[nodiscard]] bool settled() const { return test::settled(*page_); }
    [[nodiscard]] QByteArray hash() const { return test::hash(page_->shown()->image); }

    std::unique_ptr<QTemporaryDir> home_;
    QString network_;
    std::unique_ptr<QSettings> settings_;
    std::unique_ptr<service::Engine> engine_;
    std::unique_ptr<ExplorePage> page_;
};

QTEST_MAIN(TestExploreUndo)
#include "tst_explore_undo.moc"
