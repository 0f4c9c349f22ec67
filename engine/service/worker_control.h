// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <mutex>

#include "core/api/run_control.h"

namespace syper::service {

/// The control of what a worker runs now, for those on other threads who may stop it. Thread-safe.
class WorkerControl {
public:
    /// Makes `control` reachable while it is in scope.
    class Scope {
    public:
        Scope(WorkerControl& owner, core::RunControl& control) : owner_(owner) { owner_.set(&control); }
        ~Scope() { owner_.set(nullptr); }
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;

    private:
        WorkerControl& owner_;
    };

    /// Stops what runs at its next gate; nothing happens where nothing runs.
    void requestStop() {
        const std::lock_guard lock(mutex_);
        if (control_ != nullptr) control_->requestStop();
    }

private:
    void set(core::RunControl* control) {
        const std::lock_guard lock(mutex_);
        control_ = control;
    }

    std::mutex mutex_;
    core::RunControl* control_ = nullptr;
};

/// One holder's part in the interaction gate: while it holds, jobs stand still at their gates. Lets go when it ends.
class GateHold {
public:
    /// gate may be null, else it outlives this.
    explicit GateHold(core::InteractionGate* gate) : gate_(gate) {}
    ~GateHold() { set(false); }
    GateHold(const GateHold&) = delete;
    GateHold& operator=(const GateHold&) = delete;

    void set(bool hold) {
        if (gate_ == nullptr || hold == holding_) return;
        holding_ = hold;
        if (hold)
            gate_->enter();
        else
            gate_->leave();
    }

private:
    core::InteractionGate* gate_;
    bool holding_ = false;
};

}  // namespace syper::service
