// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <QStringList>
#include <map>
#include <optional>
#include <thread>

#include "service/background_service.h"
#include "service/latest.h"
#include "service/sampler_service.h"
#include "service/worker_control.h"

namespace syper::service {

/// `request` as another network can draw it: its seed, its z, its place on the seed plane, truncation and noise mean
/// the same there. What belongs to one network alone is left out: walks along its directions, shifts, donors of another
/// width; layers that the other one has not are cut. The class is one of the other's, or none.
/// Throws core::Error{BadShape} where the latent itself does not fit, naming both sizes.
[[nodiscard]] core::SampleRequest requestOn(const core::NetworkInfo& network, core::SampleRequest request);

/// Could the network draw it as it is? False where a vector in it has another width.
[[nodiscard]] bool fits(const core::NetworkInfo& network, const core::SampleRequest& request);

/// One latent drawn by several networks at once, on one thread of low priority that stands still while the picture on
/// screen is on its way. The newest latent wins. Networks stay loaded while they are in the list. Signals are emitted
/// on the GUI thread.
class NetworksService : public BackgroundService {
    Q_OBJECT
public:
    /// load  runs on the worker. gate may be null, else it outlives this.
    explicit NetworksService(NetworkLoader load, core::InteractionGate* gate = nullptr, QObject* parent = nullptr);
    ~NetworksService() override;

    /// Asks each of `networks` (choices, see run_settings.h) for its picture of `request`; replaces what was asked for
    /// before, and forgets networks that are not named any more. None = nothing is wanted.
    void show(const QStringList& networks, const core::SampleRequest& request);

    void shutDown() override;

Q_SIGNALS:
    /// `picture.request` is what this network really drew.
    void sampled(const QString& network, const syper::service::Sampled& picture);
    void failed(const QString& network, const syper::service::Failure& failure);

private:
    struct Wanted {
        quint64 id = 0;
        QStringList networks;
        core::SampleRequest request;
    };
    struct Kept {
        std::optional<LoadedNetwork> loaded;
        std::optional<Failure> failure;  ///< why it cannot be loaded
    };

    void run(const std::stop_token& stop);
    /// False if it was stopped.
    bool serve(const Wanted& wanted);
    void draw(const QString& network, const Wanted& wanted, core::RunControl& control);
    LoadedNetwork& open(const QString& network);
    /// Runs `tell` on the GUI thread unless something newer was asked for meanwhile.
    void answer(quint64 id, std::function<void()> tell);

    // GUI thread
    quint64 lastId_ = 0;
    core::InteractionGate* gate_;
    // any thread
    Latest<Wanted> latest_;
    WorkerControl running_;
    // worker thread
    NetworkLoader load_;
    std::map<QString, Kept> kept_;
    quint64 answeredOf_ = 0;
    QSet<QString> answered_;  ///< of the request answeredOf_
    std::jthread worker_;     // last: stops and joins before the rest goes
};

}  // namespace syper::service
