// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>
#include <QTemporaryFile>
#include <QTest>

#include "core/api/error.h"
#include "service/estimate_service.h"

using namespace syper;
using service::EstimateService;
using service::QuantizeFunctions;
using service::RunEstimate;
using service::RunSettings;

namespace {

/// Half a second a step, a megabyte; counts how often it is asked.
QuantizeFunctions functions(std::atomic<int>& asked, std::atomic<bool>* hold = nullptr) {
    return {.run = {},
            .estimate =
                [&asked, hold](const core::QuantizeConfig& config, core::RunControl& control) {
                    ++asked;
                    while (hold != nullptr && *hold) {
                        control.gate();
                        QTest::qSleep(1);
                    }
                    const std::int64_t steps = config.steps > 0 ? config.steps : 100;
                    return std::optional<core::QuantizeEstimate>(
                        core::QuantizeEstimate{.secondsPerStep = 0.5, .bytesPacked = 1'000'000, .steps = steps});
                },
            .images = [](const RunSettings&) { return std::shared_ptr<const core::ImageSet>(); }};
}

}  // namespace

class TestEstimateService : public QObject {
    Q_OBJECT

private:
    QTemporaryFile teacher_;
    RunSettings settings_;

    static RunEstimate last(const QSignalSpy& spy) { return spy.last().at(1).value<RunEstimate>(); }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(teacher_.open());
        settings_.teacher = teacher_.fileName();
        settings_.count = 160;
    }

    void timeIsThatOfAllSteps() {
        std::atomic<int> asked{0};
        EstimateService service(functions(asked));
        QSignalSpy spy(&service, &EstimateService::estimated);
        service.request(settings_);
        QTRY_COMPARE(spy.size(), 1);
        QCOMPARE(last(spy).steps, 100);  // 160 pictures, batches of 16, 10 epochs
        QCOMPARE(last(spy).seconds, 50.0);
        QCOMPARE(last(spy).bytesPacked, 1'000'000);
    }

    void whatWasMeasuredIsNotMeasuredAgainForAnotherLength() {
        std::atomic<int> asked{0};
        EstimateService service(functions(asked));
        QSignalSpy spy(&service, &EstimateService::estimated);
        service.request(settings_);
        QTRY_COMPARE(spy.size(), 1);
        RunSettings longer = settings_;
        longer.epochs = 20;
        service.request(longer);
        QCOMPARE(spy.size(), 2);  // at once
        QCOMPARE(last(spy).seconds, 100.0);
        QCOMPARE(asked.load(), 1);
        longer.weightBits = 4;
        QVERIFY(!service.known(longer));
    }

    void newestSettingsWinAndTheOldAreStopped() {
        std::atomic<int> asked{0};
        std::atomic<bool> hold{true};
        EstimateService service(functions(asked, &hold));
        QSignalSpy spy(&service, &EstimateService::estimated);
        service.request(settings_);
        QTRY_COMPARE(asked.load(), 1);
        RunSettings newer = settings_;
        newer.batch = 8;
        service.request(newer);
        QTRY_COMPARE(asked.load(), 2);  // the first one let go although it was held
        hold = false;
        QTRY_COMPARE(spy.size(), 1);
        QCOMPARE(spy.at(0).at(0).value<RunSettings>().batch, 8);
    }

    void aStopThatCameLateSwallowsNoRequest() {
        std::atomic<int> asked{0};
        service::QuantizeFunctions made = functions(asked);
        std::atomic<bool> late{true};
        made.estimate = [&late, inner = made.estimate](const core::QuantizeConfig& config, core::RunControl& control) {
            if (late.exchange(false)) throw core::Stopped();  // meant for what ran before
            return inner(config, control);
        };
        EstimateService service(std::move(made));
        QSignalSpy spy(&service, &EstimateService::estimated);
        service.request(settings_);
        QTRY_COMPARE(spy.size(), 1);
    }

    void failureIsTold() {
        std::atomic<int> asked{0};
        EstimateService service(functions(asked));
        QSignalSpy spy(&service, &EstimateService::failed);
        RunSettings missing = settings_;
        missing.teacher = QStringLiteral("/nowhere/model.pth");
        service.request(missing);
        QTRY_COMPARE(spy.size(), 1);
        QVERIFY(spy.at(0).at(1).value<service::Failure>().text.contains(QStringLiteral("/nowhere/model.pth")));
        QCOMPARE(asked.load(), 0);
    }

    void droppedRequestIsNotAnswered() {
        std::atomic<int> asked{0};
        std::atomic<bool> hold{true};
        EstimateService service(functions(asked, &hold));
        QSignalSpy spy(&service, &EstimateService::estimated);
        service.request(settings_);
        QTRY_COMPARE(asked.load(), 1);
        service.drop();
        hold = false;
        QSignalSpy ended(&service, &service::BackgroundService::ended);
        service.shutDown();
        QTRY_COMPARE(ended.size(), 1);
        QCOMPARE(spy.size(), 0);
    }

    void destroyingWhileMeasuringDoesNotHang() {
        std::atomic<int> asked{0};
        std::atomic<bool> hold{true};
        {
            EstimateService service(functions(asked, &hold));
            service.request(settings_);
            QTRY_COMPARE(asked.load(), 1);
        }
        QCOMPARE(asked.load(), 1);
    }
};

QTEST_GUILESS_MAIN(TestEstimateService)
#include "tst_estimate_service.moc"
