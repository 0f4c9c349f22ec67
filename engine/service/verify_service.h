// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <array>
#include <map>
#include <thread>
#include <variant>

#include "service/background_service.h"
#include "service/latest.h"
#include "service/verify_types.h"
#include "service/worker_control.h"

namespace syper::service {

/// Compares the eyes of two pictures with several models, on one thread. Whoever asks sets pictures, eyes and models;
/// what changed is read, loaded and embedded, nothing twice. The newest wishes win. While it works jobs stand still at
/// their gates. Signals are emitted on the GUI thread.
class VerifyService : public BackgroundService {
    Q_OBJECT
public:
    static constexpr int kSlots = 2;

    /// gate may be null, else it outlives this.
    explicit VerifyService(VerifyFunctions functions, core::InteractionGate* gate = nullptr, QObject* parent = nullptr);
    ~VerifyService() override;

    [[nodiscard]] const VerifyFunctions& functions() const noexcept { return functions_; }

    /// slot 0 or 1. pictureRead() or pictureFailed() follows.
    void setFile(int slot, const QString& path);
    void setPixels(int slot, const core::Image8& pixels, const QString& name);
    void setGenerated(int slot, const QString& network, std::uint32_t seed, const QString& name);
    void clear(int slot);
    /// Which of the eyes found in the slot's picture is compared.
    void setEye(int slot, int eye);
    /// Choices (see run_settings.h), in the order of the answers. Each gives scored() or modelFailed().
    void setModels(const QStringList& choices);

    void shutDown() override;

Q_SIGNALS:
    void pictureRead(int slot, const syper::service::EyePicture& picture);
    void pictureFailed(int slot, const syper::service::Failure& failure);
    void scored(const syper::service::VerifyScore& score);
    void modelFailed(const QString& model, const syper::service::Failure& failure);
    /// All that was asked for is answered.
    void settled();

private:
    struct Source {
        quint64 id = 0;
        std::function<EyePicture()> read;
    };
    struct Wanted {
        quint64 id = 0;
        std::array<std::optional<Source>, kSlots> pictures;
        std::array<int, kSlots> eyes{};
        QStringList models;
    };
    using Rows = std::vector<std::vector<float>>;
    struct Kept {
        std::shared_ptr<VerifyModel> model;
        std::map<std::pair<quint64, int>, std::vector<float>> rows;  ///< by picture and eye
        double milliseconds = 0.0;
    };

    void setSource(int slot, std::function<EyePicture()> read);
    void send();
    void run(const std::stop_token& stop);
    /// False if it was stopped.
    bool attempt(const Wanted& wanted);
    void serve(const Wanted& wanted, core::RunControl& control);
    void readPicture(int slot, const Wanted& wanted);
    void score(const QString& choice, const Wanted& wanted, core::RunControl& control);
    const std::vector<float>& row(Kept& kept, int slot, int eye, core::RunControl& control);
    /// Runs `tell` on the GUI thread unless something newer was asked for meanwhile.
    void answer(quint64 id, std::function<void()> tell);

    // GUI thread
    Wanted wanted_;
    quint64 lastSource_ = 0;
    GateHold gate_;
    // any thread
    Latest<Wanted> latest_;
    WorkerControl running_;
    // worker thread
    VerifyFunctions functions_;
    std::array<quint64, kSlots> readIds_{};
    std::array<std::optional<EyePicture>, kSlots> pictures_;
    std::map<QString, Kept> models_;
    std::jthread worker_;  // last: stops and joins before the rest goes
};

}  // namespace syper::service
