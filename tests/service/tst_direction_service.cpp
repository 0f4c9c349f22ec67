// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/direction_service.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include "core/api/error.h"
#include "service/sampler_service.h"
#include "support/fake_network.h"

using namespace syper;
using service::DirectionQuestions;
using service::DirectionService;
using service::DirectionSource;

class TestDirectionService : public QObject {
    Q_OBJECT

private:
    QTemporaryDir folder_;
    std::optional<service::LoadedNetwork> network_;

    static core::DirectionSet last(const QSignalSpy& spy) { return spy.last().at(1).value<core::DirectionSet>(); }
    static std::vector<std::uint8_t> bytes(const core::Image8& image) {
        return {image.data(), image.data() + image.bytes()};
    }
    [[nodiscard]] core::Image8 sampled(const core::SampleRequest& request) const {
        core::RunControl control;
        return network_->sample(request, control, {});
    }

private Q_SLOTS:
    void initTestCase() { network_ = service::engineLoader()(SYPER_TEST_DATA "/generator/tiny32.pkl"); }

    /// Whatever a direction came from, the recipe brings its picture back to the last bit.
    void aWalkComesBackFromItsRecipe_data() {
        QTest::addColumn<int>("source");
        QTest::newRow("SeFa") << int(DirectionSource::Sefa);
        QTest::newRow("PCA") << int(DirectionSource::Pca);
        QTest::newRow("file") << int(DirectionSource::File);
    }
    void aWalkComesBackFromItsRecipe() {
        QFETCH(int, source);
        const QString file = folder_.filePath(QStringLiteral("own.json"));
        core::DirectionSet own;
        std::vector<float> unit(std::size_t(network_->info.wDim), 0.0F);
        unit[3] = 0.6F;
        unit[5] = -0.8F;
        own.directions.push_back({.name = "mine", .unit = std::move(unit), .deviation = 0.0});  // not known
        core::writeDirections(file.toStdString(), own);

        DirectionService service;
        QSignalSpy spy(&service, &DirectionService::found), failed(&service, &DirectionService::failed);
        service.find(network_->along, DirectionSource(source), file.toStdString());
        QVERIFY(service.busy());
        QTRY_COMPARE_WITH_TIMEOUT(spy.size() + failed.size(), 1, 60'000);
        QVERIFY(!service.busy());
        QVERIFY(!last(spy).directions.empty());
        const core::Direction direction = last(spy).directions.front();
        QVERIFY(direction.deviation > 0.0);  // measured where the file does not tell it
        core::SampleRequest request{.seed = 5, .psi = 0.7};
        const core::Image8 still = sampled(request);
        request.edits.walks.push_back({.name = direction.name,
                                       .unit = direction.unit,
                                       .deviation = direction.deviation,
                                       .amount = 1.0 / 3.0,
                                       .layers = {0, 3}});
        const std::vector<std::uint8_t> walked = bytes(sampled(request));
        QVERIFY(walked != bytes(still));
        const std::string text = core::recipeText(request, network_->info.sha256);
        const core::Recipe recipe = core::parseRecipe(text);
        QVERIFY(recipe.request == request);
        (void)sampled({.seed = 9});  // something else in between
        QCOMPARE(bytes(sampled(recipe.request)), walked);
    }

    void severalQuestionsAreAnsweredInTheirOrder() {
        const service::LoadedNetwork fake = test::fakeLoader()("x.pkl");
        DirectionService service;
        QSignalSpy spy(&service, &DirectionService::found), busy(&service, &DirectionService::busyChanged);
        const quint64 first = service.find(fake.along, DirectionSource::Sefa);
        const quint64 second = service.find(fake.along, DirectionSource::Pca);
        QTRY_COMPARE(spy.size(), 2);
        QCOMPARE(spy[0].first().toULongLong(), first);
        QCOMPARE(spy[1].first().toULongLong(), second);
        QCOMPARE(busy.size(), 2);  // began, and ended
    }

    void aFileThatIsNoneIsRefusedWithAReason() {
        const service::LoadedNetwork fake = test::fakeLoader()("x.pkl");
        DirectionService service;
        QSignalSpy failed(&service, &DirectionService::failed);
        service.find(fake.along, DirectionSource::File, "/nowhere/d.json");
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(failed.first().at(1).value<service::Failure>().text.contains(QStringLiteral("/nowhere/d.json")));
    }

    void directionsOfAnotherWidthNameBothNumbers() {
        const std::string file = folder_.filePath(QStringLiteral("wide.json")).toStdString();
        core::writeDirections(file, test::axes("x", 0, 1));  // 16 values
        DirectionService service;
        QSignalSpy failed(&service, &DirectionService::failed);
        service.find(network_->along, DirectionSource::File, file);
        QTRY_COMPARE(failed.size(), 1);
        const QString text = failed.first().at(1).value<service::Failure>().text;
        QVERIFY(text.contains(QStringLiteral("16")));
        QVERIFY(text.contains(QString::number(network_->info.wDim)));
    }

    void itStandsStillWhileAPictureIsOnItsWay() {
        core::InteractionGate gate;
        gate.enter();
        const service::LoadedNetwork fake = test::fakeLoader()("x.pkl");
        DirectionService service(&gate);
        QSignalSpy spy(&service, &DirectionService::found);
        service.find(fake.along, DirectionSource::Pca);
        QVERIFY(!spy.wait(120));
        gate.leave();
        QTRY_COMPARE(spy.size(), 1);
        QVERIFY(!gate.busy());
    }

    void whatIsDroppedOrShutDownInMidWorkAnswersNothing_data() {
        QTest::addColumn<bool>("shutDown");
        QTest::newRow("dropped") << false;
        QTest::newRow("shut down") << true;
    }
    void whatIsDroppedOrShutDownInMidWorkAnswersNothing() {
        QFETCH(bool, shutDown);
        std::atomic<bool> began{false};
        DirectionQuestions questions;
        questions.pca = [&began](core::RunControl& control) {
            began = true;
            for (;;) {
                control.gate();
                QThread::yieldCurrentThread();
            }
            return core::DirectionSet();
        };
        DirectionService service;
        QSignalSpy spy(&service, &DirectionService::found), ended(&service, &service::BackgroundService::ended);
        service.find(questions, DirectionSource::Pca);
        QTRY_VERIFY(began);
        if (shutDown)
            service.shutDown();
        else
            service.drop();
        QVERIFY(!service.busy());
        if (!shutDown) {
            service.find(test::fakeLoader()("x.pkl").along, DirectionSource::Sefa);
            QTRY_COMPARE(spy.size(), 1);
            service.shutDown();
        }
        QTRY_COMPARE(ended.size(), 1);
        QCOMPARE(spy.size(), shutDown ? 0 : 1);
    }

    void destroyingInMidWorkDoesNotHang() {
        std::atomic<bool> began{false};
        DirectionQuestions questions;
        questions.pca = [&began](core::RunControl& control) {
            began = true;
            for (;;) control.gate();
            return core::DirectionSet();
        };
        {
            DirectionService service;
            service.find(questions, DirectionSource::Pca);
            QTRY_VERIFY(began);
        }
        QVERIFY(began);
    }
};

QTEST_GUILESS_MAIN(TestDirectionService)
#include "tst_direction_service.moc"
