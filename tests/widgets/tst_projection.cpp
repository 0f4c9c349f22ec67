// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/small_networks.h"

#include <QApplication>
#include <QFile>
#include <QSignalSpy>
#include <QTest>
#include <QThread>
#include <atomic>

#include "core/api/error.h"
#include "core/api/inspect.h"
#include "support/studio.h"
#include "widgets/image_convert.h"
#include "widgets/jobs_panel.h"
#include "widgets/theme.h"

using namespace syper;
using namespace syper::ui;

namespace {

/// Comes nearer by a tenth with every step; waits where it is told to.
struct FakeProjection {
    std::atomic<int> holdAt{-1}, failAt{-1}, made{0};
    std::atomic<bool> ended{false};
    core::ProjectConfig config;

    core::ProjectOutcome operator()(const core::ProjectConfig& wanted, const core::ProjectSink& sink,
                                    core::RunControl& control) {
        config = wanted;
        struct End {
            std::atomic<bool>& flag;
            ~End() { flag = true; }
        } const end{ended};
        core::ProjectOutcome outcome;
        try {
            for (int step = 0; step < wanted.steps; ++step) {
                while (step == holdAt) {
                    control.gate();
                    QThread::yieldCurrentThread();
                }
                control.gate();
                if (step == failAt)
                    throw core::Error(core::Errc::BadArgument, "the projection went astray; take a lower rate");
                outcome.ws.assign(8 * 16, float(step + 1) / 100.0F);
                outcome.steps = outcome.bestStep = step + 1;
                outcome.distance = std::pow(0.9, step);
                outcome.curve.push_back({.step = step + 1, .loss = outcome.distance, .distance = outcome.distance});
                sink(outcome.curve.back(), outcome.ws);
                ++made;
                control.report({.phase = "projecting", .done = step + 1, .total = wanted.steps});
            }
        } catch (const core::Stopped&) {
            if (outcome.steps == 0) throw;
            outcome.stopped = true;
        }
        return outcome;
    }
};

service::ProjectionTarget photograph(const std::filesystem::path& path, int side) {
    if (path.string().find("bad") != std::string::npos)
        throw core::Error(core::Errc::BadFormat, "cannot read " + path.string() + ": it is no picture; choose another");
    service::ProjectionTarget target{core::Image8(side, side), service::ProjectionTarget::Part::Eye};
    if (path.string().find("tree") != std::string::npos) target.part = service::ProjectionTarget::Part::Middle;
    return target;
}

}  // namespace

