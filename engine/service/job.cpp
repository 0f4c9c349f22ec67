// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/job.h"

#include <algorithm>

#include "core/api/error.h"

namespace syper::service {
namespace {

constexpr int kProgressEveryMs = 100;

}  // namespace

Job::Job(quint64 id, JobSpec spec, core::InteractionGate* gate, QObject* parent)
    : QObject(parent),
      id_(id),
      kind_(std::move(spec.kind)),
      title_(std::move(spec.title)),
      control_([this](const core::Progress& progress) { noteProgress(progress); }, gate),
      mailbox_(this,
               [this](const std::vector<std::function<void()>>& batch) {
                   for (const std::function<void()>& call : batch) call();
                   Q_EMIT delivered();
               }),
      body_(std::move(spec.body)) {
    later_.setSingleShot(true);
    connect(&later_, &QTimer::timeout, this, &Job::showProgress);
}

double Job::fraction() const noexcept {
    if (state_ == JobState::Done) return 1.0;
    if (progress_.total <= 0) return 0.0;
    return std::clamp(double(progress_.done) / double(progress_.total), 0.0, 1.0);
}

double Job::seconds() const {
    return isActive(state_) ? double(clock_.elapsed()) / 1000.0 : seconds_;
}

void Job::setRemark(const QString& remark) {
    if (remark == remark_) return;
    remark_ = remark;
    Q_EMIT changed();
}

void Job::setState(JobState state) {
    if (state == state_) return;
    if (state_ == JobState::Waiting && isActive(state)) clock_.start();
    if (isActive(state_) && isOver(state)) seconds_ = seconds();
    state_ = state;
    Q_EMIT changed();
}

void Job::noteProgress(const core::Progress& progress) {
    {
        const std::lock_guard lock(mutex_);
        latest_ = progress;
        if (std::exchange(underWay_, true)) return;
    }
    QMetaObject::invokeMethod(
        this,
        [this] {
            const qint64 wait = sinceShown_.isValid() ? kProgressEveryMs - sinceShown_.elapsed() : 0;
            if (wait > 0)
                later_.start(int(wait));
            else
                showProgress();
        },
        Qt::QueuedConnection);
}

void Job::showProgress() {
    {
        const std::lock_guard lock(mutex_);
        progress_ = latest_;
        underWay_ = false;
    }
    sinceShown_.start();
    Q_EMIT changed();
}

void Job::run() {
    JobState state = JobState::Done;
    Failure failure;
    JobAnswer answer;
    try {
        control_.gate();
        answer = body_(control_, [this](std::function<void()> call) { mailbox_.post(std::move(call)); });
    } catch (const core::Stopped&) {
        state = JobState::Stopped;
    } catch (...) {
        state = JobState::Failed;
        failure = currentFailure();
    }
    body_ = nullptr;  // what the body owns (models, pictures) goes here, not on the GUI thread
    QMetaObject::invokeMethod(
        this, [this, state, failure, answer] { finish(state, failure, answer); }, Qt::QueuedConnection);
}

void Job::finish(JobState state, const Failure& failure, const JobAnswer& answer) {
    later_.stop();
    {
        const std::lock_guard lock(mutex_);
        if (underWay_) progress_ = latest_;
        underWay_ = false;
    }
    failure_ = failure;
    if (answer) answer();
    setState(state);
    Q_EMIT ended();
}

}  // namespace syper::service
