// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QStringList>
#include <QTimer>

#include "service/folder_run.h"
#include "service/job_queue.h"
#include "service/task_runner.h"

namespace syper::service {

/// All runs of one kind, those that wait, run, ended or were interrupted, each in a folder of its own, so that they are
/// there again after a restart. Lives on the GUI thread; files are read and written on `tasks`.
class FolderRunStore : public QObject {
    Q_OBJECT
public:
    ~FolderRunStore() override;

    /// Newest first.
    [[nodiscard]] const QList<FolderRun*>& all() const noexcept { return runs_; }
    [[nodiscard]] bool loaded() const noexcept { return loaded_; }
    [[nodiscard]] JobQueue& queue() noexcept { return queue_; }
    /// Folder of new runs.
    [[nodiscard]] const QString& root() const noexcept { return root_; }
    [[nodiscard]] FolderRun* find(const QString& folder) const;

    /// Reads what is below the root, and `others`, run folders elsewhere. Emits loadingEnded().
    void load(const QStringList& others = {});
    /// Queues a run that was interrupted or failed; it goes on from its last checkpoint.
    void resume(FolderRun* run);
    /// Opens a run's folder, wherever it came from. Emits opened() or failed().
    void open(const QString& folder);
    /// Takes a run that is over off the list; its folder stays on disk, marked as removed. See restore().
    void remove(FolderRun* run);
    /// Brings back a run that was removed.
    void restore(const QString& folder);
    /// Reads the curves of a run from disk, once; FolderRun::pointsAdded() follows.
    void fetchPoints(FolderRun* run);
    /// Reads the folders again that another program works in, as a timer does every two seconds.
    void follow();

Q_SIGNALS:
    void added(syper::service::FolderRun* run);
    /// The run is about to go.
    void removing(syper::service::FolderRun* run);
    /// State, progress or result of a run.
    void changed(syper::service::FolderRun* run);
    void loadingEnded();
    void opened(syper::service::FolderRun* run);
    /// A run ended well; what it made can be used.
    void finished(syper::service::FolderRun* run);
    /// Something could not be read or written.
    void failed(const QString& text);

protected:
    /// Makes the run that was read from a folder.
    using Make = std::function<FolderRun*(QObject* parent)>;
    /// Reads a folder, on another thread. Throws core::Error where it holds no run of this kind.
    using Read = std::function<Make(const QString& folder)>;

    /// root  folder for new runs. queue and tasks outlive this.
    FolderRunStore(Read read, JobQueue& queue, TaskRunner& tasks, QString root, QObject* parent);

    [[nodiscard]] TaskRunner& tasks() noexcept { return tasks_; }
    /// Lists a new run and queues it.
    void begin(FolderRun* run);

    /// The run's job, from its beginning or its last checkpoint. `deliver`ed points are added to the run.
    [[nodiscard]] virtual JobSpec spec(FolderRun& run) = 0;
    /// Writes what the studio keeps of the run; for another thread.
    [[nodiscard]] virtual std::function<void()> writing(const FolderRun& run) const = 0;
    /// Reads the run's curves, on another thread; what it returns puts them into the run.
    [[nodiscard]] virtual std::function<std::function<void()>()> reading(FolderRun& run) const = 0;

private:
    FolderRun* insert(const Make& make);
    void list(FolderRun* run);
    void enqueue(FolderRun* run);
    void jobEnded(FolderRun* run, Job* job);
    void save(FolderRun* run);
    void followOne(FolderRun* run);

    Read read_;
    JobQueue& queue_;
    TaskRunner& tasks_;
    QString root_;
    QList<FolderRun*> runs_;
    QTimer following_;
    bool loaded_ = false;
};

}  // namespace syper::service
