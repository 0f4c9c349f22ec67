// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "core/api/project.h"
#include "service/job.h"
#include "service/latent_functions.h"

namespace syper::service {

/// A projection as it goes, for whoever looks on. Lives on the GUI thread; the job that runs it may outlive everybody
/// else, and tells it what happens.
class ProjectionWatch : public QObject {
    Q_OBJECT
public:
    [[nodiscard]] static std::shared_ptr<ProjectionWatch> make();

    /// A job that projects `config` with `functions` and tells this.
    [[nodiscard]] static JobBody body(const std::shared_ptr<ProjectionWatch>& watch, const LatentFunctions& functions,
                                      const core::ProjectConfig& config);

    /// Every step so far.
    [[nodiscard]] const std::vector<core::ProjectPoint>& curve() const noexcept { return curve_; }
    /// What the newest step tried, [numWs * wDim].
    [[nodiscard]] const std::vector<float>& ws() const noexcept { return ws_; }

Q_SIGNALS:
    /// The next steps were made; at most ten times a second.
    void advanced();
    /// It ended with a latent: after the last step, or when it was stopped after the first one.
    void finished(const syper::core::ProjectOutcome& outcome);

private:
    ProjectionWatch() = default;
    void note(const core::ProjectPoint& point, std::span<const float> ws);
    void deliver();

    // GUI thread
    std::vector<core::ProjectPoint> curve_;
    std::vector<float> ws_;
    // any thread
    std::mutex mutex_;
    std::vector<core::ProjectPoint> newPoints_;
    std::vector<float> newWs_;
    QElapsedTimer sinceTold_;
    bool underWay_ = false;
};

}  // namespace syper::service
