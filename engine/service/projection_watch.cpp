// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/projection_watch.h"

namespace syper::service {
namespace {

constexpr qint64 kTellEveryMs = 100;

}  // namespace

std::shared_ptr<ProjectionWatch> ProjectionWatch::make() {
    // The job's thread may be the last that lets go; a QObject ends on its own.
    return {new ProjectionWatch, [](ProjectionWatch* watch) { watch->deleteLater(); }};
}

JobBody ProjectionWatch::body(const std::shared_ptr<ProjectionWatch>& watch, const LatentFunctions& functions,
                              const core::ProjectConfig& config) {
    return [watch, project = functions.project, config](core::RunControl& control,
                                                        const Deliver& deliver) -> JobAnswer {
        const core::ProjectOutcome outcome = project(
            config, [&watch](const core::ProjectPoint& point, std::span<const float> ws) { watch->note(point, ws); },
            control);
        const auto answer = [watch, outcome] {
            watch->deliver();
            Q_EMIT watch->finished(outcome);
        };
        if (!outcome.stopped) return answer;
        deliver(answer);
        throw core::Stopped();
    };
}

void ProjectionWatch::note(const core::ProjectPoint& point, std::span<const float> ws) {
    {
        const std::lock_guard lock(mutex_);
        newPoints_.push_back(point);
        newWs_.assign(ws.begin(), ws.end());
        if (underWay_ || (sinceTold_.isValid() && sinceTold_.elapsed() < kTellEveryMs)) return;
        underWay_ = true;
        sinceTold_.start();
    }
    QMetaObject::invokeMethod(this, &ProjectionWatch::deliver, Qt::QueuedConnection);
}

void ProjectionWatch::deliver() {
    {
        const std::lock_guard lock(mutex_);
        underWay_ = false;
        if (newPoints_.empty()) return;
        curve_.insert(curve_.end(), newPoints_.begin(), newPoints_.end());
        newPoints_.clear();
        ws_ = newWs_;
    }
    Q_EMIT advanced();
}

}  // namespace syper::service
