// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/identity_service.h"

#include "core/api/compute.h"
#include "service/run_settings.h"
#include "service/thread_priority.h"

namespace syper::service {

IdentityService::IdentityService(std::function<std::shared_ptr<VerifyModel>(const std::filesystem::path&)> load,
                                 core::InteractionGate* gate, QObject* parent)
    : BackgroundService(parent),
      gate_(gate),
      load_(std::move(load)),
      worker_([this](const std::stop_token& stop) { run(stop); }) {}

IdentityService::~IdentityService() {
    shutDown();
    if (worker_.joinable()) worker_.join();
}

void IdentityService::setModels(const QStringList& choices) {
    if (wanted_.models == choices) return;
    wanted_.models = choices;
    running_.requestStop();  // it may be one that nobody asks any more
    send();
}

quint64 IdentityService::setStart(const core::Image8& picture) {
    wanted_.start = {++lastStart_, picture};
    send();
    return lastStart_;
}

void IdentityService::compare(quint64 id, const core::Image8& picture) {
    wanted_.picture = {id, picture};
    send();
}

void IdentityService::clear() {
    wanted_.start = wanted_.picture = {};
    send();
}

void IdentityService::send() {
    latest_.put(wanted_);
}

void IdentityService::shutDown() {
    worker_.request_stop();
    running_.requestStop();
}

void IdentityService::run(const std::stop_token& stop) {
    lowerThreadPriority();
    core::setComputeThreads(1);  // the other cores stay with the picture
    while (const std::optional<Wanted> wanted = latest_.take(stop)) {
        // A stop may be meant for what ran just before; unless something newer waits, what it hit is done again.
        while (!attempt(*wanted) && !latest_.waiting() && !stop.stop_requested()) {
        }
    }
    post([this] { Q_EMIT ended(); });
}

bool IdentityService::attempt(const Wanted& wanted) {
    std::erase_if(models_, [&wanted](const auto& kept) { return !wanted.models.contains(kept.first); });
    if (wanted.models.isEmpty() || wanted.start.pixels.empty() || wanted.picture.pixels.empty()) return true;
    core::RunControl control({}, gate_);
    const WorkerControl::Scope reachable(running_, control);
    try {
        post([this, models = wanted.models, reading = read(wanted, control)] {
            if (wanted_.models == models && wanted_.start.id == reading.start) Q_EMIT compared(reading);
        });
    } catch (const core::Stopped&) {
        return false;
    }
    return true;
}

IdentityReading IdentityService::read(const Wanted& wanted, core::RunControl& control) {
    IdentityReading reading{.picture = wanted.picture.id, .start = wanted.start.id, .scores = {}};
    for (const QString& choice : wanted.models) {
        control.gate();
        score(choice, wanted, reading, control);
    }
    return reading;
}

void IdentityService::score(const QString& choice, const Wanted& wanted, IdentityReading& reading,
                            core::RunControl& control) {
    const auto [found, fresh] = models_.try_emplace(choice);
    Kept& kept = found->second;
    try {
        if (fresh) kept.model = load_(modelFile(choice));
        if (!kept.model) return;
        if (kept.startId != wanted.start.id) {
            kept.startRow = kept.model->embed({&wanted.start.pixels, 1}, control).front();
            kept.startId = wanted.start.id;
        }
        const std::vector<float> row = wanted.picture.pixels.share() == wanted.start.pixels.share()
                                           ? kept.startRow
                                           : kept.model->embed({&wanted.picture.pixels, 1}, control).front();
        reading.scores.push_back({choice, kept.model->info, core::similarity(kept.startRow, row)});
    } catch (const core::Stopped&) {
        if (!kept.model) models_.erase(found);  // stopped while it was loaded
        throw;
    } catch (...) {
        kept.model.reset();
        post([this, choice, failure = currentFailure()] {
            if (wanted_.models.contains(choice)) Q_EMIT modelFailed(choice, failure);
        });
    }
}

}  // namespace syper::service
