// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "service/run_folder.h"
#include "support/run_session.h"

using namespace syper;
using service::Run;
using service::RunSettings;
using service::RunState;
using service::RunStore;
using test::FakeQuantize;
using test::inStepOrder;
using test::shortRun;
using Session = test::RunSession;

namespace {

void write(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

}  // namespace

class TestRunStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aRunComputesAndIsFoundAgainAfterARestart() {
        QTemporaryDir dir;
        FakeQuantize fake;
        const RunSettings wanted = shortRun(dir);
        QString folder;
        {
            Session first(fake, dir.filePath(QStringLiteral("runs")));
            QSignalSpy finished(&first.store, &RunStore::finished);
            Run* run = first.store.start(wanted);
            folder = run->folder();
            QTRY_COMPARE(finished.size(), 1);
            QCOMPARE(run->state(), RunState::Done);
            QVERIFY(inStepOrder(*run, 20));
            QCOMPARE(run->fraction(), 1.0);
        }
        Session second(fake, dir.filePath(QStringLiteral("runs")));
        QSignalSpy loaded(&second.store, &RunStore::loadingEnded);
        second.store.load();
        QTRY_COMPARE(loaded.size(), 1);
        QCOMPARE(second.store.runs().size(), 1);
        Run* run = second.store.runs().first();
        QCOMPARE(run->folder(), folder);
        QCOMPARE(run->settings(), wanted);
        QCOMPARE(run->state(), RunState::Done);
        QCOMPARE(run->result()->finalLoss, FakeQuantize::loss(20));
        QCOMPARE(run->result()->bytesPacked, 1'276'000);
        QVERIFY(QFile::exists(run->result()->student));
        QVERIFY(run->points().empty());
        second.store.fetchPoints(run);
        QTRY_VERIFY(inStepOrder(*run, 20));
        QCOMPARE(run->points()[4].loss, FakeQuantize::loss(5));
        // The file has no cosine column: it follows from the loss.
        QCOMPARE(run->points()[4].cosine, 1.0 - 256.0 * FakeQuantize::loss(5));
    }

    void anInterruptedRunGoesOnAfterARestart() {
        QTemporaryDir dir;
        FakeQuantize fake;
        fake.holdAt = 7;
        const QString root = dir.filePath(QStringLiteral("runs"));
        {
            Session first(fake, root);
            Run* run = first.store.start(shortRun(dir));
            QTRY_COMPARE(run->lastStep(), 7);
            QSignalSpy ended(&first.queue, &service::BackgroundService::ended);
            first.queue.shutDown();
            QTRY_COMPARE(ended.size(), 1);
            QCOMPARE(run->state(), RunState::Interrupted);
        }
        fake.holdAt = -1;
        Session second(fake, root);
        QSignalSpy loaded(&second.store, &RunStore::loadingEnded);
        second.store.load();
        QTRY_COMPARE(loaded.size(), 1);
        Run* run = second.store.runs().first();
        QCOMPARE(run->state(), RunState::Interrupted);
        QCOMPARE(run->lastStep(), 7);
        QCOMPARE(run->steps(), 20);
        second.store.resume(run);
        QTRY_COMPARE(run->state(), RunState::Done);
        QCOMPARE(fake.firstStep.load(), 8);
        QCOMPARE(fake.computed.load(), 20);  // nothing twice
        QTRY_VERIFY(inStepOrder(*run, 20));
    }

    void aRunThatWaitedWhenTheProgramEndedCanBeStarted() {
        QTemporaryDir dir;
        FakeQuantize fake;
        fake.holdAt = 1;
        const QString root = dir.filePath(QStringLiteral("runs"));
        {
            Session first(fake, root);
            first.store.start(shortRun(dir));
            Run* waiting = first.store.start(shortRun(dir));
            QCOMPARE(waiting->state(), RunState::Waiting);
            QTRY_VERIFY(QFile::exists(waiting->folder() + QStringLiteral("/job.json")));
        }
        fake.holdAt = -1;
        Session second(fake, root);
        second.store.load();
        QTRY_COMPARE(second.store.runs().size(), 2);
        for (Run* run : second.store.runs()) {
            QCOMPARE(run->state(), RunState::Interrupted);
            second.store.resume(run);
        }
        for (Run* run : second.store.runs()) QTRY_COMPARE(run->state(), RunState::Done);
    }

    void aFailureIsKeptAndTheRunCanBeTriedAgain() {
        QTemporaryDir dir;
        FakeQuantize fake;
        fake.failAt = 5;
        const QString root = dir.filePath(QStringLiteral("runs"));
        {
            Session first(fake, root);
            Run* run = first.store.start(shortRun(dir));
            QTRY_COMPARE(run->state(), RunState::Failed);
            QVERIFY(run->failure().contains(QStringLiteral("disk full")));
        }
        fake.failAt = -1;
        Session second(fake, root);
        second.store.load();
        QTRY_COMPARE(second.store.runs().size(), 1);
        Run* run = second.store.runs().first();
        QCOMPARE(run->state(), RunState::Failed);
        QVERIFY(run->failure().contains(QStringLiteral("disk full")));
        second.store.resume(run);
        QTRY_COMPARE(run->state(), RunState::Done);
        QVERIFY(run->failure().isEmpty());
    }

