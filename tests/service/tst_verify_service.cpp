// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "service/job_queue.h"
#include "service/statistics_job.h"
#include "support/fake_verify.h"

using namespace syper;
using service::Statistics;
using service::VerifyScore;
using service::VerifyService;
using test::FakeVerify;

namespace {

struct Fixture {
    QTemporaryDir dir;
    FakeVerify fake;
    core::InteractionGate gate;
    VerifyService service{fake.functions(), &gate};
    QSignalSpy scored{&service, &VerifyService::scored};
    QSignalSpy settled{&service, &VerifyService::settled};

    QString file(const QString& name, const QByteArray& bytes = "x") {
        const QString path = dir.filePath(name);
        QFile out(path);
        if (!out.open(QIODevice::WriteOnly) || out.write(bytes) < 0) qFatal("cannot write %s", qPrintable(path));
        return path;
    }
    [[nodiscard]] VerifyScore last() const { return scored.last().first().value<VerifyScore>(); }
};

}  // namespace

class TestVerifyService : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void twoEyesAreComparedByEveryModel() {
        Fixture f;
        f.service.setFile(0, f.file(QStringLiteral("a-100.png")));
        f.service.setFile(1, f.file(QStringLiteral("b-110.png")));
        f.service.setModels({f.file(QStringLiteral("fp.pth")), f.file(QStringLiteral("w4.pth"))});
        QTRY_COMPARE(f.scored.size(), 2);
        QVERIFY(std::abs(f.scored[0][0].value<VerifyScore>().score - std::cos(0.1)) < 1e-6);
        QCOMPARE(f.last().info.weightBits, 4);
        QVERIFY(f.last().score > 0.999);  // one level for both: coarse
    }

    void nothingIsReadLoadedOrEmbeddedTwice() {
        Fixture f;
        const QString model = f.file(QStringLiteral("fp.pth"));
        f.service.setModels({model});
        f.service.setFile(0, f.file(QStringLiteral("face-10.png")));
        f.service.setFile(1, f.file(QStringLiteral("b-110.png")));
        QTRY_COMPARE(f.scored.size(), 1);
        const int embeds = f.fake.embeds;
        f.service.setEye(0, 1);
        QTRY_COMPARE(f.scored.size(), 2);
        QCOMPARE(f.fake.embeds.load(), embeds + 1);
        f.service.setEye(0, 0);
        QTRY_COMPARE(f.scored.size(), 3);
        QCOMPARE(f.fake.embeds.load(), embeds + 1);
        QCOMPARE(f.fake.loads.load(), 1);
        QCOMPARE(f.fake.reads.load(), 2);
    }

    void aStopThatCameLateSwallowsNoRequest() {
        Fixture f;
        QSignalSpy settled(&f.service, &VerifyService::settled);
        f.fake.lateStop = true;
        f.service.setFile(0, f.file(QStringLiteral("a-100.png")));
        f.service.setFile(1, f.file(QStringLiteral("b-110.png")));
        f.service.setModels({f.file(QStringLiteral("fp.pth"))});
        QTRY_VERIFY(!f.scored.empty());
        QTRY_VERIFY(!settled.empty());
    }

    void anUnreadablePictureIsTold() {
        Fixture f;
        QSignalSpy failed(&f.service, &VerifyService::pictureFailed);
        f.service.setFile(1, f.file(QStringLiteral("bad-1.png")));
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(failed[0][0].toInt(), 1);
        QVERIFY(failed[0][1].value<service::Failure>().text.contains(QStringLiteral("choose another file")));
    }

    void aBrokenModelDoesNotStopTheOthers() {
        Fixture f;
        QSignalSpy failed(&f.service, &VerifyService::modelFailed);
        f.service.setFile(0, f.file(QStringLiteral("a-1.png")));
        f.service.setFile(1, f.file(QStringLiteral("b-1.png")));
        f.service.setModels(
            {f.file(QStringLiteral("broken.pth")), QStringLiteral("/nowhere.pth"), f.file(QStringLiteral("fp.pth"))});
        QTRY_COMPARE(f.scored.size(), 1);
        QCOMPARE(failed.size(), 2);
        QVERIFY(std::abs(f.last().score - 1.0) < 1e-6);
    }

    void newestWishesWinAndJobsWaitMeanwhile() {
        Fixture f;
        f.fake.hold = true;
        f.service.setFile(0, f.file(QStringLiteral("a-1.png")));
        f.service.setFile(1, f.file(QStringLiteral("b-1.png")));
        f.service.setModels({f.file(QStringLiteral("fp.pth"))});
        QTRY_VERIFY(f.fake.embeds > 0);
        QVERIFY(f.gate.busy());
        f.service.setFile(1, f.file(QStringLiteral("b-100.png")));
        f.fake.hold = false;
        QTRY_COMPARE(f.settled.size(), 1);
        QCOMPARE(f.scored.size(), 1);  // nothing about the old picture
        QVERIFY(std::abs(f.last().score - std::cos(0.99)) < 1e-6);
        QVERIFY(!f.gate.busy());
    }

    void shutDownWhileItWorksIsTold() {
        Fixture f;
        f.fake.hold = true;
        f.service.setFile(0, f.file(QStringLiteral("a-1.png")));
        f.service.setFile(1, f.file(QStringLiteral("b-1.png")));
        f.service.setModels({f.file(QStringLiteral("fp.pth"))});
        QTRY_VERIFY(f.fake.embeds > 0);
        QSignalSpy ended(&f.service, &service::BackgroundService::ended);
        f.service.shutDown();
        QTRY_COMPARE(ended.size(), 1);
        QVERIFY(!f.gate.busy());
    }

    void statisticsCountErrors_data() {
        QTest::addColumn<QString>("set");
        QTest::newRow("labels") << QStringLiteral("labels");
        QTest::newRow("pairs") << QStringLiteral("pairs");
    }
    void statisticsCountErrors() {
        QFETCH(QString, set);
        Fixture f;
        for (const char* name : {"p-10.png", "q-20.png", "r-200.png", "s-210.png"}) f.file(QLatin1String(name));
        if (set == QLatin1String("labels"))
            f.file(QStringLiteral("labels.csv"), "file,identity\np-10.png,a\nq-20.png,a\nr-200.png,b\ns-210.png,b\n");
        else
            f.file(QStringLiteral("pairs.txt"),
                   "p-10.png q-20.png 1\nr-200.png s-210.png 1\np-10.png r-200.png 0\nq-20.png s-210.png 0\n"
                   "p-10.png s-210.png 0\nq-20.png r-200.png 0\n");
        service::JobQueue queue;
        std::optional<Statistics> result;
        service::Job* job = queue.add(service::statisticsJob(
            f.fake.functions(), f.dir.path(), {f.file(QStringLiteral("fp.pth")), f.file(QStringLiteral("w4.pth"))},
            [&](const Statistics& statistics) { result = statistics; }));
        QTRY_VERIFY(service::isOver(job->state()));
        QVERIFY2(result.has_value(), qPrintable(job->failure().text));
        QCOMPARE(result->pictures, 4);
        QCOMPARE(result->models.size(), std::size_t(2));
        const service::ModelStatistics& fp = result->models[0];
        QCOMPARE(fp.figures.genuine, 2);
        QCOMPARE(fp.figures.impostor, 4);
        QCOMPARE(fp.figures.eer, 0.0);
        QCOMPARE(fp.fmrAt(0.9), 0.0);
        QCOMPARE(fp.fnmrAt(0.9), 0.0);
        QCOMPARE(fp.fnmrAt(1.1), 1.0);
        QCOMPARE(fp.fmrAt(-1.1), 1.0);
    }

    void aFolderWithoutLabelsIsRefusedInWords() {
        Fixture f;
        QVERIFY_THROWS_EXCEPTION(core::Error,
                                 (void)service::openLabelledSet(f.dir.filePath(QStringLiteral("missing"))));
        QVERIFY_THROWS_EXCEPTION(core::Error, (void)service::openLabelledSet(f.dir.path()));
    }
};

QTEST_GUILESS_MAIN(TestVerifyService)
#include "tst_verify_service.moc"
