// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>

namespace syper::service {

/// One slot between threads in which the newest value wins: what was put and not yet taken is replaced. Thread-safe;
/// meant for one taker.
template <typename T>
class Latest {
public:
    void put(T value) {
        {
            const std::lock_guard lock(mutex_);
            slot_ = std::move(value);
        }
        filled_.notify_one();
    }

    /// Waits for a value and empties the slot; nothing once `stop` is asked for.
    [[nodiscard]] std::optional<T> take(const std::stop_token& stop) {
        std::unique_lock lock(mutex_);
        filled_.wait(lock, stop, [this] { return slot_.has_value(); });
        if (stop.stop_requested()) return std::nullopt;
        return std::exchange(slot_, std::nullopt);
    }

    /// Is there a value that nobody took yet?
    [[nodiscard]] bool waiting() const {
        const std::lock_guard lock(mutex_);
        return slot_.has_value();
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable_any filled_;
    std::optional<T> slot_;
};

}  // namespace syper::service
