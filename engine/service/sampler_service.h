// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <unordered_set>
#include <vector>

#include "core/api/image8.h"
#include "core/api/journey.h"
#include "core/api/run_control.h"
#include "core/api/sampler.h"
#include "service/background_service.h"
#include "service/direction_service.h"
#include "service/failure.h"
#include "service/latest.h"
#include "service/worker_control.h"

namespace syper::service {

/// What a network says of latents without making pictures; for any thread but the GUI's.
struct LatentQuestions {
    /// The w+ that a request stands for, [numWs * wDim].
    std::function<std::vector<float>(const core::SampleRequest&)> latent{};
    /// A frame of a journey, as core::frameOf().
    std::function<core::SampleRequest(const core::Journey&, std::int64_t index)> frame{};
};

/// A generator ready to sample, as the worker holds it.
struct LoadedNetwork {
    core::NetworkInfo info;
    int directions = 0;
    LatentQuestions latents{};
    DirectionQuestions along{};
    /// The exact picture; what comes before it, if the network has such a thing, goes to the third argument.
    std::function<core::Image8(const core::SampleRequest&, core::RunControl&, const core::Sampler::Preview&)> sample;
};
using NetworkLoader = std::function<LoadedNetwork(const std::filesystem::path&)>;

/// A picture that came back. `milliseconds` is what the engine took for it, without waiting.
struct Sampled {
    quint64 id = 0;
    core::SampleRequest request;
    core::Image8 image;
    double milliseconds = 0.0;
};

/// Who wants small pictures. Each has its own list; a new one replaces the one before.
enum class ExtrasFor : std::uint8_t { Strip, Mixer, Plane, Projection };

/// Pictures for whoever moves a slider, on one thread. A coarse one comes first where the network has it, the exact one
/// follows. The newest request wins: what has not started is replaced, what runs is stopped between layers (though
/// never twice in a row before it has shown anything: a long drag still shows pictures). Small pictures for strips
/// ("extras") are made in between, when nothing else is wanted.
///
/// While a picture is on its way the interaction gate is held, so that jobs stand still at their gates.
/// Signals are emitted on the GUI thread.
class SamplerService : public BackgroundService {
    Q_OBJECT
public:
    /// load  runs on the worker. gate may be null, else it outlives this.
    explicit SamplerService(NetworkLoader load, core::InteractionGate* gate = nullptr, QObject* parent = nullptr);
    ~SamplerService() override;

    /// The network for all requests from now on; requests under way for another one are dropped.
    void setNetwork(const std::filesystem::path& path);
    /// What is loaded, or nothing (yet).
    [[nodiscard]] const std::optional<core::NetworkInfo>& network() const noexcept { return network_; }
    [[nodiscard]] int directionCount() const noexcept { return directions_; }
    /// What the network that is loaded says; null functions where none is.
    [[nodiscard]] const LatentQuestions& latents() const noexcept { return latents_; }
    [[nodiscard]] const DirectionQuestions& along() const noexcept { return along_; }

    /// Asks for a picture; replaces one asked for before. Returns its id (1, 2, ...).
    quint64 request(const core::SampleRequest& wanted);
    /// The same for a frame of a journey: the picture that comes back says which request it was.
    quint64 requestFrame(std::shared_ptr<const core::Journey> journey, std::int64_t index);
    /// Asks for small pictures beside it, all at once; replaces extras that the same one asked for before. Returns the
    /// first one's id, the others follow in steps of one.
    quint64 requestExtras(const std::vector<core::SampleRequest>& wanted, ExtrasFor whom = ExtrasFor::Strip);
    /// Is a picture on its way?
    [[nodiscard]] bool busy() const noexcept { return wanted_.picture.has_value(); }
    /// The id of the picture on its way, or 0.
    [[nodiscard]] quint64 pending() const noexcept { return wanted_.picture ? wanted_.picture->id : 0; }

    void shutDown() override;

Q_SIGNALS:
    /// Loading began; networkReady or networkFailed follows.
    void networkLoading(const QString& path);
    void networkReady(const QString& path);
    void networkFailed(const QString& path, const syper::service::Failure& failure);
    /// A first, coarse picture of what was asked for, smaller than the exact one that follows unless something newer is
    /// wanted by then.
    void coarselySampled(const syper::service::Sampled& picture);
    void sampled(const syper::service::Sampled& picture);
    void extraSampled(const syper::service::Sampled& picture);
    void failed(quint64 id, const syper::service::Failure& failure);

private:
    struct Item {
        quint64 id = 0;
        core::SampleRequest request;
        std::shared_ptr<const core::Journey> journey{};  ///< if set: its frame instead of the request
        std::int64_t frame = 0;
    };
    /// All that is wanted now; the worker always gets the whole of it.
    struct Wanted {
        std::filesystem::path network;
        quint64 opening = 0;  ///< counts setNetwork()
        std::optional<Item> picture;
        std::map<ExtrasFor, std::vector<Item>> extras;
    };
    enum class Running : std::uint8_t { Nothing, Picture, Extra };

    quint64 requestItem(Item item);
    void send();
    void finished(quint64 id, bool picture);

    void run(const std::stop_token& stop);
    /// False if it was stopped before all of it was done.
    bool serve(const Wanted& wanted);
    /// Opens the network of `wanted` unless it is open. False where it does not open.
    bool open(const Wanted& wanted);
    /// Calls `told` on the GUI thread, unless another network was chosen meanwhile.
    void postIfOpen(std::function<void()> told);
    /// False if it was stopped.
    bool sampleOne(Item item, Running kind);
    /// Hands a coarse picture on, and ends the run if nobody waits for the exact one.
    void showCoarse(Sampled picture, core::RunControl& control);

    // GUI thread
    Wanted wanted_;
    quint64 lastId_ = 0;
    std::optional<core::NetworkInfo> network_;
    int directions_ = 0;
    LatentQuestions latents_;
    DirectionQuestions along_;
    GateHold gate_;
    // any thread
    Latest<Wanted> latest_;
    std::mutex mutex_;
    core::RunControl* control_ = nullptr;  // of what runs now
    Running running_ = Running::Nothing;
    quint64 runningId_ = 0;
    bool superseded_ = false;  // what runs is a picture that nobody waits for any more
    bool showedCoarse_ = false;
    bool abandoned_ = false;  // the last picture was stopped for a newer one before anything of it was shown
    // worker thread
    NetworkLoader load_;
    std::filesystem::path loadedPath_;
    quint64 opening_ = 0;  ///< the one last served
    std::optional<LoadedNetwork> loaded_;
    std::unordered_set<quint64> done_;
    std::jthread worker_;  // last: stops and joins before the rest goes
};

/// Loads networks with the real engine.
[[nodiscard]] NetworkLoader engineLoader();

}  // namespace syper::service
