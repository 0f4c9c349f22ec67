// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <thread>

#include "service/background_service.h"
#include "service/job.h"
#include "service/latest.h"

namespace syper::service {

/// Long work, one job at a time in the order it came, on one thread of low priority that gives way to whoever moves a
/// slider. A paused job keeps its place. Pause and stop act at the work's next gate.
class JobQueue : public BackgroundService {
    Q_OBJECT
public:
    /// gate may be null, else it outlives this.
    explicit JobQueue(core::InteractionGate* gate = nullptr, QObject* parent = nullptr);
    /// Stops what runs and waits for it; see shutDown() for the way that does not wait.
    ~JobQueue() override;

    /// Queues a job and returns it; it belongs to the queue until removed() tells that it is gone. Null once the queue
    /// shuts down.
    Job* add(JobSpec spec);

    /// The active job first, then those that wait, in their order, then those that are over, newest first.
    [[nodiscard]] const QList<Job*>& jobs() const noexcept { return jobs_; }
    /// The one that has the worker, or null.
    [[nodiscard]] Job* active() const noexcept { return active_; }
    [[nodiscard]] Job* find(quint64 id) const;
    /// How many wait or run.
    [[nodiscard]] int openCount() const;

    void pause(Job* job);
    void resume(Job* job);
    /// A waiting job is over at once; a running one at its next gate.
    void cancel(Job* job);
    /// Moves a waiting job by `places` among the waiting ones (negative: earlier); stops at either end.
    void move(Job* job, int places);
    [[nodiscard]] bool canMove(const Job* job, int places) const;
    /// Takes a job that is over off the list. Its results stay where it wrote them.
    void remove(Job* job);
    void clearFinished();

    /// Stops what runs; what waits stays waiting and will not start.
    void shutDown() override;

Q_SIGNALS:
    void added(syper::service::Job* job);
    void removed(quint64 id);
    /// jobs() has another order, or other members.
    void reordered();
    /// The program ends: what waits will not start.
    void closing();
    /// A job's state or progress changed.
    void changed(syper::service::Job* job);

private:
    void startNext();
    /// Where in jobs() a job would be after move().
    [[nodiscard]] qsizetype target(const Job* job, int places) const;
    void ended(Job* job);
    void run(const std::stop_token& stop);

    // GUI thread
    core::InteractionGate* gate_;
    QList<Job*> jobs_;
    Job* active_ = nullptr;
    quint64 lastId_ = 0;
    bool ending_ = false;
    // any thread
    Latest<Job*> next_;
    // worker thread
    std::jthread worker_;  // last: stops and joins before the rest goes
};

}  // namespace syper::service
