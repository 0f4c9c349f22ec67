// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/estimate_service.h"

#include <QJsonDocument>
#include <algorithm>

#include "core/api/compute.h"
#include "core/api/error.h"
#include "service/thread_priority.h"

namespace syper::service {
namespace {

/// What a step's time depends on.
QByteArray key(const RunSettings& settings) {
    RunSettings same;
    same.teacher = settings.teacher;
    same.weightBits = settings.weightBits;
    same.activationBits = settings.activationBits;
    same.scheme = settings.scheme;
    same.source = settings.source;
    same.network = settings.network;
    same.images = settings.images;
    same.batch = settings.batch;
    same.augment = settings.augment;
    same.steps = settings.trains() ? 1 : 0;
    return QJsonDocument(toJson(same)).toJson(QJsonDocument::Compact);
}

}  // namespace

EstimateService::EstimateService(QuantizeFunctions functions, core::InteractionGate* gate, QObject* parent)
    : BackgroundService(parent),
      gate_(gate),
      functions_(std::move(functions)),
      worker_([this](const std::stop_token& stop) { run(stop); }) {}

EstimateService::~EstimateService() {
    shutDown();
    if (worker_.joinable()) worker_.join();
}

std::optional<RunEstimate> EstimateService::known(const RunSettings& settings) const {
    const auto found = known_.constFind(key(settings));
    if (found == known_.constEnd()) return {};
    const qint64 pictures = settings.source == ImageSource::Folder ? found->pictures : settings.count;
    const qint64 steps = settings.plannedSteps(pictures);
    return RunEstimate{.pictures = pictures,
                       .steps = steps,
                       .seconds = found->secondsBefore + found->secondsPerStep * double(steps),
                       .bytesPacked = found->bytesPacked};
}

void EstimateService::send(std::optional<RunSettings> settings) {
    latest_.put({++lastId_, std::move(settings)});
    measuring_.requestStop();
}

void EstimateService::request(const RunSettings& settings) {
    if (const auto estimate = known(settings)) {
        send({});
        Q_EMIT estimated(settings, *estimate);
        return;
    }
    send(settings);
}

void EstimateService::drop() {
    send({});
}

void EstimateService::shutDown() {
    worker_.request_stop();
    measuring_.requestStop();
}

void EstimateService::run(const std::stop_token& stop) {
    lowerThreadPriority();
    core::setComputeThreads(0);
    while (const auto wanted = latest_.take(stop)) {
        if (!wanted->settings) continue;
        // A stop may be meant for what ran just before; unless something newer waits, what it hit is done again.
        while (!measure(*wanted) && !latest_.waiting() && !stop.stop_requested()) {
        }
        core::returnFreedMemory();
    }
    post([this] { Q_EMIT ended(); });
}

EstimateService::Measured EstimateService::measured(const RunSettings& settings, core::RunControl& control) const {
    core::QuantizeConfig config = quantizeConfig(settings);
    config.images = functions_.images(settings);
    Measured out;
    if (config.images) out.pictures = config.images->size();
    const auto estimate = functions_.estimate(config, control);
    if (!estimate || (settings.trains() && estimate->steps < 1))
        throw core::Error(core::Errc::BadArgument,
                          "these settings give no step to measure; choose more pictures or a smaller batch");
    out.secondsBefore = estimate->secondsBefore;
    out.secondsPerStep = estimate->secondsPerStep;
    out.bytesPacked = estimate->bytesPacked;
    return out;
}

bool EstimateService::measure(const Wanted& wanted) {
    core::RunControl control({}, gate_);
    const WorkerControl::Scope reachable(measuring_, control);
    // Asked for between taking this one and the line above: the newer one counts.
    if (latest_.waiting()) control.requestStop();
    const auto answer = [this, &wanted](auto tell) {
        post([this, id = wanted.id, tell = std::move(tell)] {
            if (id == lastId_) tell();
        });
    };
    const RunSettings& settings = *wanted.settings;
    try {
        control.gate();
        const Measured result = measured(settings, control);
        answer([this, settings, result] {
            known_.insert(key(settings), result);
            Q_EMIT estimated(settings, *known(settings));
        });
    } catch (const core::Stopped&) {
        return false;
    } catch (...) {
        answer([this, settings, failure = currentFailure()] { Q_EMIT failed(settings, failure); });
    }
    return true;
}

}  // namespace syper::service
