// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/networks_service.h"

#include <QElapsedTimer>
#include <algorithm>

#include "core/api/compute.h"
#include "core/api/error.h"
#include "service/run_settings.h"
#include "service/thread_priority.h"

namespace syper::service {
namespace {

/// Cuts layers that the network has not; false where none is left.
bool fitLayers(core::LayerRange& layers, int numWs) {
    if (layers.last >= numWs) layers.last = -1;
    return layers.first < numWs;
}

bool latentFits(std::size_t size, const core::NetworkInfo& network) {
    return size == std::size_t(network.wDim) || size == std::size_t(network.wDim) * std::size_t(network.numWs);
}

}  // namespace

bool fits(const core::NetworkInfo& network, const core::SampleRequest& request) {
    const core::LatentEdits& edits = request.edits;
    const auto wide = [&network](const core::SharedFloats& vector) { return int(vector.size()) == network.wDim; };
    return (request.w.empty() || latentFits(request.w.size(), network)) &&
           (edits.z.empty() || int(edits.z.size()) == network.zDim) &&
           std::ranges::all_of(request.directions, [&](const auto& own) { return own.index < network.wDim; }) &&
           std::ranges::all_of(edits.walks, wide, &core::DirectionWalk::unit) &&
           std::ranges::all_of(edits.shifts, wide, &core::LayerShift::delta) &&
           std::ranges::all_of(edits.mixes, [&network](const core::StyleMix& mix) {
               return mix.w.empty() || latentFits(mix.w.size(), network);
           });
}

core::SampleRequest requestOn(const core::NetworkInfo& network, core::SampleRequest request) {
    if (!request.w.empty() && !latentFits(request.w.size(), network))
        throw core::Error(core::Errc::BadShape, "the latent has " + std::to_string(request.w.size()) +
                                                    " values, this network's w " + std::to_string(network.wDim) +
                                                    " and its w+ " + std::to_string(network.numWs) + " x " +
                                                    std::to_string(network.wDim) + "; compare by a seed instead");
    core::LatentEdits& edits = request.edits;
    if (!edits.z.empty() && int(edits.z.size()) != network.zDim)
        throw core::Error(core::Errc::BadShape, "z has " + std::to_string(edits.z.size()) +
                                                    " values, this network takes " + std::to_string(network.zDim) +
                                                    "; compare by a seed instead");
    request.directions.clear();
    edits.walks.clear();
    edits.shifts.clear();
    std::erase_if(edits.mixes, [&network](core::StyleMix& mix) {
        return (!mix.w.empty() && !latentFits(mix.w.size(), network)) || !fitLayers(mix.layers, network.numWs);
    });
    // One factor a convolution: w+ has a layer for each, and one for the last colouring.
    if (int(edits.noiseStrength.size()) >= network.numWs) edits.noiseStrength.resize(std::size_t(network.numWs) - 1);
    request.classIndex = network.cDim > 0 ? std::clamp(request.classIndex, 0, network.cDim - 1) : -1;
    return request;
}

NetworksService::NetworksService(NetworkLoader load, core::InteractionGate* gate, QObject* parent)
    : BackgroundService(parent),
      gate_(gate),
      load_(std::move(load)),
      worker_([this](const std::stop_token& stop) { run(stop); }) {}

NetworksService::~NetworksService() {
    shutDown();
    if (worker_.joinable()) worker_.join();
}

void NetworksService::show(const QStringList& networks, const core::SampleRequest& request) {
    latest_.put({++lastId_, networks, request});
    running_.requestStop();
}

void NetworksService::shutDown() {
    worker_.request_stop();
    running_.requestStop();
}

void NetworksService::answer(quint64 id, std::function<void()> tell) {
    post([this, id, tell = std::move(tell)] {
        if (id == lastId_) tell();
    });
}

void NetworksService::run(const std::stop_token& stop) {
    lowerThreadPriority();
    core::setComputeThreads(0);
    while (const std::optional<Wanted> wanted = latest_.take(stop)) {
        // A stop may be meant for what ran just before; unless something newer waits, what it hit is done again.
        while (!serve(*wanted) && !latest_.waiting() && !stop.stop_requested()) {
        }
    }
    kept_.clear();
    post([this] { Q_EMIT ended(); });
}

bool NetworksService::serve(const Wanted& wanted) {
    std::erase_if(kept_, [&wanted](const auto& kept) { return !wanted.networks.contains(kept.first); });
    if (std::exchange(answeredOf_, wanted.id) != wanted.id) answered_.clear();
    core::RunControl control({}, gate_);
    const WorkerControl::Scope reachable(running_, control);
    try {
        for (const QString& network : wanted.networks) {
            if (latest_.waiting()) return false;
            if (answered_.contains(network)) continue;
            control.gate();
            draw(network, wanted, control);
            answered_.insert(network);
        }
    } catch (const core::Stopped&) {
        return false;
    }
    return true;
}

LoadedNetwork& NetworksService::open(const QString& network) {
    Kept& kept = kept_[network];
    if (!kept.loaded && !kept.failure) {
        try {
            kept.loaded = load_(modelFile(network));
        } catch (...) {
            kept.failure = currentFailure();
        }
    }
    if (kept.failure) throw core::Error(kept.failure->code, kept.failure->text.toStdString());
    return *kept.loaded;
}

void NetworksService::draw(const QString& network, const Wanted& wanted, core::RunControl& control) {
    try {
        const LoadedNetwork& loaded = open(network);
        control.gate();
        Sampled picture{.id = wanted.id, .request = requestOn(loaded.info, wanted.request), .image = {}};
        QElapsedTimer clock;
        clock.start();
        picture.image = loaded.sample(picture.request, control, {});
        picture.milliseconds = double(clock.nsecsElapsed()) / 1e6;
        answer(wanted.id, [this, network, picture] { Q_EMIT sampled(network, picture); });
    } catch (const core::Stopped&) {
        throw;
    } catch (...) {
        answer(wanted.id, [this, network, failure = currentFailure()] { Q_EMIT failed(network, failure); });
    }
}

}  // namespace syper::service
