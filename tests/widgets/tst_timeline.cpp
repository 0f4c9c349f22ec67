// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QFile>
#include <QProgressBar>
#include <QSignalSpy>
#include <QTest>
#include <QThread>
#include <atomic>

#include "core/api/error.h"
#include "support/studio.h"
#include "widgets/explore_page.h"
#include "widgets/theme.h"

using namespace syper;
using namespace syper::ui;

namespace {

/// Writes a small file a frame, and waits where it is told to.
struct FakeExport {
    std::atomic<int> written{0};
    std::atomic<int> holdAt{-1}, failAt{-1};
    std::atomic<bool> ended{false};

    std::int64_t operator()(const service::JourneyExport& wanted, core::RunControl& control) {
        const QString out = QString::fromStdString(wanted.out.string());
        struct End {
            std::atomic<bool>& flag;
            ~End() { flag = true; }
        } const end{ended};
        for (std::int64_t i = 0; i < wanted.journey.frames; ++i) {
            control.gate();
            if (i == failAt)
                throw core::Error(core::Errc::Io, "the disk of " + wanted.out.string() +
                                                      " is full after some frames; free some space and make it again");
            while (i == holdAt) {
                control.gate();
                QThread::yieldCurrentThread();
            }
            QFile file(out);
            if (!file.open(QIODevice::Append)) throw core::Error(core::Errc::Io, "cannot write");
            file.write("frame\n");
            ++written;
            control.report({.phase = "filming", .done = i + 1, .total = wanted.journey.frames});
        }
        return wanted.journey.frames;
    }
};

core::Keyframe key(std::uint32_t seed, double seconds) {
    return {.request = {.seed = seed}, .seconds = seconds};
}

std::vector<std::uint32_t> seeds(const Keyframes& keyframes) {
    std::vector<std::uint32_t> out;
    for (const core::Keyframe& one : keyframes.keys) out.push_back(one.request.seed);
    return out;
}

}  // namespace

