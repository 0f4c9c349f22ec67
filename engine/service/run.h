// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QObject>
#include <QPointer>
#include <optional>
#include <vector>

#include "service/job.h"
#include "service/run_settings.h"

namespace syper::service {

enum class RunState : std::uint8_t {
    Waiting,
    Running,
    Paused,
    Stopping,
    Done,
    Interrupted,  ///< the program ended under it; goes on from its last checkpoint
    Stopped,      ///< by its user; can go on in the same way
    Failed,
};

/// Can it go on from where it stands?
[[nodiscard]] constexpr bool goesOn(RunState state) noexcept {
    return state == RunState::Interrupted || state == RunState::Stopped || state == RunState::Failed;
}

/// What a run that is done came to.
struct RunResult {
    qint64 steps = 0;
    double finalLoss = 0.0, cosine = 0.0;
    qint64 bytesFp32 = 0, bytesPacked = 0;
    QString student;  ///< the file

    bool operator==(const RunResult&) const = default;
};

/// A run as its folder holds it.
struct StoredRun {
    QString folder;
    RunSettings settings;
    QDateTime created;
    std::optional<RunResult> result;
    QString failure;
    bool stopped = false;  ///< by its user, before it was done
    qint64 lastStep = 0;  ///< of the last point on disk
    qint64 steps = 0;     ///< of the whole run, where it is known
};

/// One quantization run: settings, curves, state. Lives on the GUI thread and belongs to a RunStore.
class Run : public QObject {
    Q_OBJECT
public:
    [[nodiscard]] const QString& folder() const noexcept { return stored_.folder; }
    [[nodiscard]] const RunSettings& settings() const noexcept { return stored_.settings; }
    [[nodiscard]] const QDateTime& created() const noexcept { return stored_.created; }
    /// "W4A4 teacher", "W8A8 teacher, deploy".
    [[nodiscard]] QString title() const;
    [[nodiscard]] RunState state() const;
    /// Set for Done.
    [[nodiscard]] const std::optional<RunResult>& result() const noexcept { return stored_.result; }
    /// Why it failed, in one line; empty otherwise.
    [[nodiscard]] const QString& failure() const noexcept { return stored_.failure; }
    /// Its job while it waits or runs, else null.
    [[nodiscard]] Job* job() const noexcept { return job_; }

    /// The curves so far, by step. Of a run from disk they come when RunStore::fetchPoints() has read them.
    [[nodiscard]] const std::vector<core::QuantizePoint>& points() const noexcept { return points_; }
    [[nodiscard]] bool pointsKnown() const noexcept { return pointsKnown_; }
    [[nodiscard]] qint64 lastStep() const noexcept { return stored_.lastStep; }
    /// Steps of the whole run; 0 while that is not known.
    [[nodiscard]] qint64 steps() const noexcept { return stored_.steps; }
    /// 0..1.
    [[nodiscard]] double fraction() const;

Q_SIGNALS:
    /// State, progress or result.
    void changed();
    /// Points from index `first` on are new; those before are as they were.
    void pointsAdded(qsizetype first);

private:
    friend class RunStore;

    explicit Run(StoredRun stored, QObject* parent) : QObject(parent), stored_(std::move(stored)) {}
    void append(const std::vector<core::QuantizePoint>& batch);

    StoredRun stored_;
    QPointer<Job> job_;
    std::vector<core::QuantizePoint> points_;
    bool pointsKnown_ = false, fetching_ = false;
};

}  // namespace syper::service
