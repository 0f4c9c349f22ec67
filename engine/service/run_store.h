// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "service/folder_run_store.h"
#include "service/run.h"

namespace syper::service {

/// Takes one point of a quantization's curves, on the worker.
using PointSink = std::function<void(const core::QuantizePoint&)>;

/// What runs call of the engine; tests put functions of their own here.
struct QuantizeFunctions {
    std::function<core::QuantizeResult(const core::QuantizeConfig&, const PointSink&, core::RunControl&)> run;
    std::function<std::optional<core::QuantizeEstimate>(const core::QuantizeConfig&, core::RunControl&)> estimate;
    /// The pictures that settings speak of.
    std::function<std::shared_ptr<const core::ImageSet>(const RunSettings&)> images;
    QStringList schemes{RunSettings().scheme};  ///< names, the default first
};

/// All quantization runs.
class RunStore : public FolderRunStore {
    Q_OBJECT
public:
    /// root  folder for new runs. queue and tasks outlive this.
    RunStore(QuantizeFunctions functions, JobQueue& queue, TaskRunner& tasks, QString root, QObject* parent = nullptr);

    /// Newest first.
    [[nodiscard]] QList<Run*> runs() const;
    [[nodiscard]] const QStringList& schemes() const noexcept { return functions_.schemes; }
    /// Queues a new run.
    Run* start(const RunSettings& settings);

protected:
    [[nodiscard]] JobSpec spec(FolderRun& run) override;
    [[nodiscard]] std::function<void()> writing(const FolderRun& run) const override;
    [[nodiscard]] std::function<std::function<void()>()> reading(FolderRun& run) const override;

private:
    QuantizeFunctions functions_;
};

}  // namespace syper::service
