// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/engine.h"

#include "service/settings.h"

namespace syper::service {

Engine::Engine(EngineFunctions functions, QSettings& settings, QObject* parent)
    : QObject(parent),
      settings_(settings),
      latent_(std::move(functions.latent)),
      tasks_(std::make_unique<TaskRunner>()),
      models_(std::make_unique<ModelChoices>(std::move(functions.inspect), *tasks_, settings)),
      networks_(std::make_unique<NetworksService>(functions.loadNetwork, &gate_)),
      sampler_(std::make_unique<SamplerService>(std::move(functions.loadNetwork), &gate_)),
      jobs_(std::make_unique<JobQueue>(&gate_)),
      runs_(std::make_unique<RunStore>(functions.quantize, *jobs_, *tasks_, studioFolder() + QStringLiteral("/runs"))),
      trainings_(std::make_unique<TrainingStore>(std::move(functions.training), *jobs_, *tasks_,
                                                 studioFolder() + QStringLiteral("/trainings"))),
      estimates_(std::make_unique<EstimateService>(functions.quantize, &gate_)),
      directions_(std::make_unique<DirectionService>(&gate_)),
      identity_(std::make_unique<IdentityService>(functions.verify.loadModel, &gate_)),
      verifier_(std::make_unique<VerifyService>(std::move(functions.verify), &gate_)) {
    add(jobs_.get());
    add(estimates_.get());
    add(verifier_.get());
    add(identity_.get());
    add(networks_.get());
    add(directions_.get());
    add(sampler_.get());
    add(tasks_.get());
}

Engine::~Engine() = default;

void Engine::add(BackgroundService* service) {
    services_.push_back(service);
    ++running_;
    connect(service, &BackgroundService::ended, this, [this] {
        --running_;
        // The tasks go last: what the others leave behind is written by them.
        if (ending_ && running_ == 1) tasks_->shutDown();
        if (running_ == 0) Q_EMIT idle();
    });
}

void Engine::shutDown() {
    if (ending_) return;
    ending_ = true;
    for (BackgroundService* service : services_)
        if (service != tasks_.get()) service->shutDown();
}

}  // namespace syper::service
