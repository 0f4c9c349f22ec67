// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <limits>
#include <mutex>
#include <string>

namespace syper::core {

/// How far a long piece of work is. `secondsLeft` is NaN while it cannot be told.
struct Progress {
    std::string phase;
    std::int64_t done = 0;
    std::int64_t total = 0;
    double secondsLeft = std::numeric_limits<double>::quiet_NaN();
    std::string activity{};  ///< what is done aside, while `done` stands still: "comparing pictures"; usually empty
};

/// Counts interactive work under way (a slider's picture); jobs stand still at their gates while it is not zero.
/// Thread-safe. One for a process that has a user in front of it; the command line has none.
class InteractionGate {
public:
    void enter();
    void leave();
    [[nodiscard]] bool busy() const noexcept { return count_.load(std::memory_order_acquire) > 0; }
    /// Blocks until no interactive work is under way, or until `giveUp` answers true (asked every 50 ms).
    void waitUntilFree(const std::function<bool()>& giveUp);

private:
    std::atomic<int> count_{0};
    std::mutex mutex_;
    std::condition_variable changed_;
};

/// Stop, pause and progress of one run; handed to every long function. Thread-safe.
///
/// Work calls gate() between layers, batches and files: it blocks while paused or while the interaction gate is busy,
/// and throws Stopped where a stop was asked for. Work must leave the state of its last complete step behind.
class RunControl {
public:
    using Sink = std::function<void(const Progress&)>;

    RunControl() = default;
    explicit RunControl(Sink sink, InteractionGate* interaction = nullptr);

    void requestStop();
    void pause();
    void resume();
    [[nodiscard]] bool stopRequested() const noexcept { return stop_.load(std::memory_order_acquire); }
    [[nodiscard]] bool paused() const noexcept { return paused_.load(std::memory_order_acquire); }

    /// Blocks while paused or yielding; throws Stopped.
    void gate();
    /// Tells the sink, on the calling thread. Fills in secondsLeft from the rate since the phase began if it is NaN.
    void report(Progress progress);

private:
    Sink sink_;
    InteractionGate* interaction_ = nullptr;
    std::atomic<bool> stop_{false};
    std::atomic<bool> paused_{false};
    std::mutex mutex_;
    std::condition_variable changed_;
    std::string phase_;
    double phaseStart_ = 0.0;      ///< steady seconds
    std::int64_t phaseFirst_ = 0;  ///< `done` when the phase began: resumed work is not counted into the rate
};

}  // namespace syper::core