/// Keyframes by real keys and mouse, on an engine that draws.
class TestTimeline : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        Theme::apply(ThemeMode::Light);
        exporter_ = std::make_shared<FakeExport>();
        service::LatentFunctions latent;
        latent.exportJourney = [exporter = exporter_](const service::JourneyExport& wanted, core::RunControl& control) {
            return (*exporter)(wanted, control);
        };
        studio_ = std::make_unique<test::FakeStudio>(test::DuringSample(), false, service::VerifyFunctions(), latent);
        page_ = test::shownExplore(*studio_->engine);
        QTRY_VERIFY(settled() && timeline().store().restored());
    }
    void cleanup() {
        page_.reset();
        studio_.reset();
    }

    void retimingKeepsTheOthersInPlace() {
        std::vector<core::Keyframe> keys{key(0, 1.0), key(1, 2.0), key(2, 1.0), key(3, 5.0)};
        QCOMPARE(retime(keys, 1, 2.5), 1);  // at 0, 2.5, 3, 4
        QCOMPARE(keys[0].seconds, 2.5);
        QCOMPARE(keys[1].seconds, 0.5);
        QCOMPARE(keys[2].seconds, 1.0);
        QCOMPARE(retime(keys, 1, 3.5), 2);  // past a neighbour
        QCOMPARE(keys[1].request.seed, 2U);
        QCOMPARE(keys[2].request.seed, 1U);
        QCOMPARE(keys[3].seconds, 5.0);     // the way back of a loop
        QCOMPARE(retime(keys, 2, 3.0), 2);  // not nearer than the least time
        QVERIFY(std::abs(keys[1].seconds - kLeastSeconds) < 1e-9);
        QCOMPARE(retime(keys, 0, 100.0), 3);  // the first becomes the last; time begins at the next one
        QCOMPARE((Keyframes{.keys = keys}.times().front()), 0.0);
        QCOMPARE(keys.back().request.seed, 0U);
    }

    void aJourneyHasAFrameForEveryMoment() {
        Keyframes all{.keys = {key(0, 1.0), key(1, 2.0)}, .loop = false, .fps = 10.0};
        QCOMPARE(all.duration(), 1.0);
        QCOMPARE(all.journey().frames, 11);
        all.loop = true;
        QCOMPARE(all.duration(), 3.0);
        QCOMPARE(all.journey().frames, 30);  // the next one would be the first again
    }

    void keysAddChooseMoveAndRemove() {
        addKeys(3);
        QCOMPARE(timeline().model().size(), 3);
        QCOMPARE(timeline().track().selected(), 2);
        const std::vector<std::uint32_t> order = seeds(timeline().model().keyframes());
        timeline().track().setFocus();
        QTest::keyClick(&timeline().track(), Qt::Key_Left);
        QCOMPARE(timeline().track().selected(), 1);
        QTest::keyClick(&timeline().track(), Qt::Key_Right, Qt::ControlModifier);
        QVERIFY(std::abs(timeline().model().keyframes().times()[1] - 1.1) < 1e-9);
        QTest::keyClick(&timeline().track(), Qt::Key_Right, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(timeline().track().selected(), 2);  // past the other one
        QCOMPARE(seeds(timeline().model().keyframes()), (std::vector{order[0], order[2], order[1]}));
        QTest::keyClick(&timeline().track(), Qt::Key_Delete);
        QCOMPARE(timeline().model().size(), 2);
        for (int i = 0; i < 3; ++i) QTest::keyClick(page_.get(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(seeds(timeline().model().keyframes()), order);
        QVERIFY(std::abs(timeline().model().keyframes().times()[1] - 1.0) < 1e-9);
    }

    void aKeyIsDraggedInOneStep() {
        addKeys(3);
        TimelineTrack& track = timeline().track();
        const std::vector<std::uint32_t> order = seeds(timeline().model().keyframes());
        const int before = page_->model().undoStack().count();
        const QPoint from = track.placeOf(0).toPoint(), to = track.placeOf(2).toPoint() + QPoint(6, 0);
        QTest::mousePress(&track, Qt::LeftButton, {}, from);
        for (int x = from.x(); x <= to.x(); x += 4) QTest::mouseMove(&track, {x, from.y()});
        QVERIFY(!track.grab().isNull());
        QTest::mouseMove(&track, to);
        QTest::mouseRelease(&track, Qt::LeftButton, {}, to);
        QCOMPARE(page_->model().undoStack().count(), before + 1);
        QCOMPARE(seeds(timeline().model().keyframes()), (std::vector{order[1], order[2], order[0]}));
        QTest::keyClick(page_.get(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(seeds(timeline().model().keyframes()), order);
        // A click alone moves nothing.
        QTest::mouseClick(&track, Qt::LeftButton, {}, track.placeOf(1).toPoint());
        QCOMPARE(track.selected(), 1);
        QCOMPARE(page_->model().undoStack().index(), before);
    }

    void aNarrowWindowLeavesTheTrackRoomForItsKeys() {
        addKeys(4);
        page_->setMinimumSize(852, 448);  // as the window's own least size of 960 x 540 leaves it
        page_->resize(852, 448);
        QTRY_COMPARE(page_->width(), 852);
        QTRY_VERIFY2(timeline().width() < 400, qPrintable(QString::number(timeline().width())));
        TimelineTrack& track = timeline().track();
        QTRY_VERIFY(track.width() >= 150);
        for (int key = 0; key < 4; ++key) {
            const double left = track.placeOf(key).x() - track.keySide() / 2.0;
            QVERIFY(left >= 0.0 && left + track.keySide() <= track.width());
            if (key > 0) QVERIFY(track.placeOf(key).x() - track.placeOf(key - 1).x() >= track.keySide());
            QTest::mouseClick(&track, Qt::LeftButton, {}, track.placeOf(key).toPoint());
            QCOMPARE(track.selected(), key);
        }
        // All that edits a key is there still.
        QTest::mouseClick(&track, Qt::LeftButton, {}, track.placeOf(0).toPoint());
        const QWidget* const editors[] = {timeline().easing(), timeline().seconds(), timeline().fps()};
        for (const QWidget* editor : editors) {
            QVERIFY(editor->isVisible() && editor->width() >= 40);
            QVERIFY(timeline().rect().contains(QRect(editor->mapTo(&timeline(), QPoint()), editor->size())));
        }
        timeline().seconds()->setFocus();
        timeline().seconds()->selectAll();
        QTest::keyClicks(timeline().seconds(), QStringLiteral("0.5"));
        QTest::keyClick(timeline().seconds(), Qt::Key_Return);
        QCOMPARE(timeline().model().keyframes().keys[0].seconds, 0.5);
        QVERIFY(track.placeOf(1).x() - track.placeOf(0).x() >= track.keySide());
    }

    void easingTimeLoopAndRateAreEdited() {
        addKeys(2);
        TimelineTrack& track = timeline().track();
        QVERIFY(!timeline().seconds()->isEnabled());  // the last one leads nowhere
        QTest::mouseClick(&track, Qt::LeftButton, {}, track.placeOf(0).toPoint());
        QVERIFY(timeline().seconds()->isEnabled());
        timeline().seconds()->setFocus();
        timeline().seconds()->selectAll();
        QTest::keyClicks(timeline().seconds(), QStringLiteral("2.5"));
        QTest::keyClick(timeline().seconds(), Qt::Key_Return);
        QCOMPARE(timeline().model().keyframes().keys[0].seconds, 2.5);
        timeline().easing()->setFocus();
        QTest::keyClick(timeline().easing(), Qt::Key_Down);
        QCOMPARE(timeline().model().keyframes().keys[0].easing, core::Easing::Linear);
        QTest::mouseClick(timeline().loopButton(), Qt::LeftButton);
        QVERIFY(timeline().model().keyframes().loop);
        QCOMPARE(timeline().model().keyframes().duration(), 3.5);
        timeline().fps()->setValue(12);
        QCOMPARE(timeline().model().keyframes().journey().frames, 42);
        for (int i = 0; i < 4; ++i) page_->model().undoStack().undo();
        QVERIFY(!timeline().model().keyframes().loop);
        QCOMPARE(timeline().seconds()->value(), 1.0);
    }

    void keyframesAreThereAtTheNextStart() {
        addKeys(3);
        QTest::mouseClick(timeline().loopButton(), Qt::LeftButton);
        timeline().fps()->setValue(12);
        Keyframes edited = timeline().model().keyframes();
        edited.keys[1].request.w.assign(8 * 16, 0.1F);  // no short number as text
        edited.keys[1].seconds = 0.3;
        edited.keys[2].easing = core::Easing::Out;
        timeline().model().edit(edited, QStringLiteral("test"));
        startAgain();
        QVERIFY(timeline().model().keyframes() == edited);
        QVERIFY(!page_->model().undoStack().canUndo());
        addKeys(1);
        page_->model().undoStack().undo();
        startAgain();
        QVERIFY(timeline().model().keyframes() == edited);  // the undone one is gone there too
    }

    void theVerbReadsWhatIsKept() {
        addKeys(2);
        const core::Journey wanted = timeline().model().keyframes().journey();
        startAgain();
        const core::Journey read = core::readJourney(kept().toStdString(), std::string(56, '0') + "fa4e0000");
        QVERIFY(read.keys == wanted.keys);
        QCOMPARE(read.frames, wanted.frames);
        QCOMPARE(read.loop, wanted.loop);
    }

    void aDamagedFileOfKeyframesIsSaidAndReplaced_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("cut") << QByteArray("{\"keyframes\":[{\"seconds\":1,");
        QTest::newRow("other JSON") << QByteArray("[1, 2]");
        QTest::newRow("no recipe") << QByteArray("{\"keyframes\":[{\"seconds\":1,\"easing\":\"in\"}]}");
        QTest::newRow("an easing of the future") << QByteArray("{\"keyframes\":[{\"easing\":\"bounce\"}]}");
    }
    void aDamagedFileOfKeyframesIsSaidAndReplaced() {
        QFETCH(QByteArray, text);
        addKeys(1);
        page_.reset();
        // Written behind everything that the page left to be written.
        bool written = false;
        studio_->engine->tasks().run(
            studio_->engine.get(),
            [path = kept(), text] {
                QFile file(path);
                return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
            },
            [&written](const service::Outcome<bool>& outcome) { written = std::get<bool>(outcome); });
        QTRY_VERIFY(written);
        page_ = std::make_unique<ExplorePage>(*studio_->engine);
        QSignalSpy notices(page_.get(), &Page::notice);
        QTRY_COMPARE(notices.size(), 1);
        QCOMPARE(notices.first().first().value<Notice>().kind, Notice::Kind::Caution);
        QTRY_VERIFY(timeline().store().restored());
        QCOMPARE(timeline().model().size(), 0);
        page_->show();
        QTRY_VERIFY(settled());
        timeline().addKey();
        startAgain();
        QCOMPARE(timeline().model().size(), 1);
    }

    void aDoubleClickGoesToAKeyframe() {
        addKeys(2);
        const core::SampleRequest first = timeline().model().keyframes().keys[0].request;
        QVERIFY(!(request() == first));
        QTest::mouseDClick(&timeline().track(), Qt::LeftButton, {}, timeline().track().placeOf(0).toPoint());
        QVERIFY(request() == first);
        QTest::keyClick(page_.get(), Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(!(request() == first));
    }

    void playingShowsFramesAndEndsOnThePresentPicture() {
        addKeys(2);
        const QByteArray present = test::hash(page_->shown()->image);
        const int history = page_->history().history().rowCount();
        QSignalSpy pictures(&studio_->engine->sampler(), &service::SamplerService::sampled);
        QTest::keyClick(&page_->view(), Qt::Key_K, Qt::ShiftModifier);
        QVERIFY(timeline().playing());
        QTRY_VERIFY(pictures.size() > 4);
        QVERIFY(!timeline().playing() || test::says(*page_, QStringLiteral("frame of the film")));
        QTRY_VERIFY(!timeline().playing());  // a second long, and no loop
        QTRY_VERIFY(settled());
        QCOMPARE(test::hash(page_->shown()->image), present);
        QCOMPARE(page_->history().history().rowCount(), history);  // frames are not looked at
        QTest::mouseClick(timeline().loopButton(), Qt::LeftButton);
        QTest::mouseClick(timeline().playButton(), Qt::LeftButton);
        QVERIFY(timeline().playing());
        QTest::keyClick(&page_->view(), Qt::Key_R);  // an edit ends it
        QVERIFY(!timeline().playing());
        QTRY_VERIFY(settled());
    }

    void aPressBesideTheKeysShowsTheFrameThere() {
        addKeys(2);
        TimelineTrack& track = timeline().track();
        const QPoint at(track.width() / 2, track.height() - 12);
        QTest::mousePress(&track, Qt::LeftButton, {}, at);
        QTRY_VERIFY(page_->shown() && !page_->shown()->request.edits.mixes.empty());
        QTest::mouseRelease(&track, Qt::LeftButton, {}, at);
        QTRY_VERIFY(settled());
    }

    void anExportIsAJobWithProgress() {
        addKeys(2);
        test::ScriptedPicker picker;
        const QString path = studio_->folder.filePath(QStringLiteral("film.mp4"));
        picker.answers = {path};
        QSignalSpy notices(page_.get(), &Page::notice);
        exporter_->holdAt = 5;
        timeline().exportFilm();
        QVERIFY(timeline().job() != nullptr);
        QTRY_VERIFY(timeline().findChild<QProgressBar*>()->value() == 5);
        QVERIFY(timeline().cancelButton()->isVisible());
        QVERIFY(test::says(*page_, QStringLiteral("Frame 5 of 25")));
        exporter_->holdAt = -1;
        QTRY_COMPARE(notices.size(), 1);
        QCOMPARE(notices.first().first().value<Notice>().kind, Notice::Kind::Good);
        QCOMPARE(exporter_->written.load(), 25);
        QVERIFY(timeline().job() == nullptr && !timeline().cancelButton()->isVisible());
    }

    void aCancelledExportKeepsWhatItWrote() {
        addKeys(2);
        test::ScriptedPicker picker;
        const QString path = studio_->folder.filePath(QStringLiteral("film"));  // the ending is put to it
        picker.answers = {path};
        QSignalSpy notices(page_.get(), &Page::notice);
        exporter_->holdAt = 7;
        timeline().exportFilm();
        QTRY_COMPARE(exporter_->written.load(), 7);
        QTest::mouseClick(timeline().cancelButton(), Qt::LeftButton);
        QTRY_COMPARE(notices.size(), 1);
        const Notice notice = notices.first().first().value<Notice>();
        QCOMPARE(notice.kind, Notice::Kind::Info);
        QVERIFY(notice.text.contains(QStringLiteral("film.mp4")));
        QVERIFY(QFile::exists(path + QStringLiteral(".mp4")));
    }

    void aFullDiskIsSaidWithWhatIsKept() {
        addKeys(2);
        test::ScriptedPicker picker;
        picker.answers = {studio_->folder.filePath(QStringLiteral("film.mp4"))};
        QSignalSpy notices(page_.get(), &Page::notice);
        exporter_->failAt = 3;
        timeline().exportFilm();
        QTRY_COMPARE(notices.size(), 1);
        const Notice notice = notices.first().first().value<Notice>();
        QCOMPARE(notice.kind, Notice::Kind::Bad);
        QVERIFY(notice.text.contains(QStringLiteral("is full")));
        QVERIFY(notice.text.contains(QStringLiteral("What was written is in")));
        QCOMPARE(notice.actions.size(), 1);
    }

    void theProgramEndsInTheMiddleOfAnExport() {
        addKeys(2);
        test::ScriptedPicker picker;
        picker.answers = {studio_->folder.filePath(QStringLiteral("film.mp4"))};
        exporter_->holdAt = 4;
        timeline().exportFilm();
        QTRY_COMPARE(exporter_->written.load(), 4);
        QSignalSpy idle(studio_->engine.get(), &service::Engine::idle);
        studio_->engine->shutDown();
        QTRY_COMPARE(idle.size(), 1);
        QVERIFY(exporter_->ended);
    }

private:
    /// The present picture and random ones as keyframes.
    void addKeys(int count) {
        for (int i = 0; i < count; ++i) {
            if (i > 0) {
                QTest::keyClick(&page_->view(), Qt::Key_R);
                QTRY_VERIFY(settled());
            }
            QTest::keyClick(&page_->view(), Qt::Key_K);
        }
        QTRY_VERIFY(timeline().isVisible() && timeline().track().width() > 200);
        QTest::qWait(1);
    }
    /// The page as at the next start of the program.
    void startAgain() {
        page_ = test::shownExplore(*studio_->engine);
        QTRY_VERIFY(settled() && timeline().store().restored());
    }
    [[nodiscard]] QString kept() const { return studio_->folder.filePath(QStringLiteral("explore/keyframes.json")); }
    [[nodiscard]] Timeline& timeline() { return page_->panels().timeline(); }
    [[nodiscard]] const core::SampleRequest& request() const { return page_->model().state().request; }
    [[nodiscard]] bool settled() const { return test::settled(*page_); }
    std::shared_ptr<FakeExport> exporter_;
    std::unique_ptr<test::FakeStudio> studio_;
    std::unique_ptr<ExplorePage> page_;
};

QTEST_MAIN(TestTimeline)
#include "tst_timeline.moc"
