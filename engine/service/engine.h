// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSettings>
#include <memory>
#include <vector>

#include "core/api/run_control.h"
#include "service/direction_service.h"
#include "service/estimate_service.h"
#include "service/identity_service.h"
#include "service/job_queue.h"
#include "service/latent_functions.h"
#include "service/model_choices.h"
#include "service/networks_service.h"
#include "service/run_store.h"
#include "service/sampler_service.h"
#include "service/task_runner.h"
#include "service/training_store.h"
#include "service/verify_service.h"

namespace syper::service {

/// What the services call of the engine; tests put functions of their own here.
struct EngineFunctions {
    NetworkLoader loadNetwork;
    ModelChoices::Inspect inspect;
    QuantizeFunctions quantize{};
    VerifyFunctions verify{};
    LatentFunctions latent{};
    TrainingFunctions training{};
};

/// The engine as the studio holds it: all services, and the one way to end them. Lives on the GUI thread.
class Engine : public QObject {
    Q_OBJECT
public:
    /// settings outlive this.
    Engine(EngineFunctions functions, QSettings& settings, QObject* parent = nullptr);
    ~Engine() override;

    [[nodiscard]] core::InteractionGate& gate() noexcept { return gate_; }
    [[nodiscard]] QSettings& settings() noexcept { return settings_; }
    [[nodiscard]] TaskRunner& tasks() noexcept { return *tasks_; }
    [[nodiscard]] ModelChoices& models() noexcept { return *models_; }
    [[nodiscard]] const LatentFunctions& latent() const noexcept { return latent_; }
    [[nodiscard]] SamplerService& sampler() noexcept { return *sampler_; }
    [[nodiscard]] JobQueue& jobs() noexcept { return *jobs_; }
    [[nodiscard]] RunStore& runs() noexcept { return *runs_; }
    [[nodiscard]] TrainingStore& trainings() noexcept { return *trainings_; }
    [[nodiscard]] EstimateService& estimates() noexcept { return *estimates_; }
    [[nodiscard]] VerifyService& verifier() noexcept { return *verifier_; }
    [[nodiscard]] DirectionService& directions() noexcept { return *directions_; }
    [[nodiscard]] NetworksService& networks() noexcept { return *networks_; }
    [[nodiscard]] IdentityService& identity() noexcept { return *identity_; }

    /// Asks every service to end and returns at once; idle() follows when all have. The window stays alive meanwhile.
    void shutDown();

Q_SIGNALS:
    void idle();

private:
    void add(BackgroundService* service);

    core::InteractionGate gate_;
    QSettings& settings_;
    LatentFunctions latent_;
    std::unique_ptr<TaskRunner> tasks_;
    std::unique_ptr<ModelChoices> models_;
    std::unique_ptr<NetworksService> networks_;
    std::unique_ptr<SamplerService> sampler_;
    std::unique_ptr<JobQueue> jobs_;
    std::unique_ptr<RunStore> runs_;
    std::unique_ptr<TrainingStore> trainings_;
    std::unique_ptr<EstimateService> estimates_;
    std::unique_ptr<DirectionService> directions_;
    std::unique_ptr<IdentityService> identity_;
    std::unique_ptr<VerifyService> verifier_;
    std::vector<BackgroundService*> services_;
    std::size_t running_ = 0;
    bool ending_ = false;
};

}  // namespace syper::service
