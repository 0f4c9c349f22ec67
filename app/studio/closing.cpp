// SPDX-License-Identifier: GPL-3.0-or-later
#include "studio/closing.h"

#include <algorithm>

namespace syper::studio {

using ui::Notice;

Closing::Closing(service::Engine& engine, ui::Banner& banner, QObject* parent)
    : QObject(parent), engine_(engine), banner_(banner) {
    connect(&engine_.jobs(), &service::JobQueue::reordered, this, [this] {
        if (whenDone_ && engine_.jobs().openCount() == 0) begin();
    });
}

void Closing::want(bool atOnce) {
    if (begun_) return;
    if (atOnce || engine_.jobs().openCount() == 0) return begin();
    ask();
}

void Closing::ask() {
    whenDone_ = false;
    banner_.show(question());
    banner_.focusActions();
}

Notice Closing::question() {
    const QList<service::Job*>& jobs = engine_.jobs().jobs();
    const auto open = std::ranges::count_if(jobs, [](const service::Job* job) { return !isOver(job->state()); });
    const bool resumable = std::ranges::all_of(jobs, [](const service::Job* job) {
        return isOver(job->state()) || job->kind() == QLatin1String("quantize") ||
               job->kind() == QLatin1String("train");
    });
    const QString what = tr("%n job(s) not done yet.", nullptr, int(open)) + QLatin1Char(' ') +
                         (resumable ? tr("Stopped runs go on from their last step next time.")
                                    : tr("Stopped runs go on next time; measurements begin anew."));
    return {.kind = Notice::Kind::Caution,
            .text = what,
            .actions = {{tr("Stop and quit"), [this] { begin(); }},
                        {tr("Quit when done"),
                         [this] {
                             whenDone_ = true;
                             banner_.show(whenDoneNotice());
                         }},
                        {tr("Keep running"), [this] { banner_.clear(); }}},
            .again = [this] { return question(); }};
}

Notice Closing::whenDoneNotice() {
    return {.kind = Notice::Kind::Info,
            .text = tr("The studio closes when all jobs are done."),
            .actions = {{tr("Stay open"),
                         [this] {
                             whenDone_ = false;
                             banner_.clear();
                         }}},
            .stays = true,
            .again = [this] { return whenDoneNotice(); }};
}

Notice Closing::ending() {
    return {
        .kind = Notice::Kind::Info, .text = tr("Closing: waiting for running work to end"), .stays = true, .again = [] {
            return ending();
        }};
}

void Closing::begin() {
    if (std::exchange(begun_, true)) return;
    banner_.show(ending());
    Q_EMIT began();
    engine_.shutDown();
}

}  // namespace syper::studio
