// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>
#include <variant>

#include "service/background_service.h"
#include "service/failure.h"

namespace syper::service {

/// A value, or why there is none.
template <typename T>
using Outcome = std::variant<T, Failure>;

/// Short pieces of work that would hold up the GUI thread (reading, hashing and writing files), one after another on
/// one thread. For pictures see SamplerService, for long work the job queue.
class TaskRunner : public BackgroundService {
    Q_OBJECT
public:
    explicit TaskRunner(QObject* parent = nullptr);
    ~TaskRunner() override;

    /// Runs `work` (returning a value) on the worker, then `done(Outcome<Value>)` on the GUI thread, unless `context`
    /// is gone by then. `work` must own whatever it touches.
    template <typename Work, typename Done>
    void run(QObject* context, Work work, Done done) {
        using Value = std::invoke_result_t<Work>;
        enqueue(
            [context = QPointer<QObject>(context), work = std::move(work), done = std::move(done)]() mutable -> Answer {
                Outcome<Value> outcome = attempt<Value>(work);
                return [context = std::move(context), done = std::move(done), outcome = std::move(outcome)]() mutable {
                    if (context) done(std::move(outcome));
                };
            });
    }

    void shutDown() override;

private:
    using Answer = std::function<void()>;

    template <typename Value, typename Work>
    static Outcome<Value> attempt(Work& work) {
        try {
            return Outcome<Value>(std::in_place_index<0>, work());
        } catch (...) {
            return Outcome<Value>(std::in_place_index<1>, currentFailure());
        }
    }

    void enqueue(std::function<Answer()> task);
    void work(const std::stop_token& stop);

    // any thread
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::deque<std::function<Answer()>> tasks_;
    // worker thread
    std::jthread worker_;  // last: stops and joins before the rest goes
};

}  // namespace syper::service
