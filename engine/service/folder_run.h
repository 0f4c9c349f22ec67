// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QObject>
#include <QPointer>
#include <algorithm>
#include <optional>
#include <vector>

#include "service/job.h"

namespace syper::service {

enum class RunState : std::uint8_t {
    Waiting,
    Running,
    Paused,
    Stopping,
    Done,
    Elsewhere,    ///< another program computes it; FolderRunStore follows its files
    Interrupted,  ///< the program ended under it; goes on from its last checkpoint
    Stopped,      ///< by its user; can go on in the same way
    Failed,
};

/// Can it go on from where it stands?
[[nodiscard]] constexpr bool goesOn(RunState state) noexcept {
    return state == RunState::Interrupted || state == RunState::Stopped || state == RunState::Failed;
}

/// What the folder of a run of any kind tells.
struct RunRecord {
    QString folder;
    QDateTime created{};
    QString failure{};
    bool stopped = false;  ///< by its user, before it was done
    bool atQuit = false;   ///< when its user closed the program, before it was done
    bool inUse = false;    ///< something, here or in another program, works in the folder
    qint64 lastStep = 0;   ///< of the last point on disk
    qint64 steps = 0;      ///< of the whole run, where it is known
};

/// A run with a folder of its own, whatever is computed in it: its state, and that its curves grow. Lives on the GUI
/// thread and belongs to a FolderRunStore.
class FolderRun : public QObject {
    Q_OBJECT
public:
    [[nodiscard]] const QString& folder() const noexcept { return record_.folder; }
    [[nodiscard]] const QDateTime& created() const noexcept { return record_.created; }
    [[nodiscard]] const RunRecord& record() const noexcept { return record_; }
    /// What to call it: "W4A4 teacher".
    [[nodiscard]] virtual QString title() const = 0;
    /// Has it come to its end?
    [[nodiscard]] virtual bool done() const = 0;
    [[nodiscard]] RunState state() const;
    /// Was it the end of the program, as its user wanted it, that interrupted it?
    [[nodiscard]] bool pausedAtQuit() const { return state() == RunState::Interrupted && record_.atQuit; }
    /// Why it failed, in one line; empty otherwise.
    [[nodiscard]] const QString& failure() const noexcept { return record_.failure; }
    /// Does it wait or run, here or elsewhere? Then its folder must stay.
    [[nodiscard]] bool inWork() const { return job_ != nullptr || record_.inUse; }
    /// Its job while it waits or runs here, else null.
    [[nodiscard]] Job* job() const noexcept { return job_; }

    /// Have its curves been read? Of a run from disk they come with FolderRunStore::fetchPoints().
    [[nodiscard]] bool pointsKnown() const noexcept { return pointsKnown_; }
    [[nodiscard]] virtual qsizetype pointCount() const = 0;
    [[nodiscard]] qint64 lastStep() const noexcept { return record_.lastStep; }
    /// Steps of the whole run; 0 while that is not known.
    [[nodiscard]] qint64 steps() const noexcept { return record_.steps; }
    /// 0..1.
    [[nodiscard]] virtual double fraction() const;

Q_SIGNALS:
    /// State, progress or result.
    void changed();
    /// Points from index `first` on are new; those before are as they were.
    void pointsAdded(qsizetype first);

protected:
    FolderRun(RunRecord record, QObject* parent) : QObject(parent), record_(std::move(record)) {}
    /// Adds what the job has delivered; the index of the first point that is new.
    [[nodiscard]] virtual std::optional<qsizetype> addDelivered() = 0;
    /// Becomes what `fresh`, read from the same folder and of the same class, is; the points stay.
    virtual void become(FolderRun& fresh) { record_ = std::move(fresh.record_); }

    RunRecord record_;

private:
    friend class FolderRunStore;

    QPointer<Job> job_;
    bool pointsKnown_ = false, fetching_ = false, following_ = false;
};

/// The points of a run's curves, in the order of their `place`, a member of theirs.
template <typename Point, auto place>
class RunPoints {
public:
    [[nodiscard]] const std::vector<Point>& all() const noexcept { return all_; }

    void deliver(const Point& point) { delivered_.push_back(point); }
    /// Adds what was delivered; the index of the first point that is new.
    std::optional<qsizetype> addDelivered() {
        if (delivered_.empty()) return std::nullopt;
        // A run that goes on begins at its last checkpoint: what was drawn beyond that is computed anew.
        const auto beyond = std::ranges::lower_bound(all_, delivered_.front().*place, {}, place);
        const qsizetype first = beyond - all_.begin();
        all_.erase(beyond, all_.end());
        all_.insert(all_.end(), delivered_.begin(), delivered_.end());
        delivered_.clear();
        return first;
    }
    /// Takes all from disk; those that came `live` meanwhile stay behind them.
    void fromDisk(std::vector<Point> disk, bool live) {
        if (live && !all_.empty()) {
            const auto first = all_.front().*place;
            std::erase_if(disk, [first](const Point& point) { return point.*place >= first; });
            disk.insert(disk.end(), all_.begin(), all_.end());
        }
        all_ = std::move(disk);
    }

private:
    std::vector<Point> all_, delivered_;
};

}  // namespace syper::service
