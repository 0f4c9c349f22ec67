// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/networks_service.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <atomic>

#include "support/fake_network.h"
#include "support/refuses.h"

using namespace syper;
using service::NetworksService;
using service::requestOn;
using service::Sampled;

class TestNetworksService : public QObject {
    Q_OBJECT

private:
    QTemporaryDir folder_;
    std::atomic<int> loads_{0}, began_{0};
    std::atomic<bool> hold_{false};

    QString network(const char* name) const {
        const QString path = folder_.filePath(QLatin1String(name));
        QFile file(path);
        if (!file.exists() && !file.open(QIODevice::WriteOnly)) qFatal("cannot make %s", name);
        return path;
    }
    service::NetworkLoader loader() {
        return [this, load = test::fakeLoader([this](const core::SampleRequest&, core::RunControl& control) {
                          ++began_;
                          while (hold_) {
                              control.gate();
                              QThread::yieldCurrentThread();
                          }
                      })](const std::filesystem::path& path) {
            ++loads_;
            return load(path);
        };
    }
    static core::NetworkInfo sized(int wDim, int numWs, int zDim = 16, int cDim = 0) {
        core::NetworkInfo info;
        info.wDim = wDim;
        info.numWs = numWs;
        info.zDim = zDim;
        info.cDim = cDim;
        return info;
    }

private Q_SLOTS:
    void init() {
        loads_ = began_ = 0;
        hold_ = false;
    }

    void everyNetworkDrawsTheLatent() {
        NetworksService service(loader());
        QSignalSpy spy(&service, &NetworksService::sampled);
        const core::SampleRequest wanted{.seed = 7, .psi = 0.5};
        service.show({network("a.pkl"), network("b.pkl")}, wanted);
        QTRY_COMPARE(spy.size(), 2);
        QCOMPARE(spy[0].first().toString(), network("a.pkl"));
        QVERIFY(spy[1].at(1).value<Sampled>().request == wanted);
        service.show({network("a.pkl"), network("b.pkl")}, {.seed = 8});
        QTRY_COMPARE(spy.size(), 4);
        QCOMPARE(loads_.load(), 2);  // each once
        service.show({network("b.pkl")}, {.seed = 8});
        QTRY_COMPARE(spy.size(), 5);
        service.show({network("a.pkl"), network("b.pkl")}, {.seed = 8});
        QTRY_COMPARE(spy.size(), 7);
        QCOMPARE(loads_.load(), 3);  // a had been let go
    }

    void theNewestLatentWinsAndTheOldIsStopped() {
        NetworksService service(loader());
        QSignalSpy spy(&service, &NetworksService::sampled);
        hold_ = true;
        service.show({network("a.pkl"), network("b.pkl")}, {.seed = 1});
        QTRY_COMPARE(began_.load(), 1);
        service.show({network("a.pkl")}, {.seed = 2});
        QTRY_COMPARE(began_.load(), 2);  // the first let go although it was held
        hold_ = false;
        QTRY_COMPARE(spy.size(), 1);
        QCOMPARE(spy[0].at(1).value<Sampled>().request.seed, 2U);
    }

    void aNetworkThatCannotBeLoadedSaysWhyAndTheOthersDraw() {
        NetworksService service(loader());
        QSignalSpy spy(&service, &NetworksService::sampled), failed(&service, &NetworksService::failed);
        service.show({network("broken.pkl"), network("a.pkl")}, {.seed = 1});
        QTRY_COMPARE(spy.size(), 1);
        QCOMPARE(failed.size(), 1);
        QVERIFY(failed[0].at(1).value<service::Failure>().text.contains(QStringLiteral("broken.pkl")));
        service.show({network("broken.pkl"), network("a.pkl")}, {.seed = 2});
        QTRY_COMPARE(spy.size(), 2);
        QTRY_COMPARE(failed.size(), 2);
        QCOMPARE(loads_.load(), 2);  // not tried again
    }

    void itStandsStillWhileAPictureIsOnItsWay() {
        core::InteractionGate gate;
        gate.enter();
        NetworksService service(loader(), &gate);
        QSignalSpy spy(&service, &NetworksService::sampled);
        service.show({network("a.pkl")}, {.seed = 1});
        QVERIFY(!spy.wait(120));
        QCOMPARE(loads_.load(), 0);
        gate.leave();
        QTRY_COMPARE(spy.size(), 1);
        QVERIFY(!gate.busy());
    }

