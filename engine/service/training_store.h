// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/image_set.h"
#include "service/folder_run_store.h"
#include "service/training.h"

namespace syper::service {

/// Takes one line of a training's log, on the worker.
using GanSink = std::function<void(const core::GanPoint&)>;

/// What trainings call of the engine; tests put functions of their own here.
struct TrainingFunctions {
    /// goOn: with the run in config.out, whose own settings count.
    std::function<core::GanResult(const core::GanConfig&, bool goOn, const GanSink&, core::RunControl&)> train;
    /// The pictures that settings speak of. Throws core::Error.
    std::function<std::shared_ptr<const core::ImageSet>(const TrainingSettings&)> images;
};

/// All trainings of generators.
class TrainingStore : public FolderRunStore {
    Q_OBJECT
public:
    /// root  folder for new runs. queue and tasks outlive this.
    TrainingStore(TrainingFunctions functions, JobQueue& queue, TaskRunner& tasks, QString root,
                  QObject* parent = nullptr);

    /// Newest first.
    [[nodiscard]] QList<Training*> trainings() const;
    [[nodiscard]] const TrainingFunctions& functions() const noexcept { return functions_; }
    /// Queues a new training, in a folder of its own below `folder`, or the root where that is empty.
    Training* start(const TrainingSettings& settings, const QString& folder = {});

    /// The folders of those that do not lie below the root: what load() is to be given next time.
    [[nodiscard]] QStringList elsewhere() const;

protected:
    [[nodiscard]] JobSpec spec(FolderRun& run) override;
    [[nodiscard]] std::function<void()> writing(const FolderRun& run) const override;
    [[nodiscard]] std::function<std::function<void()>()> reading(FolderRun& run) const override;

private:
    void watch(Training* run);
    void listSnapshots(Training* run);

    TrainingFunctions functions_;
};

}  // namespace syper::service
