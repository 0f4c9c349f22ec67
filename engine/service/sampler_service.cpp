// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/sampler_service.h"

#include <QElapsedTimer>
#include <algorithm>
#include <memory>

#include "core/api/compute.h"
#include "core/api/latent_space.h"

namespace syper::service {
namespace {

QString text(const std::filesystem::path& path) {
    return QString::fromStdString(path.string());
}

}  // namespace

SamplerService::SamplerService(NetworkLoader load, core::InteractionGate* gate, QObject* parent)
    : BackgroundService(parent),
      gate_(gate),
      load_(std::move(load)),
      worker_([this](const std::stop_token& stop) { run(stop); }) {}

SamplerService::~SamplerService() {
    shutDown();
    if (worker_.joinable()) worker_.join();
}

void SamplerService::setNetwork(const std::filesystem::path& path) {
    if (path == wanted_.network) return;
    wanted_ = {.network = path, .opening = wanted_.opening + 1, .picture = {}, .extras = {}};
    network_.reset();
    directions_ = 0;
    latents_ = {};
    along_ = {};
    gate_.set(false);
    send();
}

quint64 SamplerService::request(const core::SampleRequest& wanted) {
    return requestItem({.request = wanted});
}

quint64 SamplerService::requestFrame(std::shared_ptr<const core::Journey> journey, std::int64_t index) {
    return requestItem({.request = {}, .journey = std::move(journey), .frame = index});
}

quint64 SamplerService::requestItem(Item item) {
    item.id = ++lastId_;
    wanted_.picture = std::move(item);
    gate_.set(true);
    send();
    return lastId_;
}

quint64 SamplerService::requestExtras(const std::vector<core::SampleRequest>& wanted, ExtrasFor whom) {
    const quint64 first = lastId_ + 1;
    std::vector<Item>& extras = wanted_.extras[whom];
    extras.clear();
    for (const core::SampleRequest& request : wanted) extras.push_back({.id = ++lastId_, .request = request});
    send();
    return first;
}

void SamplerService::send() {
    latest_.put(wanted_);
    const std::lock_guard lock(mutex_);
    if (control_ == nullptr) return;
    const bool stillWanted = running_ == Running::Picture && wanted_.picture && wanted_.picture->id == runningId_;
    superseded_ = running_ == Running::Picture && !stillWanted;
    // A run that would only be thrown away is stopped, but every second one may show something: a drag keeps showing
    // pictures.
    if (running_ == Running::Extra || (superseded_ && (showedCoarse_ || !abandoned_))) control_->requestStop();
}

void SamplerService::shutDown() {
    worker_.request_stop();
    const std::lock_guard lock(mutex_);
    if (control_ != nullptr) control_->requestStop();
}

void SamplerService::finished(quint64 id, bool picture) {
    if (picture) {
        if (wanted_.picture && wanted_.picture->id == id) {
            wanted_.picture.reset();
            gate_.set(false);
        }
        return;
    }
    for (auto& [whom, items] : wanted_.extras) std::erase_if(items, [id](const Item& item) { return item.id == id; });
}

void SamplerService::run(const std::stop_token& stop) {
    core::setComputeThreads(0);
    while (const std::optional<Wanted> wanted = latest_.take(stop)) {
        // A stop may be meant for what ran just before; unless something newer waits, what it hit is done again.
        while (!serve(*wanted) && !latest_.waiting() && !stop.stop_requested()) {
        }
    }
    post([this] { Q_EMIT ended(); });
}

bool SamplerService::serve(const Wanted& wanted) {
    if (!open(wanted)) return true;
    // What was answered before this state was sent may still stand in it.
    std::vector<Item> extras;
    for (const auto& [whom, items] : wanted.extras) extras.insert(extras.end(), items.begin(), items.end());
    std::erase_if(done_, [&](quint64 id) {
        return !(wanted.picture && wanted.picture->id == id) &&
               std::ranges::none_of(extras, [id](const Item& item) { return item.id == id; });
    });
    if (wanted.picture && !sampleOne(*wanted.picture, Running::Picture)) return false;
    return std::ranges::all_of(
        extras, [this](const Item& extra) { return !latest_.waiting() && sampleOne(extra, Running::Extra); });
}

bool SamplerService::open(const Wanted& wanted) {
    if (wanted.opening == opening_) return loaded_.has_value();
    opening_ = wanted.opening;
    const std::filesystem::path& network = wanted.network;
    const QString path = text(network);
    try {
        if (!loaded_ || loadedPath_ != network) {  // else it was left and chosen again before it was closed
            loaded_.reset();
            if (network.empty()) return false;
            loadedPath_ = network;
            post([this, path] { Q_EMIT networkLoading(path); });
            loaded_ = load_(network);
        }
        postIfOpen([this, path, info = loaded_->info, directions = loaded_->directions, latents = loaded_->latents,
                    along = loaded_->along] {
            network_ = info;
            latents_ = latents;
            along_ = along;
            directions_ = directions;
            Q_EMIT networkReady(path);
        });
    } catch (...) {
        postIfOpen([this, path, failure = currentFailure()] {
            wanted_.picture.reset();
            wanted_.extras.clear();
            gate_.set(false);
            Q_EMIT networkFailed(path, failure);
        });
    }
    return loaded_.has_value();
}

void SamplerService::postIfOpen(std::function<void()> told) {
    post([this, opening = opening_, told = std::move(told)] {
        if (wanted_.opening == opening) told();
    });
}

bool SamplerService::sampleOne(Item item, Running kind) {
    if (done_.contains(item.id)) return true;
    core::RunControl control;
    {
        const std::lock_guard lock(mutex_);
        control_ = &control;
        running_ = kind;
        runningId_ = item.id;
        superseded_ = showedCoarse_ = false;
    }
    const bool picture = kind == Running::Picture;
    QElapsedTimer clock;
    clock.start();
    bool stopped = false;
    try {
        if (item.journey) item.request = loaded_->latents.frame(*item.journey, item.frame);
        core::Sampler::Preview preview;
        if (picture)
            preview = [&](const core::Image8& image) {
                showCoarse({item.id, item.request, image, double(clock.nsecsElapsed()) / 1e6}, control);
            };
        Sampled result{item.id, item.request, loaded_->sample(item.request, control, preview), 0.0};
        result.milliseconds = double(clock.nsecsElapsed()) / 1e6;
        done_.insert(item.id);
        postIfOpen([this, picture, result = std::move(result)] {
            finished(result.id, picture);
            if (picture)
                Q_EMIT sampled(result);
            else
                Q_EMIT extraSampled(result);
        });
    } catch (const core::Stopped&) {
        stopped = true;
    } catch (...) {
        done_.insert(item.id);
        postIfOpen([this, id = item.id, picture, failure = currentFailure()] {
            finished(id, picture);
            Q_EMIT failed(id, failure);
        });
    }
    const std::lock_guard lock(mutex_);
    control_ = nullptr;
    running_ = Running::Nothing;
    if (picture) abandoned_ = stopped && !showedCoarse_;
    return !stopped;
}

void SamplerService::showCoarse(Sampled picture, core::RunControl& control) {
    postIfOpen([this, picture = std::move(picture)] { Q_EMIT coarselySampled(picture); });
    const std::lock_guard lock(mutex_);
    showedCoarse_ = true;
    if (superseded_) control.requestStop();
}

NetworkLoader engineLoader() {
    return [](const std::filesystem::path& path) {
        const auto sampler = std::make_shared<core::Sampler>(core::Sampler::load(path));
        const core::LatentSpace space = sampler->latentSpace();
        return LoadedNetwork{
            .info = sampler->info(),
            .directions = sampler->directionCount(),
            .latents = {.latent = [space](const core::SampleRequest& request) { return space.resolve(request); },
                        .frame = [space](const core::Journey& journey,
                                         std::int64_t index) { return core::frameOf(space, journey, index); }},
            .along = directionQuestions(space),
            .sample = [sampler](const core::SampleRequest& request, core::RunControl& control,
                                const core::Sampler::Preview& preview) {
                return sampler->sample(request, control, preview);
            }};
    };
}

}  // namespace syper::service