    void shuttingDownInMidWorkAnswersNothing() {
        NetworksService service(loader());
        QSignalSpy spy(&service, &NetworksService::sampled), ended(&service, &service::BackgroundService::ended);
        hold_ = true;
        service.show({network("a.pkl")}, {.seed = 1});
        QTRY_COMPARE(began_.load(), 1);
        service.shutDown();
        QTRY_COMPARE(ended.size(), 1);
        QCOMPARE(spy.size(), 0);
    }

    void destroyingInMidWorkDoesNotHang() {
        hold_ = true;
        {
            NetworksService service(loader());
            service.show({network("a.pkl")}, {.seed = 1});
            QTRY_COMPARE(began_.load(), 1);
        }
        QCOMPARE(began_.load(), 1);
    }

    void whatBelongsToOneNetworkAloneIsLeftOut() {
        core::SampleRequest request{.seed = 3, .psi = 0.6, .cutoff = 4, .classIndex = 2};
        request.directions = {{1, 1.5}};
        request.edits.walks.push_back({.name = "x", .unit = std::vector<float>(16, 0.25F), .amount = 1.0});
        request.edits.shifts.push_back({.delta = std::vector<float>(16, 0.5F)});
        request.edits.plane = core::SeedPlane{.x = 1.5, .y = 2.5};
        request.edits.mixes = {{.seed = 5, .layers = {6, 20}},
                               {.seed = 6, .layers = {12, -1}},
                               {.seed = 7, .w = std::vector<float>(16, 0.1F)}};
        request.edits.noiseStrength = std::vector<float>(20, 0.5F);
        const core::SampleRequest there = requestOn(sized(32, 10), request);
        QCOMPARE(there.seed, 3U);
        QCOMPARE(there.psi, 0.6);
        QCOMPARE(there.cutoff, 4);
        QCOMPARE(there.classIndex, -1);  // it has none
        QVERIFY(there.edits.plane == request.edits.plane);
        QVERIFY(there.directions.empty() && there.edits.walks.empty() && there.edits.shifts.empty());
        QCOMPARE(there.edits.mixes.size(), std::size_t(1));
        QVERIFY(there.edits.mixes[0].layers == (core::LayerRange{6, -1}));
        QCOMPARE(there.edits.noiseStrength.size(), std::size_t(9));
        QCOMPARE(requestOn(sized(32, 10, 16, 2), request).classIndex, 1);
        request.classIndex = -1;
        QCOMPARE(requestOn(sized(32, 10, 16, 2), request).classIndex, 0);
    }

    void whatFitsIsToldBeforeItIsDrawn() {
        core::SampleRequest request{.seed = 3};
        QVERIFY(service::fits(sized(32, 10), request));
        request.directions = {{20, 1.0}};
        QVERIFY(service::fits(sized(32, 10), request));
        QVERIFY(!service::fits(sized(16, 8), request));
        request.directions.clear();
        request.edits.walks.push_back({.unit = std::vector<float>(16, 0.25F), .amount = 1.0});
        QVERIFY(service::fits(sized(16, 8), request));
        QVERIFY(!service::fits(sized(32, 10), request));
        request.edits.walks.clear();
        request.edits.mixes = {{.seed = 7, .w = std::vector<float>(16, 0.1F)}};
        QVERIFY(!service::fits(sized(32, 10), request));
        request.edits.mixes.clear();
        request.w.assign(16 * 8, 0.5F);
        QVERIFY(service::fits(sized(16, 8), request));
        QVERIFY(!service::fits(sized(16, 10), request));
    }

    void aLatentThatDoesNotFitNamesBothSizes() {
        core::SampleRequest request;
        request.w.assign(16, 0.5F);
        QVERIFY(requestOn(sized(16, 8), request).w == request.w);
        SYPER_REFUSES(requestOn(sized(32, 10), request), core::Errc::BadShape);
        try {
            (void)requestOn(sized(32, 10), request);
        } catch (const core::Error& error) {
            QVERIFY(QByteArray(error.what()).contains("16 values") && QByteArray(error.what()).contains("10 x 32"));
        }
        request.w.clear();
        request.edits.z = std::vector<float>(16, 0.5F);
        SYPER_REFUSES(requestOn(sized(32, 10, 64), request), core::Errc::BadShape);
    }
};

QTEST_GUILESS_MAIN(TestNetworksService)
#include "tst_networks_service.moc"
