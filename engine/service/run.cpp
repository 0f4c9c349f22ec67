// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/run.h"

#include <algorithm>

namespace syper::service {

QString Run::title() const {
    const QString name = QStringLiteral("%1 %2").arg(settings().bitsText(), settings().teacherName());
    return settings().scheme == RunSettings().scheme ? name : QStringLiteral("%1, %2").arg(name, settings().scheme);
}

RunState Run::state() const {
    if (job_ != nullptr) {
        switch (job_->state()) {
            case JobState::Waiting:
                return RunState::Waiting;
            case JobState::Running:
                return RunState::Running;
            case JobState::Paused:
                return RunState::Paused;
            case JobState::Stopping:
                return RunState::Stopping;
            case JobState::Done:
            case JobState::Stopped:
            case JobState::Failed:
                break;
        }
    }
    if (stored_.result) return RunState::Done;
    if (!stored_.failure.isEmpty()) return RunState::Failed;
    return stored_.stopped ? RunState::Stopped : RunState::Interrupted;
}

double Run::fraction() const {
    if (stored_.result) return 1.0;
    if (stored_.steps > 0) return std::clamp(double(stored_.lastStep) / double(stored_.steps), 0.0, 1.0);
    return job_ != nullptr ? job_->fraction() : 0.0;  // before the first step
}

void Run::append(const std::vector<core::QuantizePoint>& batch) {
    if (batch.empty()) return;
    // A run that goes on begins at its last checkpoint: what was drawn beyond that is computed anew.
    const auto beyond = std::ranges::lower_bound(points_, batch.front().step, {}, &core::QuantizePoint::step);
    const qsizetype first = beyond - points_.begin();
    points_.erase(beyond, points_.end());
    points_.insert(points_.end(), batch.begin(), batch.end());
    stored_.lastStep = points_.back().step;
    stored_.steps = std::max(stored_.steps, qint64(points_.back().steps));
    Q_EMIT pointsAdded(first);
}

}  // namespace syper::service
