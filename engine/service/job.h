// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <functional>
#include <memory>
#include <mutex>

#include "core/api/run_control.h"
#include "service/failure.h"
#include "service/mailbox.h"

namespace syper::service {

enum class JobState : std::uint8_t {
    Waiting,  ///< in the queue
    Running,
    Paused,    ///< stands at its next gate; keeps its place
    Stopping,  ///< asked to stop, not yet there
    Done,
    Stopped,  ///< on request; what was finished is kept
    Failed,
};

/// The job will not run again.
[[nodiscard]] constexpr bool isOver(JobState state) noexcept {
    return state == JobState::Done || state == JobState::Stopped || state == JobState::Failed;
}
/// The job has the worker.
[[nodiscard]] constexpr bool isActive(JobState state) noexcept {
    return state == JobState::Running || state == JobState::Paused || state == JobState::Stopping;
}

/// From the worker: has a function called on the GUI thread. In order, none is lost, and all before the job is over.
using Deliver = std::function<void(std::function<void()>)>;
/// What is to be done with a job's result, on the GUI thread.
using JobAnswer = std::function<void()>;
/// A job's work, on the worker: a function of values alone that passes the control's gates. Ends by returning, by
/// core::Stopped, or by another exception as a failure.
using JobBody = std::function<JobAnswer(core::RunControl&, const Deliver&)>;

/// A job before it is queued.
struct JobSpec {
    QString kind;   ///< fixed English: "quantize", "train", "evaluate"
    QString title;  ///< for people
    JobBody body;
};

/// One long piece of work. Lives on the GUI thread, where all its signals are emitted; see JobQueue for what one can do
/// with it.
class Job : public QObject {
    Q_OBJECT
public:
    [[nodiscard]] quint64 id() const noexcept { return id_; }
    [[nodiscard]] const QString& kind() const noexcept { return kind_; }
    [[nodiscard]] const QString& title() const noexcept { return title_; }
    [[nodiscard]] JobState state() const noexcept { return state_; }
    [[nodiscard]] const core::Progress& progress() const noexcept { return progress_; }
    /// 0..1; 0 while it cannot be told.
    [[nodiscard]] double fraction() const noexcept;
    /// Was it cancel() that stopped it, not the end of the program?
    [[nodiscard]] bool cancelled() const noexcept { return cancelled_; }
    /// What became of it where its state does not tell all; for people, empty if there is nothing to add. GUI thread.
    [[nodiscard]] const QString& remark() const noexcept { return remark_; }
    void setRemark(const QString& remark);
    /// Why it failed; empty text otherwise.
    [[nodiscard]] const Failure& failure() const noexcept { return failure_; }
    /// Time that it had the worker, pauses included.
    [[nodiscard]] double seconds() const;

Q_SIGNALS:
    /// State or progress changed; the latter at most ten times a second.
    void changed();
    /// What the body had delivered since the last time has been called.
    void delivered();
    /// It is over; everything has been delivered and the answer has been called.
    void ended();

private:
    friend class JobQueue;

    Job(quint64 id, JobSpec spec, core::InteractionGate* gate, QObject* parent);

    void setState(JobState state);
    /// On the worker; posts the end.
    void run();
    void finish(JobState state, const Failure& failure, const JobAnswer& answer);
    void noteProgress(const core::Progress& progress);
    void showProgress();

    // GUI thread
    quint64 id_;
    QString kind_, title_, remark_;
    JobState state_ = JobState::Waiting;
    core::Progress progress_;
    bool cancelled_ = false;
    Failure failure_;
    QElapsedTimer clock_;
    double seconds_ = 0.0;
    QElapsedTimer sinceShown_;
    QTimer later_;
    // any thread
    core::RunControl control_;
    Mailbox<std::function<void()>> mailbox_;
    std::mutex mutex_;
    core::Progress latest_;
    bool underWay_ = false;  // an event about latest_ is in flight, or later_ runs
    // worker thread
    JobBody body_;
};

}  // namespace syper::service
