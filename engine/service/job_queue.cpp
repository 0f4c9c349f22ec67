// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/job_queue.h"

#include <algorithm>

#include "core/api/compute.h"
#include "service/thread_priority.h"

namespace syper::service {

JobQueue::JobQueue(core::InteractionGate* gate, QObject* parent)
    : BackgroundService(parent), gate_(gate), worker_([this](const std::stop_token& stop) { run(stop); }) {}

JobQueue::~JobQueue() {
    shutDown();
    if (worker_.joinable()) worker_.join();
    qDeleteAll(std::exchange(jobs_, {}));
}

Job* JobQueue::add(JobSpec spec) {
    if (ending_) return nullptr;
    auto* job = new Job(++lastId_, std::move(spec), gate_, this);
    connect(job, &Job::changed, this, [this, job] { Q_EMIT changed(job); });
    connect(job, &Job::ended, this, [this, job] { ended(job); });
    const auto firstOver = std::ranges::find_if(jobs_, [](const Job* other) { return isOver(other->state()); });
    jobs_.insert(firstOver, job);
    Q_EMIT added(job);
    startNext();
    return job;
}

Job* JobQueue::find(quint64 id) const {
    const auto found = std::ranges::find_if(jobs_, [id](const Job* job) { return job->id() == id; });
    return found == jobs_.end() ? nullptr : *found;
}

int JobQueue::openCount() const {
    return int(std::ranges::count_if(jobs_, [](const Job* job) { return !isOver(job->state()); }));
}

void JobQueue::startNext() {
    if (active_ != nullptr || ending_) return;
    const auto waiting = std::ranges::find_if(jobs_, [](const Job* job) { return job->state() == JobState::Waiting; });
    if (waiting == jobs_.end()) return;
    active_ = *waiting;
    active_->setState(JobState::Running);
    next_.put(active_);
}

void JobQueue::ended(Job* job) {
    if (active_ == job) active_ = nullptr;
    jobs_.removeOne(job);
    const auto firstOver = std::ranges::find_if(jobs_, [](const Job* other) { return isOver(other->state()); });
    jobs_.insert(firstOver, job);
    Q_EMIT reordered();
    startNext();
}

void JobQueue::pause(Job* job) {
    if (job->state() != JobState::Running) return;
    job->control_.pause();
    job->setState(JobState::Paused);
}

void JobQueue::resume(Job* job) {
    if (job->state() != JobState::Paused) return;
    job->control_.resume();
    job->setState(JobState::Running);
}

void JobQueue::cancel(Job* job) {
    if (!isOver(job->state())) job->cancelled_ = true;
    if (job->state() == JobState::Waiting) return job->finish(JobState::Stopped, {}, {});
    if (!isActive(job->state())) return;
    job->control_.requestStop();
    job->setState(JobState::Stopping);
}

qsizetype JobQueue::target(const Job* job, int places) const {
    const qsizetype from = jobs_.indexOf(job);
    if (job->state() != JobState::Waiting) return from;
    const qsizetype first = active_ != nullptr ? 1 : 0;
    return std::clamp<qsizetype>(from + places, first, openCount() - 1);
}

bool JobQueue::canMove(const Job* job, int places) const {
    return target(job, places) != jobs_.indexOf(job);
}

void JobQueue::move(Job* job, int places) {
    const qsizetype from = jobs_.indexOf(job);
    const qsizetype to = target(job, places);
    if (to == from) return;
    jobs_.move(from, to);
    Q_EMIT reordered();
}

void JobQueue::remove(Job* job) {
    if (!isOver(job->state()) || !jobs_.removeOne(job)) return;
    const quint64 id = job->id();
    job->deleteLater();  // this may be called from one of its signals
    Q_EMIT removed(id);
    Q_EMIT reordered();
}

void JobQueue::clearFinished() {
    const QList<Job*> all = jobs_;
    for (Job* job : all) remove(job);
}

void JobQueue::shutDown() {
    if (!std::exchange(ending_, true)) Q_EMIT closing();
    if (active_ != nullptr) active_->control_.requestStop();
    if (active_ != nullptr && isActive(active_->state())) active_->setState(JobState::Stopping);
    worker_.request_stop();
}

void JobQueue::run(const std::stop_token& stop) {
    lowerThreadPriority();
    core::setComputeThreads(0);
    while (const auto job = next_.take(stop)) {
        (*job)->run();
        core::returnFreedMemory();  // a training step of a large model takes gigabytes
    }
    post([this] {
        // A job that was handed over but not taken any more.
        if (active_ != nullptr) active_->finish(JobState::Stopped, {}, {});
        Q_EMIT BackgroundService::ended();
    });
}

}  // namespace syper::service
