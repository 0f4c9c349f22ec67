// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/engine.h"

namespace syper::service {

Engine::Engine(EngineFunctions functions, QSettings& settings, QObject* parent)
    : QObject(parent),
      settings_(settings),
      tasks_(std::make_unique<TaskRunner>()),
      models_(std::make_unique<ModelChoices>(std::move(functions.inspect), *tasks_, settings)),
      sampler_(std::make_unique<SamplerService>(std::move(functions.loadNetwork), &gate_)) {
    add(tasks_.get());
    add(sampler_.get());
}

Engine::~Engine() = default;

void Engine::add(BackgroundService* service) {
    services_.push_back(service);
    ++running_;
    connect(service, &BackgroundService::ended, this, [this] {
        if (--running_ == 0) Q_EMIT idle();
    });
}

void Engine::shutDown() {
    if (ending_) return;
    ending_ = true;
    for (BackgroundService* service : services_) service->shutDown();
}

}  // namespace syper::service
