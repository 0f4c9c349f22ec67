// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>
#include <QTest>
#include <QThread>
#include <atomic>
#include <semaphore>

#include "service/sampler_service.h"
#include "support/fake_network.h"

using namespace syper;
using service::Failure;
using service::Sampled;
using service::SamplerService;

namespace {

bool equal(const core::Image8& a, const core::Image8& b) {
    return a.bytes() == b.bytes() && std::equal(a.data(), a.data() + a.bytes(), b.data());
}

/// Holds pictures up until they are let go, one by one; a stop gets through.
struct Brake {
    std::atomic<int> started{0}, stopped{0};
    std::atomic<bool> hold{true};

    test::DuringSample during() {
        return [this](const core::SampleRequest&, core::RunControl& control) {
            ++started;
            try {
                while (hold) {
                    control.gate();
                    QThread::yieldCurrentThread();
                }
            } catch (const core::Stopped&) {
                ++stopped;
                throw;
            }
        };
    }
};

std::vector<core::SampleRequest> seeds(std::uint32_t first, int count) {
    std::vector<core::SampleRequest> out;
    for (int i = 0; i < count; ++i) out.push_back({.seed = first + std::uint32_t(i)});
    return out;
}

}  // namespace

class TestSamplerService : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theNewestRequestIsShown() {
        SamplerService service(test::fakeLoader());
        service.setNetwork("net");
        QSignalSpy spy(&service, &SamplerService::sampled);
        quint64 last = 0;
        for (std::uint32_t seed = 0; seed < 500; ++seed) last = service.request({.seed = seed});
        QTRY_VERIFY(!spy.empty() && spy.last().at(0).value<Sampled>().id == last);
        QVERIFY(equal(spy.last().at(0).value<Sampled>().image, test::drawn({.seed = 499})));
        QVERIFY(spy.size() < 50);  // skipped, not queued
        QVERIFY(!service.busy());
    }

    void picturesComeInTheOrderTheyWereAskedFor() {
        SamplerService service(test::fakeLoader());
        service.setNetwork("net");
        std::vector<quint64> ids;
        connect(&service, &SamplerService::sampled, this, [&](const Sampled& picture) {
            ids.push_back(picture.id);
            if (ids.size() < 40) service.request({.seed = std::uint32_t(ids.size())});
        });
        service.request({});
        service.request({.seed = 1});
        QTRY_COMPARE(ids.size(), std::size_t(40));
        QVERIFY(std::ranges::is_sorted(ids));
    }

    void aRunThatNobodyWantsAnyMoreIsStopped() {
        Brake brake;
        SamplerService service(test::fakeLoader(brake.during()));
        service.setNetwork("net");
        QSignalSpy spy(&service, &SamplerService::sampled);
        service.request({.seed = 1});
        QTRY_COMPARE(brake.started.load(), 1);
        const quint64 second = service.request({.seed = 2});
        QTRY_COMPARE(brake.stopped.load(), 1);
        brake.hold = false;
        QTRY_COMPARE(spy.size(), 1);
        QCOMPARE(spy.first().at(0).value<Sampled>().id, second);
    }

    void aLongDragStillShowsPictures() {
        Brake brake;
        SamplerService service(test::fakeLoader(brake.during()));
        service.setNetwork("net");
        QSignalSpy spy(&service, &SamplerService::sampled);
        service.request({.seed = 1});
        QTRY_COMPARE(brake.started.load(), 1);
        service.request({.seed = 2});
        QTRY_COMPARE(brake.started.load(), 2);
        service.request({.seed = 3});  // the second one in a row is not stopped
        brake.hold = false;
        QTRY_COMPARE(spy.size(), 2);
        QCOMPARE(brake.stopped.load(), 1);
        QCOMPARE(spy.at(0).at(0).value<Sampled>().request.seed, 2U);
        QCOMPARE(spy.at(1).at(0).value<Sampled>().request.seed, 3U);
    }

    void aPictureOfTheNetworkBeforeIsNotShown() {
        Brake brake;
        SamplerService service(test::fakeLoader(brake.during()));
        service.setNetwork("one");
        QSignalSpy spy(&service, &SamplerService::sampled), ready(&service, &SamplerService::networkReady);
        service.request({.seed = 1});
        QTRY_COMPARE(brake.started.load(), 1);
        service.request({.seed = 2});
        QTRY_COMPARE(brake.started.load(), 2);
        service.setNetwork("two");  // the second one in a row is not stopped: it ends with a picture
        QVERIFY(!service.network());
        brake.hold = false;
        QTRY_COMPARE(ready.size(), 2);
        QVERIFY(spy.empty());
        const quint64 id = service.request({.seed = 3});
        QTRY_COMPARE(spy.size(), 1);
        QCOMPARE(spy.first().at(0).value<Sampled>().id, id);
    }

    void aNetworkThatIsLeftAndChosenAgainAtOnceIsReadyAgain() {
        Brake brake;
        SamplerService service(test::fakeLoader(brake.during()));
        service.setNetwork("one");
        QSignalSpy spy(&service, &SamplerService::sampled);
        service.request({.seed = 1});
        QTRY_COMPARE(brake.started.load(), 1);
        service.setNetwork("two");
        service.setNetwork("one");
        const quint64 id = service.request({.seed = 2});
        brake.hold = false;
        QTRY_VERIFY(!spy.empty() && spy.last().at(0).value<Sampled>().id == id);
        QVERIFY(service.network());
        QCOMPARE(service.network()->path.string(), std::string("one"));
    }

    void aCoarsePictureComesBeforeTheExactOne() {
        SamplerService service(test::fakeLoader({}, true));
        service.setNetwork("net");
        QSignalSpy coarse(&service, &SamplerService::coarselySampled), exact(&service, &SamplerService::sampled);
        QByteArray order;
        connect(&service, &SamplerService::coarselySampled, this, [&] { order += 'c'; });
        connect(&service, &SamplerService::sampled, this, [&] { order += 'e'; });
        const quint64 id = service.request({.seed = 5});
        QCOMPARE(service.pending(), id);
        QTRY_COMPARE(order, QByteArray("ce"));
        QCOMPARE(service.pending(), 0U);
        QCOMPARE(coarse.first().at(0).value<Sampled>().id, id);
        QVERIFY(equal(coarse.first().at(0).value<Sampled>().image, test::drawnCoarsely({.seed = 5})));
        QVERIFY(equal(exact.first().at(0).value<Sampled>().image, test::drawn({.seed = 5})));
    }

    void whatHasShownItsCoarsePictureGivesWayAtOnce() {
        Brake brake;
        SamplerService service(test::fakeLoader(brake.during(), true));
        service.setNetwork("net");
        QSignalSpy coarse(&service, &SamplerService::coarselySampled), exact(&service, &SamplerService::sampled);
        for (std::uint32_t seed = 1; seed <= 4; ++seed) {
            service.request({.seed = seed});
            QTRY_COMPARE(brake.started.load(), int(seed));  // after its coarse picture
        }
        QCOMPARE(brake.stopped.load(), 3);
        brake.hold = false;
        QTRY_COMPARE(exact.size(), 1);
        QCOMPARE(coarse.size(), 4);
        QCOMPARE(exact.first().at(0).value<Sampled>().request.seed, 4U);
    }

    void smallPicturesForStripsHaveNoCoarseOnes() {
        SamplerService service(test::fakeLoader({}, true));
        service.setNetwork("net");
        QSignalSpy coarse(&service, &SamplerService::coarselySampled), extras(&service, &SamplerService::extraSampled);
        service.requestExtras(seeds(1, 3));
        QTRY_COMPARE(extras.size(), 3);
        QCOMPARE(coarse.size(), 0);
    }

    void jobsStandStillWhileAPictureIsOnItsWay() {
        Brake brake;
        core::InteractionGate gate;
        SamplerService service(test::fakeLoader(brake.during()), &gate);
        service.setNetwork("net");
        QSignalSpy spy(&service, &SamplerService::sampled);
        service.request({});
        QVERIFY(gate.busy());
        brake.hold = false;
        QTRY_COMPARE(spy.size(), 1);
        QVERIFY(!gate.busy());
        service.requestExtras(seeds(1, 3));
        QVERIFY(!gate.busy());
    }

    void extrasAllComeAndGiveWayToAPicture() {
        Brake brake;
        SamplerService service(test::fakeLoader(brake.during()));
        service.setNetwork("net");
        QSignalSpy pictures(&service, &SamplerService::sampled);
        QSignalSpy extras(&service, &SamplerService::extraSampled);
        const quint64 first = service.requestExtras(seeds(10, 7));
        QTRY_COMPARE(brake.started.load(), 1);
        service.request({.seed = 1});
        QTRY_VERIFY(brake.stopped.load() >= 1);
        QCOMPARE(extras.size(), 0);
        brake.hold = false;
        QTRY_COMPARE(extras.size(), 7);
        QCOMPARE(pictures.size(), 1);
        for (int i = 0; i < 7; ++i) QCOMPARE(extras.at(i).at(0).value<Sampled>().id, first + quint64(i));
    }

    void manyNewStripsEndWithTheLastOneWhole() {
        SamplerService service(test::fakeLoader());
        service.setNetwork("net");
        quint64 first = 0;
        std::vector<quint64> got;
        connect(&service, &SamplerService::extraSampled, this, [&](const Sampled& picture) {
            if (picture.id >= first) got.push_back(picture.id);
        });
        for (std::uint32_t i = 0; i < 200; ++i) {
            service.request({.seed = i});
            first = service.requestExtras(seeds(10 * i, 7));
            got.clear();
            if (i % 20 == 0) QTest::qWait(1);
        }
        QTRY_COMPARE(got.size(), std::size_t(7));
    }

    void aBrokenNetworkIsAValueAndTheNextOneWorks() {
        core::InteractionGate gate;
        SamplerService service(test::fakeLoader(), &gate);
        QSignalSpy failed(&service, &SamplerService::networkFailed);
        QSignalSpy ready(&service, &SamplerService::networkReady);
        service.setNetwork("broken.pkl");
        service.request({});
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(failed.first().at(1).value<Failure>().code, core::Errc::BadFormat);
        QVERIFY(!service.network());
        QVERIFY(!gate.busy());
        service.setNetwork("net");
        QSignalSpy sampled(&service, &SamplerService::sampled);
        service.request({});
        QTRY_COMPARE(sampled.size(), 1);
        QCOMPARE(ready.size(), 1);
        QCOMPARE(service.directionCount(), 8);
    }

    void aFailingPictureIsAValueAndTheNextOneWorks() {
        core::InteractionGate gate;
        SamplerService service(test::fakeLoader([](const core::SampleRequest& request, core::RunControl&) {
                                   if (request.seed == 1) throw core::Error(core::Errc::BadShape, "w has 3 values");
                               }),
                               &gate);
        service.setNetwork("net");
        QSignalSpy failed(&service, &SamplerService::failed), sampled(&service, &SamplerService::sampled);
        service.request({.seed = 1});
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(!gate.busy());
        service.request({.seed = 2});
        QTRY_COMPARE(sampled.size(), 1);
    }

    void anotherNetworkDropsWhatWasOnItsWay() {
        Brake brake;
        SamplerService service(test::fakeLoader(brake.during()));
        service.setNetwork("one");
        QSignalSpy sampled(&service, &SamplerService::sampled), ready(&service, &SamplerService::networkReady);
        service.request({.seed = 1});
        QTRY_COMPARE(brake.started.load(), 1);
        service.setNetwork("two");
        brake.hold = false;
        QTRY_VERIFY(!ready.empty() && ready.last().first().toString() == QStringLiteral("two"));
        QCOMPARE(sampled.size(), 0);
        QCOMPARE(service.network()->path, std::filesystem::path("two"));
    }

    void shutDownInMidWorkReturnsAtOnceAndEnds() {
        Brake brake;
        SamplerService service(test::fakeLoader(brake.during()));
        service.setNetwork("net");
        QSignalSpy ended(&service, &SamplerService::ended);
        service.request({});
        QTRY_COMPARE(brake.started.load(), 1);
        service.shutDown();
        QTRY_COMPARE(ended.size(), 1);
        QCOMPARE(brake.stopped.load(), 1);
    }

    void destroyedInMidWork() {
        Brake brake;
        {
            SamplerService service(test::fakeLoader(brake.during()));
            service.setNetwork("net");
            service.request({});
            QTRY_COMPARE(brake.started.load(), 1);
        }
        QCOMPARE(brake.stopped.load(), 1);
    }
};

QTEST_GUILESS_MAIN(TestSamplerService)
#include "tst_sampler_service.moc"
