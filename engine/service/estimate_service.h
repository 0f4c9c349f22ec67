// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <optional>
#include <thread>

#include "service/background_service.h"
#include "service/latest.h"
#include "service/run_store.h"
#include "service/worker_control.h"

namespace syper::service {

/// What a run will take on this machine.
struct RunEstimate {
    qint64 pictures = 0, steps = 0;
    double seconds = 0.0;
    qint64 bytesPacked = 0;
};

/// Measures what runs will take before they start, on a thread of its own that gives way to pictures. The newest
/// settings win. What was measured once for a teacher, its bits, batch and pictures is not measured again.
class EstimateService : public BackgroundService {
    Q_OBJECT
public:
    /// gate may be null, else it outlives this.
    explicit EstimateService(QuantizeFunctions functions, core::InteractionGate* gate = nullptr,
                             QObject* parent = nullptr);
    ~EstimateService() override;

    /// estimated() or failed() follows, at once where it is known; nothing follows for settings replaced meanwhile.
    void request(const RunSettings& settings);
    /// What is known without measuring.
    [[nodiscard]] std::optional<RunEstimate> known(const RunSettings& settings) const;
    /// Drops what was asked for and stops what is being measured.
    void drop();

    void shutDown() override;

Q_SIGNALS:
    void estimated(const syper::service::RunSettings& settings, const syper::service::RunEstimate& estimate);
    void failed(const syper::service::RunSettings& settings, const syper::service::Failure& failure);

private:
    struct Measured {
        qint64 pictures = 0;  ///< in a folder; a generator gives as many as are wanted
        double secondsBefore = 0.0, secondsPerStep = 0.0;
        qint64 bytesPacked = 0;
    };
    struct Wanted {
        quint64 id = 0;
        std::optional<RunSettings> settings;
    };

    void run(const std::stop_token& stop);
    /// False if it was stopped.
    bool measure(const Wanted& wanted);
    [[nodiscard]] Measured measured(const RunSettings& settings, core::RunControl& control) const;
    void send(std::optional<RunSettings> settings);

    // GUI thread
    core::InteractionGate* gate_;
    QHash<QByteArray, Measured> known_;
    quint64 lastId_ = 0;
    // any thread
    Latest<Wanted> latest_;
    WorkerControl measuring_;
    // worker thread
    QuantizeFunctions functions_;
    std::jthread worker_;  // last: stops and joins before the rest goes
};

}  // namespace syper::service
