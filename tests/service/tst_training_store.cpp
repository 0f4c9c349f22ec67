// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "core/api/error.h"
#include "service/engine_functions.h"
#include "service/training_folder.h"
#include "support/training_pictures.h"

using namespace syper;
using service::JobQueue;
using service::RunState;
using service::TaskRunner;
using service::Training;
using service::TrainingFunctions;
using service::TrainingSettings;
using service::TrainingStore;

namespace {

/// One start of the studio as far as trainings are concerned, with the real engine.
struct Session {
    TaskRunner tasks;
    JobQueue queue;
    TrainingStore store;

    explicit Session(const QTemporaryDir& dir, TrainingFunctions functions = service::engineTraining())
        : store(std::move(functions), queue, tasks, dir.filePath(QStringLiteral("trainings"))) {}

    Training* reloaded() {
        QSignalSpy loaded(&store, &TrainingStore::loadingEnded);
        store.load();
        if (!loaded.wait() || store.trainings().isEmpty()) qFatal("no training was loaded");
        return store.trainings().first();
    }
};

/// The engine, which stops after a line of its log until release(); so that one can act at a known moment.
class HeldEngine {
public:
    std::atomic<int> holdAt{2};  ///< lines

    [[nodiscard]] TrainingFunctions functions() {
        TrainingFunctions real = service::engineTraining();
        const auto train = real.train;
        real.train = [this, train](const core::GanConfig& config, bool goOn, const service::GanSink& sink,
                                   core::RunControl& control) {
            int lines = 0;
            const service::GanSink held = [&](const core::GanPoint& point) {
                sink(point);
                ++lines;
                while (holdAt > 0 && lines >= holdAt && !control.stopRequested()) QThread::msleep(1);
            };
            return train(config, goOn, held, control);
        };
        return real;
    }
};

QByteArray bytes(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// The weights of the same training, never interrupted.
QByteArray unbroken(const TrainingSettings& settings) {
    const QTemporaryDir dir;
    Session session(dir);
    Training* run = session.store.start(settings);
    if (!QTest::qWaitFor([run] { return run->state() == RunState::Done; }, 60'000)) return {};
    return bytes(run->result()->generator);
}

}  // namespace

class TestTrainingStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aTrainingIsWatchedAndThereAgainAfterARestart() {
        const QTemporaryDir dir;
        const TrainingSettings wanted = test::shortTraining(dir);
        QList<service::Snapshot> snapshots;
        std::vector<core::GanPoint> points;
        {
            Session first(dir);
            QSignalSpy finished(&first.store, &TrainingStore::finished);
            Training* run = first.store.start(wanted);
            QCOMPARE(run->title(), QStringLiteral("eyes, 8 px"));
            QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 60'000);
            QCOMPARE(run->state(), RunState::Done);
            QCOMPARE(run->fraction(), 1.0);
            QCOMPARE(run->pointCount(), 4);
            QCOMPARE(run->points().back().kimg, 0.032);
            QVERIFY(std::isfinite(run->points().front().lossG) && std::isfinite(run->points().front().r1));
            QVERIFY(run->points().front().imagesPerSecond > 0);
            QCOMPARE(run->result()->images, 24);
            QVERIFY(QFile::exists(run->reals()));
            QTRY_COMPARE(run->snapshots().size(), 3);  // before the first step, in the middle, at the end
            QVERIFY(run->snapshots().first().generator.isEmpty());
            QCOMPARE(run->snapshots().last().kimg, 0.032);
            QCOMPARE(run->generator(), run->result()->generator);
            snapshots = run->snapshots();
            points = run->points();
        }
        Session second(dir);
        Training* run = second.reloaded();
        QCOMPARE(run->settings(), wanted);
        QCOMPARE(run->state(), RunState::Done);
        QCOMPARE(run->snapshots(), snapshots);
        QCOMPARE(run->result()->kimg, 0.032);
        QVERIFY(QFile::exists(run->result()->generator));
        second.store.fetchPoints(run);
        QTRY_COMPARE(run->pointCount(), 4);
        for (std::size_t i = 0; i < points.size(); ++i) {
            QCOMPARE(run->points()[i].kimg, points[i].kimg);
            QCOMPARE(run->points()[i].lossG, points[i].lossG);
            QCOMPARE(run->points()[i].rt, points[i].rt);
        }
    }

    void snapshotsAreThereWhileItRuns() {
        const QTemporaryDir dir;
        HeldEngine engine;
        Session session(dir, engine.functions());
        Training* run = session.store.start(test::shortTraining(dir));
        QTRY_COMPARE_WITH_TIMEOUT(run->snapshots().size(), 2, 60'000);
        QCOMPARE(run->state(), RunState::Running);
        QVERIFY(QFile::exists(run->snapshots().last().sheet));
        QCOMPARE(run->generator(), run->snapshots().last().generator);
        QVERIFY(QFile::exists(run->generator()));
        engine.holdAt = -1;
        QTRY_COMPARE_WITH_TIMEOUT(run->state(), RunState::Done, 60'000);
    }

    void aPausedTrainingStandsAndGoesOn() {
        const QTemporaryDir dir;
        HeldEngine engine;
        engine.holdAt = 1;
        Session session(dir, engine.functions());
        Training* run = session.store.start(test::shortTraining(dir));
        QTRY_COMPARE_WITH_TIMEOUT(run->pointCount(), 1, 60'000);
        session.queue.pause(run->job());
        engine.holdAt = -1;
        QCOMPARE(run->state(), RunState::Paused);
        // The folder is the run's alone, also while it stands.
        core::GanConfig other;
        other.out = run->folder().toStdString();
        core::RunControl control;
        QVERIFY_THROWS_EXCEPTION(core::Error, (void)core::continueGenerator(other, {}, {}, control));
        QCOMPARE(run->pointCount(), 1);
        session.queue.resume(run->job());
        QTRY_COMPARE_WITH_TIMEOUT(run->state(), RunState::Done, 60'000);
        QCOMPARE(run->pointCount(), 4);
    }

    void aStoppedTrainingEndsAsAnUnbrokenOneBitForBit() {
        const QTemporaryDir dir;
        const TrainingSettings wanted = test::shortTraining(dir);
        const QByteArray weights = unbroken(wanted);
        QVERIFY(!weights.isEmpty());
        Session session(dir);
        Training* run = session.store.start(wanted);
        // In the middle of a step: it computes, and the next line has not come.
        QTRY_COMPARE_WITH_TIMEOUT(run->pointCount(), 1, 60'000);
        session.queue.cancel(run->job());
        QTRY_COMPARE_WITH_TIMEOUT(run->state(), RunState::Stopped, 60'000);
        QVERIFY(QFile::exists(run->folder() + QStringLiteral("/checkpoint.safetensors")));
        QVERIFY(!QFile::exists(run->folder() + QStringLiteral("/generator.safetensors")));
        QVERIFY(run->fraction() < 1.0);
        session.store.resume(run);
        QTRY_COMPARE_WITH_TIMEOUT(run->state(), RunState::Done, 60'000);
        QCOMPARE(bytes(run->result()->generator), weights);
        QCOMPARE(run->points().back().kimg, 0.032);
    }

    void theProgramsEndInterruptsAndTheNextStartGoesOn() {
        const QTemporaryDir dir;
        const TrainingSettings wanted = test::shortTraining(dir);
        const QByteArray weights = unbroken(wanted);
        {
            HeldEngine engine;
            Session first(dir, engine.functions());
            Training* run = first.store.start(wanted);
            QTRY_COMPARE_WITH_TIMEOUT(run->pointCount(), 2, 60'000);
            QSignalSpy ended(&first.queue, &service::BackgroundService::ended);
            first.queue.shutDown();
            QTRY_COMPARE(ended.size(), 1);
            QCOMPARE(run->state(), RunState::Interrupted);
        }
        Session second(dir);
        Training* run = second.reloaded();
        QCOMPARE(run->state(), RunState::Interrupted);
        QCOMPARE(run->lastStep(), 16);
        QCOMPARE(run->steps(), 32);
        second.store.resume(run);
        QTRY_COMPARE_WITH_TIMEOUT(run->state(), RunState::Done, 60'000);
        QCOMPARE(bytes(run->result()->generator), weights);
        QTRY_COMPARE(run->pointCount(), 4);
    }

    void aBeginningWithoutACheckpointBeginsAnew() {
        const QTemporaryDir dir;
        const TrainingSettings wanted = test::shortTraining(dir);
        const QString folder = dir.filePath(QStringLiteral("trainings/cut-off"));
        service::writeTraining(
            {.record = {.folder = folder, .created = QDateTime::currentDateTime()}, .settings = wanted});
        QFile run(folder + QStringLiteral("/run.json"));
        QVERIFY(run.open(QIODevice::WriteOnly));
        run.write("{\"pictures\": ");
        run.close();
        Session session(dir);
        Training* again = session.reloaded();
        QCOMPARE(again->state(), RunState::Interrupted);
        session.store.resume(again);
        QTRY_COMPARE_WITH_TIMEOUT(again->state(), RunState::Done, 60'000);
    }

    void whatCannotBeTrainedFailsInWords_data() {
        QTest::addColumn<QString>("data");
        QTest::addColumn<QString>("start");
        QTest::addColumn<QString>("says");
        QTest::newRow("no such folder") << QStringLiteral("/nowhere/eyes") << QString()
                                        << QStringLiteral("/nowhere/eyes");
        QTest::newRow("no data") << QString() << QString() << QStringLiteral("not known");
        QTest::newRow("no such network") << QStringLiteral("eyes") << QStringLiteral("/nowhere/g.pkl")
                                         << QStringLiteral("/nowhere/g.pkl");
    }
    void whatCannotBeTrainedFailsInWords() {
        QFETCH(QString, data);
        QFETCH(QString, start);
        QFETCH(QString, says);
        const QTemporaryDir dir;
        TrainingSettings wanted = test::shortTraining(dir);
        if (data != QLatin1String("eyes")) wanted.data = data;
        wanted.start = start;
        Session session(dir);
        Training* run = session.store.start(wanted);
        QTRY_COMPARE(run->state(), RunState::Failed);
        QVERIFY2(run->failure().contains(says), qPrintable(run->failure()));
    }

    void aTrainingStartsFromAnothersNetwork() {
        const QTemporaryDir dir;
        TrainingSettings wanted = test::shortTraining(dir);
        Session session(dir);
        Training* first = session.store.start(wanted);
        QTRY_COMPARE_WITH_TIMEOUT(first->state(), RunState::Done, 60'000);
        wanted.start = first->result()->generator;
        wanted.seed = 5;
        Training* second = session.store.start(wanted, dir.filePath(QStringLiteral("elsewhere")));
        QTRY_COMPARE_WITH_TIMEOUT(second->state(), RunState::Done, 60'000);
        QCOMPARE(session.store.elsewhere(), QStringList{second->folder()});
        // Its first sheet is the other's last: the same latents of the same network.
        QCOMPARE(bytes(second->snapshots().first().sheet), bytes(first->snapshots().last().sheet));
    }

    void aFolderOfTheCommandLineOpens() {
        const QTemporaryDir dir;
        Session session(dir);
        Training* run = session.store.start(test::shortTraining(dir));
        QTRY_COMPARE_WITH_TIMEOUT(run->state(), RunState::Done, 60'000);
        const QString folder = dir.filePath(QStringLiteral("cli"));
        QVERIFY(QDir().rename(run->folder(), folder));
        QVERIFY(QFile::remove(folder + QStringLiteral("/job.json")));
        QVERIFY(service::isTrainingFolder(folder));
        QVERIFY(!service::isTrainingFolder(dir.path()));
        QSignalSpy opened(&session.store, &TrainingStore::opened);
        session.store.open(folder);
        QTRY_COMPARE(opened.size(), 1);
        auto* cli = static_cast<Training*>(session.store.find(folder));
        QVERIFY(cli != nullptr);
        QCOMPARE(cli->state(), RunState::Done);
        QCOMPARE(cli->settings().resolution, 8);
        QCOMPARE(cli->settings().batch, 8);
        QCOMPARE(cli->title(), QStringLiteral("cli, 8 px"));
        QSignalSpy failed(&session.store, &TrainingStore::failed);
        session.store.open(dir.path());
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(failed.first().first().toString().contains(QStringLiteral("holds no training")));
    }

    void theTrainingsThatShipAreDone() {
        qputenv("SYPER_RESOURCES", SYPER_TEST_DATA "/../../resources");
        const QStringList folders = service::bundledTrainings();
        qunsetenv("SYPER_RESOURCES");
        QCOMPARE(folders.size(), 2);
        for (const QString& folder : folders) {
            const service::StoredTraining stored = service::readTraining(folder);
            QVERIFY2(stored.result, qPrintable(folder));
            QCOMPARE(stored.result->generator.isEmpty(), folder.endsWith(QStringLiteral("first-stage")));
            QVERIFY(stored.snapshots.size() >= 3);
            const std::vector<core::GanPoint> log = service::readTrainingLog(folder);
            QCOMPARE(log.back().kimg, stored.result->kimg);
            QCOMPARE(stored.snapshots.last().kimg, std::floor(stored.result->kimg));
        }
        QCOMPARE(service::readTraining(folders.last()).result->generator, QStringLiteral("bundled:generator"));
    }

    void logsOfAllVersionsAndCutOnesAreRead() {
        const QTemporaryDir dir;
        QFile log(dir.filePath(QStringLiteral("log.csv")));
        QVERIFY(log.open(QIODevice::WriteOnly));
        log.write(
            "kimg,seconds,loss_G,loss_D,r1,p,rt,images_per_second\n1,10,0.7,1.4,,0.1,0.2,30\n3,20,0.8,1.3,2,0.1,"
            "0.2,30\n2,15,0.9,1.2,0.5,0.1,0.2,31\n3,2");
        log.close();
        const std::vector<core::GanPoint> points = service::readTrainingLog(dir.path());
        QCOMPARE(points.size(), std::size_t(2));  // 3 was computed anew, and cut
        QVERIFY(std::isnan(points[0].r1) && std::isnan(points[0].fid) && std::isnan(points[0].pl));
        QCOMPARE(points[1].lossG, 0.9);
        QVERIFY(log.open(QIODevice::WriteOnly));
        log.write("step,loss\n1,2\n");
        log.close();
        QVERIFY_THROWS_EXCEPTION(core::Error, (void)service::readTrainingLog(dir.path()));
    }

    void settingsSurviveTheirJson() {
        TrainingSettings odd;
        odd.data = QStringLiteral("/tmp/ü eyes/dataset.json");
        odd.side = QStringLiteral("none");
        odd.mirror = true;
        odd.start = QStringLiteral("bundled:generator");
        odd.preset = QStringLiteral("auto");
        odd.resolution = 128;
        odd.kimg = 12.5;
        odd.batch = 4;
        odd.lr = 0.001;
        odd.gamma = 0;
        odd.pathLength = 2;
        odd.aug = QStringLiteral("fixed");
        odd.augPipe = QStringLiteral("bg");
        odd.p = 0.25;
        odd.target = 0.5;
        odd.freezeLayers = 3;
        odd.snapKimg = 2;
        odd.fidPictures = 0;
        odd.half = false;
        odd.seed = 18'446'744'073'709'551'615ULL;
        const QByteArray text = QJsonDocument(service::toJson(odd)).toJson();
        QCOMPARE(service::trainingSettings(QJsonDocument::fromJson(text).object()), odd);
        QCOMPARE(service::trainingSettings({}), TrainingSettings());
        QCOMPARE(odd.dataName(), QStringLiteral("ü eyes"));
    }

    void commandLineSaysTheSameTraining() {
        TrainingSettings s;
        s.data = QStringLiteral("/data/my eyes");
        QCOMPARE(service::commandLine(s, QStringLiteral("out")),
                 QStringLiteral("syper train generator --data '/data/my eyes' --resolution 64 --kimg 200 "
                                "--augpipe upright --fid-pictures 200 --fid-snapshots --outdir out"));
        s.kimg = 10;
        s.aug = QStringLiteral("noaug");
        s.gamma = 1;
        s.fidPictures = 0;
        s.half = false;
        s.seed = 3;
        QCOMPARE(service::commandLine(s, QStringLiteral("out")),
                 QStringLiteral("syper train generator --data '/data/my eyes' --resolution 64 --kimg 10 --gamma 1 "
                                "--aug noaug --tick 0.1 --fid-model none --fp32 --seed 3 --outdir out"));
    }
};

QTEST_GUILESS_MAIN(TestTrainingStore)
#include "tst_training_store.moc"