    void aRunThatWasStoppedIsStillSoAfterARestart() {
        QTemporaryDir dir;
        FakeQuantize fake;
        fake.holdAt = 5;
        const QString root = dir.filePath(QStringLiteral("runs"));
        {
            Session first(fake, root);
            Run* run = first.store.start(shortRun(dir));
            QTRY_COMPARE(run->lastStep(), 5);
            first.queue.cancel(run->job());
            QTRY_COMPARE(run->state(), RunState::Stopped);
        }
        fake.holdAt = -1;
        Session second(fake, root);
        second.store.load();
        QTRY_COMPARE(second.store.runs().size(), 1);
        Run* run = second.store.runs().first();
        QCOMPARE(run->state(), RunState::Stopped);
        second.store.resume(run);
        QTRY_COMPARE(run->state(), RunState::Done);
    }

    void stepsThatAContinuationComputesAnewReplaceTheOld() {
        QTemporaryDir dir;
        FakeQuantize fake;
        fake.holdAt = 12;
        Session session(fake, dir.filePath(QStringLiteral("runs")));
        Run* run = session.store.start(shortRun(dir));
        QTRY_COMPARE(run->lastStep(), 12);
        session.queue.cancel(run->job());
        QTRY_COMPARE(run->state(), RunState::Stopped);
        write(run->folder() + QStringLiteral("/checkpoint"), "9");  // as if the last checkpoint were older
        fake.holdAt = -1;
        session.store.resume(run);
        QTRY_COMPARE(run->state(), RunState::Done);
        QCOMPARE(fake.firstStep.load(), 10);
        QVERIFY(inStepOrder(*run, 20));
    }

    void aMissingTeacherIsAFailureWithAWayOut() {
        QTemporaryDir dir;
        FakeQuantize fake;
        Session session(fake, dir.filePath(QStringLiteral("runs")));
        RunSettings wanted = shortRun(dir);
        wanted.teacher = dir.filePath(QStringLiteral("gone.pth"));
        Run* run = session.store.start(wanted);
        QTRY_COMPARE(run->state(), RunState::Failed);
        QVERIFY(run->failure().contains(QStringLiteral("gone.pth")));
    }

    void runsStartedInOneSecondHaveFoldersOfTheirOwn() {
        QTemporaryDir dir;
        FakeQuantize fake;
        Session session(fake, dir.filePath(QStringLiteral("runs")));
        QSet<QString> folders;
        for (int i = 0; i < 3; ++i) folders << session.store.start(shortRun(dir, 2))->folder();
        QCOMPARE(folders.size(), 3);
        QTRY_COMPARE(session.queue.openCount(), 0);
    }

    void removingIsUndoneWithAllFiles() {
        QTemporaryDir dir;
        FakeQuantize fake;
        const QString root = dir.filePath(QStringLiteral("runs"));
        Session session(fake, root);
        Run* run = session.store.start(shortRun(dir, 3));
        QTRY_COMPARE(run->state(), RunState::Done);
        const QString folder = run->folder();
        session.store.remove(run);
        QVERIFY(session.store.runs().isEmpty());
        QTRY_VERIFY(!QFile::exists(folder));
        session.store.restore(folder);
        QTRY_COMPARE(session.store.runs().size(), 1);
        QCOMPARE(session.store.runs().first()->state(), RunState::Done);
        QVERIFY(QFile::exists(folder + QStringLiteral("/student.safetensors")));
    }

    void aRunThatComputesCannotBeRemoved() {
        QTemporaryDir dir;
        FakeQuantize fake;
        fake.holdAt = 1;
        Session session(fake, dir.filePath(QStringLiteral("runs")));
        Run* run = session.store.start(shortRun(dir));
        session.store.remove(run);
        QCOMPARE(session.store.runs().size(), 1);
    }

    void aFolderOfTheCommandLineOpens() {
        QTemporaryDir dir;
        FakeQuantize fake;
        Session session(fake, dir.filePath(QStringLiteral("runs")));
        const QString folder = dir.filePath(QStringLiteral("from-cli"));
        QDir().mkpath(folder);
        write(folder + QStringLiteral("/curves.csv"),
              "step,epoch,loss,grad_norm,lr,seconds,cosine\n1,0,0.003,0.1,0.001,0.5,0.25\n2,0,nan,0.1,0.001,1,nan\n3,0,"
              "0.0");
        QSignalSpy opened(&session.store, &RunStore::opened);
        session.store.open(folder);
        QTRY_COMPARE(opened.size(), 1);
        Run* run = session.store.runs().first();
        QCOMPARE(run->state(), RunState::Interrupted);
        session.store.fetchPoints(run);
        QTRY_COMPARE(run->points().size(), std::size_t(2));  // the half line is passed over
        QCOMPARE(run->points()[0].cosine, 0.25);
        QVERIFY(std::isnan(run->points()[1].loss));
        session.store.open(folder);
        QCOMPARE(opened.size(), 2);
        QCOMPARE(session.store.runs().size(), 1);
    }

