// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QStringList>
#include <map>
#include <thread>
#include <vector>

#include "service/background_service.h"
#include "service/failure.h"
#include "service/latest.h"
#include "service/verify_types.h"
#include "service/worker_control.h"

namespace syper::service {

/// How near a picture is to the start, as one model sees it.
struct IdentityScore {
    QString model;  ///< its choice, as it was asked for
    core::ModelInfo info;
    double similarity = 0.0;  ///< -1..1
};

/// What all models say of one picture.
struct IdentityReading {
    quint64 picture = 0;  ///< as it was asked for
    quint64 start = 0;    ///< which start it was compared with
    std::vector<IdentityScore> scores;
};

/// Compares the picture on screen with the one that a walk began at, with several models, on one thread of low
/// priority. It is in nobody's way: while a sampled picture is on its way it stands still at its gates, as jobs do, and
/// it holds the gate never. The newest picture is the next; what runs is finished, so that a long drag still shows
/// figures. Signals are emitted on the GUI thread.
class IdentityService : public BackgroundService {
    Q_OBJECT
public:
    /// load   runs on the worker. gate may be null, else it outlives this.
    explicit IdentityService(std::function<std::shared_ptr<VerifyModel>(const std::filesystem::path&)> load,
                             core::InteractionGate* gate = nullptr, QObject* parent = nullptr);
    ~IdentityService() override;

    /// Choices (see run_settings.h), in the order of the answers; those left out are forgotten.
    void setModels(const QStringList& choices);
    /// What pictures are compared with from now on. Returns its number (1, 2, ...); readings tell it.
    quint64 setStart(const core::Image8& picture);
    /// Asks for a reading of `picture`, RGB and square; replaces one asked for before. Nothing happens before there is
    /// a start.
    void compare(quint64 id, const core::Image8& picture);
    /// Drops start and picture.
    void clear();

    void shutDown() override;

Q_SIGNALS:
    /// With the models that could be used.
    void compared(const syper::service::IdentityReading& reading);
    /// Once for a model, until models are set anew.
    void modelFailed(const QString& model, const syper::service::Failure& failure);

private:
    struct Picture {
        quint64 id = 0;
        core::Image8 pixels;
    };
    struct Wanted {
        QStringList models;
        Picture start, picture;
    };
    struct Kept {
        std::shared_ptr<VerifyModel> model;  ///< null: it cannot be used
        quint64 startId = 0;
        std::vector<float> startRow;
    };

    void send();
    void run(const std::stop_token& stop);
    /// False if it was stopped.
    bool attempt(const Wanted& wanted);
    [[nodiscard]] IdentityReading read(const Wanted& wanted, core::RunControl& control);
    void score(const QString& choice, const Wanted& wanted, IdentityReading& reading, core::RunControl& control);

    // GUI thread
    Wanted wanted_;
    quint64 lastStart_ = 0;
    core::InteractionGate* gate_;
    // any thread
    Latest<Wanted> latest_;
    WorkerControl running_;
    // worker thread
    std::function<std::shared_ptr<VerifyModel>(const std::filesystem::path&)> load_;
    std::map<QString, Kept> models_;
    std::jthread worker_;  // last: stops and joins before the rest goes
};

}  // namespace syper::service
