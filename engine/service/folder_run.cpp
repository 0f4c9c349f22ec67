// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/folder_run.h"

namespace syper::service {

RunState FolderRun::state() const {
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
    if (record_.inUse) return RunState::Elsewhere;
    if (done()) return RunState::Done;
    if (!record_.failure.isEmpty()) return RunState::Failed;
    return record_.stopped ? RunState::Stopped : RunState::Interrupted;
}

double FolderRun::fraction() const {
    if (done() && !record_.inUse) return 1.0;
    if (record_.steps > 0) return std::clamp(double(record_.lastStep) / double(record_.steps), 0.0, 1.0);
    return job_ != nullptr ? job_->fraction() : 0.0;  // before the first step
}

}  // namespace syper::service
