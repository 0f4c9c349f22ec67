// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/state_look.h"

#include <QCoreApplication>

#include "widgets/icons.h"
#include "widgets/theme.h"

namespace syper::ui {

using service::JobState;
using service::RunState;

namespace {

/// The translation context.
struct State {
    Q_DECLARE_TR_FUNCTIONS(State)
};

}  // namespace

QPixmap StateLook::symbol(int pixels) const {
    return lineIcon(icon, color).pixmap(pixels);
}

StateLook stateLook(JobState state) {
    const Palette& palette = Theme::palette();
    switch (state) {
        case JobState::Waiting:
            return {State::tr("waits"), QStringLiteral("jobs"), palette.secondary};
        case JobState::Running:
            return {State::tr("running"), QStringLiteral("play"), palette.accent};
        case JobState::Paused:
            return {State::tr("paused"), QStringLiteral("pause"), palette.caution};
        case JobState::Stopping:
            return {State::tr("stopping"), QStringLiteral("stop"), palette.caution};
        case JobState::Done:
            return {State::tr("done"), QStringLiteral("check"), palette.good};
        case JobState::Stopped:
            return {State::tr("stopped"), QStringLiteral("stop"), palette.secondary};
        case JobState::Failed:
            return {State::tr("failed"), QStringLiteral("error"), palette.bad};
    }
    return {};
}

StateLook stateLook(RunState state) {
    switch (state) {
        case RunState::Waiting:
            return stateLook(JobState::Waiting);
        case RunState::Running:
            return stateLook(JobState::Running);
        case RunState::Paused:
            return stateLook(JobState::Paused);
        case RunState::Stopping:
            return stateLook(JobState::Stopping);
        case RunState::Done:
            return stateLook(JobState::Done);
        case RunState::Elsewhere:
            return {State::tr("runs elsewhere"), QStringLiteral("play"), Theme::palette().secondary};
        case RunState::Interrupted:
            return {State::tr("interrupted"), QStringLiteral("caution"), Theme::palette().caution};
        case RunState::Stopped:
            return stateLook(JobState::Stopped);
        case RunState::Failed:
            return stateLook(JobState::Failed);
    }
    return {};
}

StateLook stateLook(const service::FolderRun& run) {
    if (run.pausedAtQuit()) return {State::tr("paused at quit"), QStringLiteral("pause"), Theme::palette().secondary};
    return stateLook(run.state());
}

}  // namespace syper::ui
