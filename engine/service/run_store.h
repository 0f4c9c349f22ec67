// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QStringList>

#include "service/job_queue.h"
#include "service/run.h"
#include "service/task_runner.h"

namespace syper::service {

/// What runs call of the engine; tests put functions of their own here.
struct QuantizeFunctions {
    std::function<core::QuantizeResult(const core::QuantizeConfig&, const PointSink&, core::RunControl&)> run;
    std::function<std::optional<core::QuantizeEstimate>(const core::QuantizeConfig&, core::RunControl&)> estimate;
    /// The pictures that settings speak of.
    std::function<std::shared_ptr<const core::ImageSet>(const RunSettings&)> images;
    QStringList schemes{RunSettings().scheme};  ///< names, the default first
};

/// All quantization runs, those that wait, run, ended or were interrupted, each in a folder of its own, so that they
/// are there again after a restart. Lives on the GUI thread; files are read and written on `tasks`.
class RunStore : public QObject {
    Q_OBJECT
public:
    /// root  folder for new runs. queue and tasks outlive this.
    RunStore(QuantizeFunctions functions, JobQueue& queue, TaskRunner& tasks, QString root, QObject* parent = nullptr);
    ~RunStore() override;

    /// Newest first.
    [[nodiscard]] const QList<Run*>& runs() const noexcept { return runs_; }
    [[nodiscard]] bool loaded() const noexcept { return loaded_; }
    [[nodiscard]] const QStringList& schemes() const noexcept { return functions_.schemes; }
    [[nodiscard]] JobQueue& queue() noexcept { return queue_; }
    [[nodiscard]] Run* find(const QString& folder) const;

    /// Reads what is below the root, and `others`, run folders elsewhere. Emits loadingEnded().
    void load(const QStringList& others = {});
    /// Queues a new run.
    Run* start(const RunSettings& settings);
    /// Queues a run that was interrupted or failed; it goes on from its last checkpoint.
    void resume(Run* run);
    /// Opens a run's folder, wherever it came from. Emits opened() or failed().
    void open(const QString& folder);
    /// Takes a run that is over off the list; its folder stays on disk, marked as removed. See restore().
    void remove(Run* run);
    /// Brings back a run that was removed.
    void restore(const QString& folder);
    /// Reads the curves of a run from disk, once; Run::pointsAdded() follows.
    void fetchPoints(Run* run);

Q_SIGNALS:
    void added(syper::service::Run* run);
    /// The run is about to go.
    void removing(syper::service::Run* run);
    /// State, progress or result of a run.
    void changed(syper::service::Run* run);
    void loadingEnded();
    void opened(syper::service::Run* run);
    /// A run ended well; its student can be used.
    void finished(syper::service::Run* run);
    /// Something could not be read or written.
    void failed(const QString& text);

private:
    Run* insert(StoredRun stored);
    void enqueue(Run* run);
    void jobEnded(Run* run, Job* job);
    void save(Run* run);

    QuantizeFunctions functions_;
    JobQueue& queue_;
    TaskRunner& tasks_;
    QString root_;
    QList<Run*> runs_;
    bool loaded_ = false;
};

}  // namespace syper::service
