// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QUndoStack>
#include <cstdint>

#include "core/api/sampler.h"

namespace syper::ui {

/// Where one stands in latent space: which network, and everything that determines its picture.
struct ExploreState {
    QString network;  ///< a choice of service::ModelChoices
    core::SampleRequest request{.psi = 0.7};
    bool operator==(const ExploreState&) const = default;
};

/// The state of Explore and every edit that led to it. Undo has no limit; what happens within one gesture on one
/// control is one edit.
class ExploreModel : public QObject {
    Q_OBJECT
public:
    /// Which control an edit belongs to; directions count on from Direction.
    enum Control : int { Network, Seed, Psi, Cutoff, Noise, NoiseSeed, Class, Recipe, Directions, Direction };

    explicit ExploreModel(QObject* parent = nullptr);

    [[nodiscard]] const ExploreState& state() const noexcept { return state_; }
    [[nodiscard]] QUndoStack& undoStack() noexcept { return stack_; }

    /// Makes `next` the state; text names the edit for the undo menu. Nothing happens where nothing changes.
    void edit(const ExploreState& next, int control, const QString& text);
    /// Makes `next` the state without an edit to undo: the very first one.
    void begin(const ExploreState& next);
    void beginGesture();
    void endGesture();
    [[nodiscard]] bool inGesture() const noexcept { return gesture_; }

    [[nodiscard]] static double amount(const core::SampleRequest& request, int direction);
    /// `request` with that amount along `direction`; zero removes it. Directions stay sorted, so equal walks are equal.
    [[nodiscard]] static core::SampleRequest withAmount(core::SampleRequest request, int direction, double amount);

Q_SIGNALS:
    void changed();
    void gestureEnded();

private:
    friend class ExploreEdit;
    void set(const ExploreState& state);

    ExploreState state_;
    QUndoStack stack_;
    bool gesture_ = false;
    std::uint64_t gestureSerial_ = 0;
};

}  // namespace syper::ui