    void aFolderWithoutARunIsRefusedInWords() {
        QTemporaryDir dir;
        FakeQuantize fake;
        Session session(fake, dir.filePath(QStringLiteral("runs")));
        QSignalSpy failed(&session.store, &RunStore::failed);
        session.store.open(dir.path());
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(failed.at(0).at(0).toString().contains(QStringLiteral("holds no quantization run")));
    }

    void aDamagedRunDoesNotHideTheOthers() {
        QTemporaryDir dir;
        FakeQuantize fake;
        const QString root = dir.filePath(QStringLiteral("runs"));
        {
            Session session(fake, root);
            Run* run = session.store.start(shortRun(dir, 2));
            QTRY_COMPARE(run->state(), RunState::Done);
        }
        QDir().mkpath(root + QStringLiteral("/damaged"));
        write(root + QStringLiteral("/damaged/job.json"), "{\"settings\": [");
        QDir().mkpath(root + QStringLiteral("/empty"));
        Session second(fake, root);
        QSignalSpy loaded(&second.store, &RunStore::loadingEnded);
        second.store.load();
        QTRY_COMPARE(loaded.size(), 1);
        QCOMPARE(second.store.runs().size(), 1);
        QVERIFY_THROWS_EXCEPTION(core::Error, (void)service::readRun(root + QStringLiteral("/damaged")));
    }

    void settingsSurviveTheirJson() {
        RunSettings odd;
        odd.teacher = QStringLiteral("/tmp/ü b.pth");
        odd.init = QStringLiteral("/tmp/init.pth");
        odd.weightBits = 3;
        odd.activationBits = 7;
        odd.source = service::ImageSource::Folder;
        odd.images = QStringLiteral("/tmp/eyes");
        odd.epochs = 3;
        odd.steps = 77;
        odd.batch = 5;
        odd.lr = 0.1;
        odd.momentum = 0.5;
        odd.weightDecay = 1e-9;
        odd.clip = 1.5;
        odd.freezeAfterEpochs = 2;
        odd.freezeAfterSteps = 9;
        odd.shuffle = false;
        odd.augment = true;
        odd.checkpointEvery = 1;
        odd.seed = 18'446'744'073'709'551'615ULL;
        const QByteArray text = QJsonDocument(service::toJson(odd)).toJson();
        QCOMPARE(service::runSettings(QJsonDocument::fromJson(text).object()), odd);
        QCOMPARE(service::runSettings({}), RunSettings());
    }

    void commandLineSaysTheSameRun() {
        RunSettings run;
        QCOMPARE(service::commandLine(run, QStringLiteral("out")),
                 QStringLiteral("syper quantize --teacher bundled --bits 8,8 --network bundled --count 10000 "
                                "--scheme paper --epochs 10 --batch 16 --out out"));
        run.teacher = QStringLiteral("/home/me/it's mine.pth");
        run.source = service::ImageSource::Folder;
        run.images = QStringLiteral("/data/my eyes");
        run.steps = 50;
        run.lr = 0.00125;
        run.seed = 7;
        run.shuffle = false;
        QCOMPARE(service::commandLine(run, QStringLiteral("/tmp/a b")),
                 QStringLiteral("syper quantize --teacher '/home/me/it'\\''s mine.pth' --bits 8,8 "
                                "--images '/data/my eyes' --scheme paper --steps 50 --batch 16 --lr 0.00125 "
                                "--no-shuffle --seed 7 --out '/tmp/a b'"));
        RunSettings whole;
        whole.scheme = QStringLiteral("deploy");
        QCOMPARE(service::commandLine(whole, QStringLiteral("out")),
                 QStringLiteral("syper quantize --teacher bundled --bits 8,8 --network bundled --count 10000 "
                                "--scheme deploy --batch 16 --out out"));
        whole.steps = 3;
        QVERIFY(service::commandLine(whole, QStringLiteral("out")).contains(QStringLiteral(" --steps 3 ")));
    }

    void plannedStepsDropTheShortBatch() {
        RunSettings run;
        QCOMPARE(run.plannedSteps(10'000), 6250);
        QCOMPARE(run.plannedSteps(100), 60);
        QCOMPARE(run.plannedSteps(15), 0);
        run.steps = 3;
        QCOMPARE(run.plannedSteps(100), 3);
        QCOMPARE(run.plannedSteps(15), 0);
        run.scheme = QStringLiteral("deploy");
        QCOMPARE(run.plannedSteps(100), 3);
        run.steps = 0;
        QCOMPARE(run.plannedSteps(100), 0);
        QVERIFY(!run.trains());
    }
};

QTEST_GUILESS_MAIN(TestRunStore)
#include "tst_run_store.moc"
