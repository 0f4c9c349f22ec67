// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "core/api/directions.h"
#include "core/api/latent_space.h"
#include "core/api/run_control.h"
#include "service/background_service.h"
#include "service/failure.h"
#include "service/task_runner.h"

namespace syper::service {

/// What a network's directions may be asked for; any thread.
struct DirectionQuestions {
    core::DirectionSet named{};  ///< those that the program ships for this network, with names
    std::function<core::DirectionSet()> sefa{};
    std::function<core::DirectionSet(core::RunControl&)> pca{};
    /// Of a file for this network; where it tells no deviation it is measured.
    std::function<core::DirectionSet(const std::filesystem::path&)> fromFile{};
};
/// The real engine's answers.
[[nodiscard]] DirectionQuestions directionQuestions(const core::LatentSpace& space);

enum class DirectionSource : std::uint8_t { Sefa, Pca, File };

/// Finds directions on a thread of low priority that stands still while a picture is on its way. One after another.
/// Signals are emitted on the GUI thread.
class DirectionService : public BackgroundService {
    Q_OBJECT
public:
    /// gate may be null, else it outlives this.
    explicit DirectionService(core::InteractionGate* gate = nullptr, QObject* parent = nullptr);
    ~DirectionService() override;

    /// path: for File. Returns a number (1, 2, ...); found() or failed() tells it.
    quint64 find(const DirectionQuestions& questions, DirectionSource source, const std::filesystem::path& path = {});
    /// Drops whatever was asked for: another network is open.
    void drop();
    [[nodiscard]] bool busy() const noexcept { return !running_.empty(); }

    void shutDown() override;

Q_SIGNALS:
    void found(quint64 id, const syper::core::DirectionSet& set);
    void failed(quint64 id, const syper::service::Failure& failure);
    /// busy() answers differently now.
    void busyChanged();

private:
    struct Running {
        quint64 id = 0;
        std::shared_ptr<core::RunControl> control;
    };
    bool finish(quint64 id);

    core::InteractionGate* gate_;
    quint64 lastId_ = 0;
    std::vector<Running> running_;
    TaskRunner runner_;
};

}  // namespace syper::service
