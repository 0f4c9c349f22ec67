// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QUndoStack>
#include <cstdint>
#include <memory>

#include "core/api/sampler.h"

namespace syper::ui {

/// Where one stands in latent space: which network, and everything that determines its picture.
struct ExploreState {
    QString network;  ///< a choice of service::ModelChoices
    core::SampleRequest request{.psi = 0.7};
    bool operator==(const ExploreState&) const = default;
};

/// The state of Explore and every edit that led to it. Undo has no limit; what happens within one gesture on one
/// control is one edit. An edit takes about a kilobyte: a latent of its own is kept once for all edits in a row that
/// leave it alone.
class ExploreModel : public QObject {
    Q_OBJECT
public:
    /// Which control an edit belongs to; directions count on from Direction.
    enum Control : int {
        Network,
        Seed,
        Psi,
        Cutoff,
        Noise,
        NoiseSeed,
        NoiseLayer,
        Class,
        Recipe,
        Mix,
        Plane,
        Keyframes,
        Directions,
        Direction
    };

    explicit ExploreModel(QObject* parent = nullptr);

    [[nodiscard]] const ExploreState& state() const noexcept { return state_; }
    [[nodiscard]] QUndoStack& undoStack() noexcept { return stack_; }
    /// The state where the undo stack's index is `index`: 0 before the first edit.
    [[nodiscard]] ExploreState stateAt(int index) const;

    /// Makes `next` the state; text names the edit for the undo menu. Nothing happens where nothing changes.
    /// beside: what changes together with the state, in the same edit; then it is one even where the state stays.
    void edit(const ExploreState& next, int control, const QString& text,
              std::unique_ptr<QUndoCommand> beside = nullptr);
    /// Makes `next` the state without an edit to undo: the very first one.
    void begin(const ExploreState& next);
    /// Corrects the state in something that cannot be otherwise, as the network's class; that is no edit of anybody's.
    void amend(const ExploreState& next) { begin(next); }
    void beginGesture();
    void endGesture();
    [[nodiscard]] bool inGesture() const noexcept { return gesture_; }

    /// How much `request` is truncated: a latent given as such is what it is, unless it says otherwise.
    [[nodiscard]] static double psi(const core::SampleRequest& request);
    /// `request` truncated that much, wherever its latent comes from.
    [[nodiscard]] static core::SampleRequest withPsi(core::SampleRequest request, double psi);
    /// `request` drawn from that seed, whatever its latent came from before.
    [[nodiscard]] static core::SampleRequest withSeed(core::SampleRequest request, std::uint32_t seed);
    [[nodiscard]] static double amount(const core::SampleRequest& request, int direction);
    /// `request` with that amount along `direction`; zero removes it. Directions stay sorted, so equal walks are equal.
    [[nodiscard]] static core::SampleRequest withAmount(core::SampleRequest request, int direction, double amount);

Q_SIGNALS:
    void changed();
    void gestureEnded();

private:
    friend class ExploreEdit;
    /// A state as edits keep it.
    struct Kept {
        ExploreState state;    ///< its w is empty
        core::SharedFloats w;  ///< that belongs there
    };
    [[nodiscard]] Kept kept(const ExploreState& state) const;
    void set(const Kept& kept);

    ExploreState state_;
    core::SharedFloats w_;  ///< of state_, to be shared with the next edit
    QUndoStack stack_;
    bool gesture_ = false;
    std::uint64_t gestureSerial_ = 0;
};

}  // namespace syper::ui
