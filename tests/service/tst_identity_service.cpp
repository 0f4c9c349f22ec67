// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

#include "service/identity_service.h"
#include "support/fake_verify.h"

using namespace syper;
using service::IdentityReading;
using service::IdentityService;

/// The identity of pictures that are plain gray, seen by models that take a level for an angle.
class TestIdentityService : public QObject {
    Q_OBJECT

private:
    QTemporaryDir folder_;
    test::FakeVerify fake_;

    QString model(const char* name) const {
        const QString path = folder_.filePath(QLatin1String(name));
        QFile file(path);
        if (!file.exists() && !file.open(QIODevice::WriteOnly)) qFatal("cannot make %s", name);
        return path;
    }
    [[nodiscard]] auto loader() { return fake_.functions().loadModel; }
    static IdentityReading last(const QSignalSpy& spy) { return spy.last().first().value<IdentityReading>(); }

private Q_SLOTS:
    void init() {
        fake_.loads = fake_.embeds = 0;
        fake_.hold = false;
    }

    void everyModelComparesWithTheStart() {
        IdentityService service(loader());
        QSignalSpy spy(&service, &IdentityService::compared);
        service.setModels({model("fp.pth"), model("w4.pth")});
        const quint64 start = service.setStart(fake_.gray(100));
        service.compare(7, fake_.gray(150));
        QTRY_COMPARE(spy.size(), 1);
        const IdentityReading reading = last(spy);
        QCOMPARE(reading.picture, 7U);
        QCOMPARE(reading.start, start);
        QCOMPARE(reading.scores.size(), std::size_t(2));
        QCOMPARE(reading.scores[0].model, model("fp.pth"));
        QVERIFY(std::abs(reading.scores[0].similarity - std::cos(0.5)) < 1e-6);
        QVERIFY(std::abs(reading.scores[1].similarity - std::cos(0.6)) < 1e-6);  // coarser, so another one
        QCOMPARE(reading.scores[1].info.weightBits, 4);
    }

    void theStartIsEmbeddedOnce() {
        IdentityService service(loader());
        QSignalSpy spy(&service, &IdentityService::compared);
        service.setModels({model("fp.pth")});
        const core::Image8 first = fake_.gray(100);
        service.setStart(first);
        service.compare(1, first);
        QTRY_COMPARE(spy.size(), 1);
        QVERIFY(std::abs(last(spy).scores[0].similarity - 1.0) < 1e-6);
        QCOMPARE(fake_.embeds.load(), 1);  // it is the start
        service.compare(2, fake_.gray(120));
        QTRY_COMPARE(spy.size(), 2);
        QCOMPARE(fake_.embeds.load(), 2);
        QCOMPARE(fake_.loads.load(), 1);
    }

    void theNewestPictureIsNextAndWhatRunsIsFinished() {
        IdentityService service(loader());
        QSignalSpy spy(&service, &IdentityService::compared);
        service.setModels({model("fp.pth")});
        service.setStart(fake_.gray(100));
        fake_.hold = true;
        service.compare(1, fake_.gray(110));
        QTRY_COMPARE(fake_.embeds.load(), 1);
        for (quint64 id = 2; id <= 50; ++id) service.compare(id, fake_.gray(100 + int(id)));
        fake_.hold = false;
        QTRY_VERIFY(!spy.isEmpty() && last(spy).picture == 50U);
        QCOMPARE(spy.size(), 2);  // the first, which ran, and the newest
        QCOMPARE(spy.first().first().value<IdentityReading>().picture, 1U);
    }

    void anotherStartMakesAnswersOfTheOldOneWorthless() {
        IdentityService service(loader());
        QSignalSpy spy(&service, &IdentityService::compared);
        service.setModels({model("fp.pth")});
        service.setStart(fake_.gray(100));
        fake_.hold = true;
        service.compare(1, fake_.gray(200));
        QTRY_COMPARE(fake_.embeds.load(), 1);
        const quint64 second = service.setStart(fake_.gray(200));
        fake_.hold = false;
        QTRY_COMPARE(spy.size(), 1);
        QCOMPARE(last(spy).start, second);
        QVERIFY(std::abs(last(spy).scores[0].similarity - 1.0) < 1e-6);
    }

