// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/task_runner.h"

#include "core/api/compute.h"

namespace syper::service {

TaskRunner::TaskRunner(QObject* parent)
    : BackgroundService(parent), worker_([this](const std::stop_token& stop) { work(stop); }) {}

TaskRunner::~TaskRunner() {
    worker_.request_stop();
    if (worker_.joinable()) worker_.join();
}

void TaskRunner::enqueue(std::function<Answer()> task) {
    {
        const std::lock_guard lock(mutex_);
        tasks_.push_back(std::move(task));
    }
    changed_.notify_one();
}

void TaskRunner::shutDown() {
    worker_.request_stop();
}

void TaskRunner::work(const std::stop_token& stop) {
    core::setComputeThreads(1);
    for (;;) {
        std::function<Answer()> task;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, stop, [this] { return !tasks_.empty(); });
            // What was asked for (a picture being saved) is still done; only an empty queue ends the worker.
            if (tasks_.empty()) break;
            task = std::move(tasks_.front());
            tasks_.pop_front();
        }
        post(task());
    }
    post([this] { Q_EMIT ended(); });
}

}  // namespace syper::service