/// Photographs brought into Explore, on an engine that draws.
class TestProjection : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        Theme::apply(ThemeMode::Light);
        fake_ = std::make_shared<FakeProjection>();
        service::LatentFunctions latent;
        latent.project = [fake = fake_](const core::ProjectConfig& config, const core::ProjectSink& sink,
                                        core::RunControl& control) { return (*fake)(config, sink, control); };
        latent.target = photograph;
        studio_ = std::make_unique<test::FakeStudio>(test::DuringSample(), false, service::VerifyFunctions(), latent);
        page_ = test::shownExplore(*studio_->engine);
        QTRY_VERIFY(settled());
        notices_ = std::make_unique<QSignalSpy>(page_.get(), &Page::notice);
    }
    void cleanup() {
        notices_.reset();
        page_.reset();
        studio_.reset();
    }

    void aDroppedPhotographBecomesTheStateAndCanBeUndone() {
        const core::SampleRequest before = request();
        panel().steps()->setValue(20);
        QVERIFY(drop("eye.jpg"));
        QTRY_COMPARE(notices_->size(), 1);
        QCOMPARE(notice().kind, Notice::Kind::Good);
        QCOMPARE(request().w.size(), std::size_t(8 * 16));
        QCOMPARE(request().w.front(), 0.2F);
        QCOMPARE(fake_->config.steps, 20);
        QCOMPARE(fake_->config.target.width(), 32);  // the network's resolution
        QCOMPARE(panel().line().values().size(), std::size_t(20));
        QVERIFY(!panel().pictures().picture(0).isNull());
        core::SampleRequest found;
        found.w = request().w;
        QTRY_COMPARE(panel().pictures().picture(1), toQImage(test::drawn(found)));  // so far is what it is now
        QTRY_VERIFY(settled());
        QTest::keyClick(page_.get(), Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(request() == before);
    }

    void itShowsHowFarItIsAndIsPaused() {
        fake_->holdAt = 10;
        QVERIFY(drop("eye.jpg"));
        QTRY_VERIFY(panel().isVisible() && panel().line().values().size() == 10);
        QVERIFY(panel().text().contains(QStringLiteral("Step 10 of 300")));
        QTest::mouseClick(panel().pauseButton(), Qt::LeftButton);
        QTRY_COMPARE(panel().job()->state(), service::JobState::Paused);
        QVERIFY(panel().text().contains(QStringLiteral("paused")));
        fake_->holdAt = -1;
        QTest::mouseClick(panel().pauseButton(), Qt::LeftButton);
        QTRY_COMPARE(notices_->size(), 1);
        QCOMPARE(fake_->made.load(), 300);
    }

    void stoppingTakesTheBestSoFar() {
        fake_->holdAt = 7;
        QVERIFY(drop("eye.jpg"));
        QTRY_VERIFY(panel().takeButton()->isEnabled() && fake_->made == 7);
        QTest::mouseClick(panel().takeButton(), Qt::LeftButton);
        QTRY_COMPARE(notices_->size(), 1);
        QCOMPARE(request().w.front(), 0.07F);
        QTRY_VERIFY(!panel().running());
        const service::Job* job = studio_->engine->jobs().jobs().first();
        QCOMPARE(job->state(), service::JobState::Stopped);  // it is not done, and that is said
        QVERIFY(job->remark().contains(QStringLiteral("best")));
        const JobRow row(*studio_->engine->jobs().jobs().first(), studio_->engine->jobs());
        QVERIFY2(row.accessibleName().contains(job->remark()), qPrintable(row.accessibleName()));
    }

    void discardingTakesNothing() {
        const core::SampleRequest before = request();
        fake_->holdAt = 7;
        QVERIFY(drop("eye.jpg"));
        QTRY_COMPARE(fake_->made.load(), 7);
        QTRY_VERIFY(panel().discardButton()->isEnabled());
        QTest::mouseClick(panel().discardButton(), Qt::LeftButton);
        QTRY_COMPARE(notices_->size(), 1);
        QCOMPARE(notice().kind, Notice::Kind::Info);
        QVERIFY(request() == before);
        QCOMPARE(page_->model().undoStack().count(), 0);
        QCOMPARE(studio_->engine->jobs().jobs().first()->remark(), QStringLiteral("discarded"));
    }

    void stoppedBeforeTheFirstStepNothingIsTaken() {
        fake_->holdAt = 0;
        QVERIFY(drop("eye.jpg"));
        QTRY_VERIFY(panel().running() && panel().job()->state() == service::JobState::Running);
        studio_->engine->jobs().cancel(panel().job());
        QTRY_COMPARE(notices_->size(), 1);
        QCOMPARE(notice().kind, Notice::Kind::Info);
        QVERIFY(request().w.empty());
    }

    void aPictureWithoutAFaceIsProjectedAndThatIsSaid() {
        panel().steps()->setValue(2);
        QVERIFY(drop("tree.jpg"));
        QTRY_COMPARE(notices_->size(), 2);
        const Notice first = notices_->first().first().value<Notice>();
        QCOMPARE(first.kind, Notice::Kind::Caution);
        QVERIFY(first.text.contains(QStringLiteral("No face")) && first.text.contains(QStringLiteral("tree.jpg")));
        QCOMPARE(notice().kind, Notice::Kind::Good);
    }

    void aSliderThatIsHeldKeepsItsPicture() {
        fake_->holdAt = 2;
        panel().steps()->setValue(3);
        QVERIFY(drop("eye.jpg"));
        QTRY_COMPARE(fake_->made.load(), 2);
        page_->model().beginGesture();
        const core::SampleRequest held = request();
        fake_->holdAt = -1;
        QTRY_VERIFY(!panel().running());
        QVERIFY(request() == held);
        page_->model().endGesture();
        QTRY_COMPARE(notices_->size(), 1);
        QCOMPARE(request().w.front(), 0.03F);
    }

    void whatBelongsToAnotherGeneratorIsOfferedOnly() {
        fake_->holdAt = 2;
        panel().steps()->setValue(3);
        QVERIFY(drop("eye.jpg"));
        QTRY_COMPARE(fake_->made.load(), 2);
        const QString first = page_->model().state().network;
        studio_->engine->models().choose(service::ModelRole::Generator, studio_->file("other.pkl"));
        QTRY_VERIFY(settled());
        fake_->holdAt = -1;
        QTRY_COMPARE(notices_->size(), 1);
        QVERIFY(request().w.empty());
        notice().actions.first().run();
        QCOMPARE(page_->model().state().network, first);
        QCOMPARE(request().w.front(), 0.03F);
        QTRY_VERIFY(settled());
    }

    void wIsWrittenForOtherTools() {
        panel().steps()->setValue(5);
        QVERIFY(drop("eye.jpg"));
        QTRY_COMPARE(notices_->size(), 1);
        test::ScriptedPicker picker;
        const QString one = studio_->folder.filePath(QStringLiteral("projected_w.npz"));
        const QString two = studio_->folder.filePath(QStringLiteral("again"));  // the ending is put to it
        picker.answers = {one, two};
        notice().actions.last().run();
        QTRY_COMPARE(notices_->size(), 2);
        QTRY_VERIFY(panel().saveButton()->isVisible() && panel().saveButton()->isEnabled());
        QTest::mouseClick(panel().saveButton(), Qt::LeftButton);
        QTRY_COMPARE(notices_->size(), 3);
        QCOMPARE(notice().kind, Notice::Kind::Good);
        for (const QString& path : {one, two + QStringLiteral(".npz")}) {
            const auto latents = core::readLatents(path.toStdString(), *studio_->engine->sampler().network());
            QCOMPARE(latents.size(), std::size_t(1));
            QVERIFY(latents.front() == std::vector<float>(8 * 16, 0.05F));
        }
    }

    void aFullDiskIsSaid() {
        test::ScriptedPicker picker;
        picker.answers = {studio_->file("eyes.pkl") + QStringLiteral("/projected_w.npz")};
        panel().savePresent();
        QTRY_COMPARE(notices_->size(), 1);
        QCOMPARE(notice().kind, Notice::Kind::Bad);
    }

    void troubleIsSaid_data() {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<int>("failAt");
        QTest::addColumn<QString>("words");
        QTest::newRow("no picture") << QByteArray("bad.jpg") << -1 << QStringLiteral("it is no picture");
        QTest::newRow("astray") << QByteArray("eye.jpg") << 5 << QStringLiteral("went astray");
    }
    void troubleIsSaid() {
        QFETCH(QByteArray, file);
        QFETCH(int, failAt);
        QFETCH(QString, words);
        fake_->failAt = failAt;
        QVERIFY(drop(file.constData()));
        QTRY_COMPARE(notices_->size(), 1);
        QCOMPARE(notice().kind, Notice::Kind::Bad);
        QVERIFY(notice().text.contains(words));
        QVERIFY(!panel().running());
        fake_->failAt = -1;
        QVERIFY(drop("eye.jpg"));  // the next one is welcome
        QTRY_COMPARE(notices_->size(), 2);
        QCOMPARE(notice().kind, Notice::Kind::Good);
    }

    void oneAtATime() {
        fake_->holdAt = 3;
        QVERIFY(drop("eye.jpg"));
        QTRY_COMPARE(fake_->made.load(), 3);
        QVERIFY(drop("other.jpg"));
        QCOMPARE(notices_->size(), 1);
        QCOMPARE(notice().kind, Notice::Kind::Caution);
        QVERIFY(notice().text.contains(QStringLiteral("eye.jpg")));
        panel().discard();
        QTRY_VERIFY(!panel().running());
    }

    void theProgramEndsInTheMiddle() {
        fake_->holdAt = 5;
        QVERIFY(drop("eye.jpg"));
        QTRY_COMPARE(fake_->made.load(), 5);
        QSignalSpy idle(studio_->engine.get(), &service::Engine::idle);
        studio_->engine->shutDown();
        QTRY_COMPARE(idle.size(), 1);
        QVERIFY(fake_->ended);
    }

    void thePageMayGoBeforeTheJob() {
        fake_->holdAt = 5;
        QVERIFY(drop("eye.jpg"));
        QTRY_COMPARE(fake_->made.load(), 5);
        notices_.reset();
        page_.reset();
        fake_->holdAt = -1;
        QTRY_VERIFY(fake_->ended);
        QTRY_COMPARE(studio_->engine->jobs().openCount(), 0);
    }

    void aPhotographWaitsForAGeneratorThatIsBeingOpened() {
        panel().steps()->setValue(2);
        studio_->engine->models().choose(service::ModelRole::Generator, studio_->file("other.pkl"));
        QVERIFY(!studio_->engine->sampler().network());
        QVERIFY(drop("eye.jpg"));
        QTRY_COMPARE(notices_->size(), 1);
        QCOMPARE(notice().kind, Notice::Kind::Good);
        // One that cannot be opened is said to be missing, and takes no further ones.
        studio_->engine->models().choose(service::ModelRole::Generator, studio_->file("broken.pkl"));
        QVERIFY(drop("eye.jpg"));
        QTRY_COMPARE(notices_->size(), 2);
        QCOMPARE(notice().kind, Notice::Kind::Bad);
        QVERIFY(!drop("eye.jpg"));
    }

    void aHiddenPageLeavesPhotographsToOthers() {
        page_->hide();
        QVERIFY(!drop("eye.jpg"));
    }

    void aRealPhotographOnARealNetwork() {
        notices_.reset();
        page_.reset();
        studio_.reset();
        QTemporaryDir home;
        qputenv("SYPER_HOME", home.path().toUtf8());
        qputenv("SYPER_RESOURCES", home.path().toUtf8());
        const QString network = home.filePath(QStringLiteral("small.safetensors"));
        test::writeSmallNetwork(network.toStdString(), 5, test::smallShape());
        QImage picture(60, 44, QImage::Format_RGB888);
        for (int y = 0; y < 44; ++y)
            for (int x = 0; x < 60; ++x) picture.setPixelColor(x, y, QColor(4 * x, 5 * y, 128));
        const QString path = home.filePath(QStringLiteral("eye.png"));
        QVERIFY(picture.save(path));
        QSettings settings(home.filePath(QStringLiteral("studio.ini")), QSettings::IniFormat);
        settings.setValue(QStringLiteral("models/generator"), network);
        service::LatentFunctions latent = service::engineLatent();
        latent.target = photograph;  // no detectors where nothing is installed
        service::Engine engine(
            service::EngineFunctions{
                .loadNetwork = service::engineLoader(), .inspect = core::inspectFile, .latent = latent},
            settings);
        ExplorePage page(engine);
        page.show();
        QTRY_VERIFY(page.shown());
        page.panels().projection().steps()->setValue(4);
        QSignalSpy notices(&page, &Page::notice);
        QVERIFY(page.open({.path = path, .kind = QStringLiteral("picture"), .recipe = {}}));
        QTRY_COMPARE_WITH_TIMEOUT(notices.size(), 1, 60000);
        QCOMPARE(notices.first().first().value<Notice>().kind, Notice::Kind::Good);
        QCOMPARE(page.model().state().request.w.size(), std::size_t(6 * 10));
        QTRY_VERIFY(test::settled(page));
        // The recipe is the whole of it: read back, it makes the same picture.
        const core::Recipe recipe =
            core::parseRecipe(core::recipeText(page.shown()->request, engine.sampler().network()->sha256));
        core::RunControl control;
        QCOMPARE(test::hash(core::Sampler::load(network.toStdString()).sample(recipe.request, control)),
                 test::hash(page.shown()->image));
        // It is among what was looked at, on disk too.
        QTRY_COMPARE(service::PictureJournal(home.filePath(QStringLiteral("explore/history.jsonl"))).read().size(), 2);
    }

private:
    bool drop(const char* name) {
        return page_->open({.path = studio_->file(name), .kind = QStringLiteral("picture"), .recipe = {}});
    }
    [[nodiscard]] ProjectionPanel& panel() { return page_->panels().projection(); }
    [[nodiscard]] Notice notice() const { return notices_->last().first().value<Notice>(); }
    [[nodiscard]] const core::SampleRequest& request() const { return page_->model().state().request; }
    [[nodiscard]] bool settled() const { return test::settled(*page_); }

    std::shared_ptr<FakeProjection> fake_;
    std::unique_ptr<test::FakeStudio> studio_;
    std::unique_ptr<ExplorePage> page_;
    std::unique_ptr<QSignalSpy> notices_;
};

QTEST_MAIN(TestProjection)
#include "tst_projection.moc"
