// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/run_control.h"

#include <chrono>
#include <cmath>

#include "core/api/error.h"

namespace syper::core {
namespace {
using namespace std::chrono_literals;

double steadySeconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}
}  // namespace

void InteractionGate::enter() { count_.fetch_add(1, std::memory_order_acq_rel); }

void InteractionGate::leave() {
    {
        const std::lock_guard lock(mutex_);
        count_.fetch_sub(1, std::memory_order_acq_rel);
    }
    changed_.notify_all();
}

void InteractionGate::waitUntilFree(const std::function<bool()>& giveUp) {
    std::unique_lock lock(mutex_);
    while (busy() && !giveUp()) changed_.wait_for(lock, 50ms);
}

RunControl::RunControl(Sink sink, InteractionGate* interaction) : sink_(std::move(sink)), interaction_(interaction) {}

void RunControl::requestStop() {
    {
        const std::lock_guard lock(mutex_);
        stop_.store(true, std::memory_order_release);
    }
    changed_.notify_all();
}

void RunControl::pause() {
    const std::lock_guard lock(mutex_);
    paused_.store(true, std::memory_order_release);
}

void RunControl::resume() {
    {
        const std::lock_guard lock(mutex_);
        paused_.store(false, std::memory_order_release);
    }
    changed_.notify_all();
}

void RunControl::gate() {
    if (interaction_ != nullptr && interaction_->busy()) interaction_->waitUntilFree([this] { return stopRequested(); });
    if (paused()) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return !paused() || stopRequested(); });
    }
    if (stopRequested()) throw Stopped();
}

void RunControl::report(Progress progress) {
    if (!sink_) return;
    const double now = steadySeconds();
    if (progress.phase != phase_ || progress.done < phaseFirst_) {
        phase_ = progress.phase;
        phaseStart_ = now;
        phaseFirst_ = progress.done;
    } else if (std::isnan(progress.secondsLeft) && progress.done > phaseFirst_ && progress.total > 0) {
        const double perUnit = (now - phaseStart_) / double(progress.done - phaseFirst_);
        progress.secondsLeft = perUnit * double(progress.total - progress.done);
    }
    sink_(progress);
}

}  // namespace syper::core