    void itStandsStillWhileAPictureIsOnItsWayAndNeverHoldsTheGate() {
        core::InteractionGate gate;
        gate.enter();
        IdentityService service(loader(), &gate);
        QSignalSpy spy(&service, &IdentityService::compared);
        service.setModels({model("fp.pth")});
        service.setStart(fake_.gray(100));
        service.compare(1, fake_.gray(110));
        QVERIFY(!spy.wait(120));
        QCOMPARE(fake_.embeds.load(), 0);
        fake_.hold = true;
        gate.leave();
        QTRY_COMPARE(fake_.embeds.load(), 1);
        QVERIFY(!gate.busy());
        fake_.hold = false;
        QTRY_COMPARE(spy.size(), 1);
    }

    void aModelThatCannotBeReadSaysWhyOnceAndTheOthersAnswer() {
        IdentityService service(loader());
        QSignalSpy spy(&service, &IdentityService::compared), failed(&service, &IdentityService::modelFailed);
        service.setModels({model("broken.pth"), model("fp.pth"), QStringLiteral("/nowhere/model.pth")});
        service.setStart(fake_.gray(100));
        service.compare(1, fake_.gray(110));
        QTRY_COMPARE(spy.size(), 1);
        QCOMPARE(last(spy).scores.size(), std::size_t(1));
        QCOMPARE(failed.size(), 2);
        QCOMPARE(failed.first().first().toString(), model("broken.pth"));
        service.compare(2, fake_.gray(120));
        QTRY_COMPARE(spy.size(), 2);
        QCOMPARE(failed.size(), 2);
    }

    void otherModelsAreAskedAtOnce() {
        IdentityService service(loader());
        QSignalSpy spy(&service, &IdentityService::compared);
        service.setModels({model("fp.pth")});
        service.setStart(fake_.gray(100));
        fake_.hold = true;
        service.compare(1, fake_.gray(110));
        QTRY_COMPARE(fake_.embeds.load(), 1);
        service.setModels({model("w4.pth")});  // the held one lets go
        fake_.hold = false;
        QTRY_COMPARE(spy.size(), 1);
        QCOMPARE(last(spy).scores.front().model, model("w4.pth"));
    }

    void withoutStartOrModelsNothingRuns() {
        IdentityService service(loader());
        QSignalSpy spy(&service, &IdentityService::compared);
        service.compare(1, fake_.gray(110));
        service.setModels({model("fp.pth")});
        service.setStart(fake_.gray(100));
        QTRY_COMPARE(spy.size(), 1);
        service.clear();
        service.setModels({});
        QSignalSpy ended(&service, &service::BackgroundService::ended);
        service.shutDown();
        QTRY_COMPARE(ended.size(), 1);
        QCOMPARE(spy.size(), 1);
    }

    void shuttingDownInMidWorkEndsAtTheNextGate() {
        core::InteractionGate gate;
        IdentityService service(loader(), &gate);
        QSignalSpy spy(&service, &IdentityService::compared), ended(&service, &service::BackgroundService::ended);
        service.setModels({model("fp.pth")});
        service.setStart(fake_.gray(100));
        fake_.hold = true;
        service.compare(1, fake_.gray(110));
        QTRY_COMPARE(fake_.embeds.load(), 1);
        gate.enter();  // even while it stands still for a picture
        service.shutDown();
        QTRY_COMPARE(ended.size(), 1);
        QCOMPARE(spy.size(), 0);
        gate.leave();
    }

    void destroyingInMidWorkDoesNotHang() {
        fake_.hold = true;
        {
            IdentityService service(loader());
            service.setModels({model("fp.pth")});
            service.setStart(fake_.gray(100));
            service.compare(1, fake_.gray(110));
            QTRY_COMPARE(fake_.embeds.load(), 1);
        }
        QCOMPARE(fake_.embeds.load(), 1);
    }
};

QTEST_GUILESS_MAIN(TestIdentityService)
#include "tst_identity_service.moc"
