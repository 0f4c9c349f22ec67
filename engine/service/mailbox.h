// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaObject>
#include <QObject>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace syper::service {

/// Values from a worker to its owner's thread, in order and without loss, in batches: at most one event is in flight,
/// however many values are posted. The worker must have ended before the mailbox or its owner go.
template <typename T>
class Mailbox {
public:
    /// owner    lives on the thread that `deliver` is to run on
    /// deliver  gets each batch, never empty
    Mailbox(QObject* owner, std::function<void(std::vector<T>)> deliver)
        : owner_(owner), deliver_(std::move(deliver)) {}
    Mailbox(const Mailbox&) = delete;
    Mailbox& operator=(const Mailbox&) = delete;

    /// From any thread.
    void post(T value) {
        {
            const std::lock_guard lock(mutex_);
            values_.push_back(std::move(value));
            if (std::exchange(inFlight_, true)) return;
        }
        QMetaObject::invokeMethod(
            owner_, [this] { drain(); }, Qt::QueuedConnection);
    }

private:
    void drain() {
        std::vector<T> batch;
        {
            const std::lock_guard lock(mutex_);
            batch.swap(values_);
            inFlight_ = false;
        }
        deliver_(std::move(batch));
    }

    QObject* owner_;
    std::function<void(std::vector<T>)> deliver_;
    std::mutex mutex_;
    std::vector<T> values_;
    bool inFlight_ = false;
};

}  // namespace syper::service
