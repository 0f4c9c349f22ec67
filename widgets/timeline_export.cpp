// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Timeline that writes films and pictures as a job.
#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <QUrl>

#include "widgets/file_picker.h"
#include "widgets/text_format.h"
#include "widgets/timeline.h"

namespace syper::ui {
namespace {

const QString kFolder = QStringLiteral("explore/filmFolder");

}  // namespace

QString Timeline::suggestedName() const {
    QString folder = engine_.settings().value(kFolder).toString();
    if (folder.isEmpty() || !QFileInfo(folder).isDir())
        folder = QStandardPaths::writableLocation(QStandardPaths::MoviesLocation);
    return QDir(folder).filePath(QStringLiteral("eyes"));
}

void Timeline::exportFilm() {
    if (!export_->isEnabled()) return;
    FilePicker::current().saveFile(window(),
                                   {.title = tr("Write the keyframes as a film"),
                                    .folder = suggestedName() + QStringLiteral(".mp4"),
                                    .filter = tr("Films (*.mp4)")},
                                   [this](const QString& path) {
                                       const bool ends = path.endsWith(QLatin1String(".mp4"), Qt::CaseInsensitive);
                                       begin(ends ? path : path + QStringLiteral(".mp4"));
                                   });
}

void Timeline::exportPictures() {
    if (!export_->isEnabled()) return;
    FilePicker::current().openFolder(
        window(),
        {.title = tr("Folder for the pictures"), .folder = QFileInfo(suggestedName()).absolutePath(), .filter = {}},
        [this](const QString& path) { begin(path); });
}

void Timeline::begin(const QString& out) {
    if (!engine_.sampler().network()) return;  // another one is being opened
    engine_.settings().setValue(kFolder, QFileInfo(out).absolutePath());
    const service::JourneyExport wanted{.network = engine_.sampler().network()->path,
                                        .journey = model_.keyframes().journey(),
                                        .out = out.toStdString(),
                                        .fps = model_.keyframes().fps};
    job_ = engine_.jobs().add(
        {.kind = QStringLiteral("interpolate"),
         .title = tr("Film %1").arg(QFileInfo(out).fileName()),
         .body = [run = engine_.latent().exportJourney, wanted](core::RunControl& control, const service::Deliver&) {
             (void)run(wanted, control);
             return service::JobAnswer();
         }});
    if (job_ == nullptr) return;
    connect(job_, &service::Job::changed, this, &Timeline::showJob);
    connect(job_, &service::Job::ended, this, [this, out] { jobEnded(out); });
    showJob();
    sync();
}

void Timeline::cancelExport() {
    if (job_ != nullptr) engine_.jobs().cancel(job_);
}

void Timeline::showJob() {
    if (job_ == nullptr || service::isOver(job_->state())) return;
    const core::Progress& progress = job_->progress();
    right_->setCurrentIndex(1);
    progress_->setRange(0, int(std::max<std::int64_t>(1, progress.total)));
    progress_->setValue(int(progress.done));
    if (job_->state() == service::JobState::Waiting) return progressText_->setText(tr("Waits for other jobs"));
    const QString left = timeLeftText(progress.secondsLeft);
    progressText_->setText(tr("Frame %1 of %2").arg(progress.done).arg(progress.total) +
                           (left.isEmpty() ? QString() : QStringLiteral("\n") + left));
}

void Timeline::jobEnded(const QString& out) {
    const service::JobState state = job_->state();
    const QString trouble = job_->failure().text;
    job_ = nullptr;
    right_->setCurrentIndex(0);
    sync();
    const QFileInfo file(out);
    const QString folder = file.isDir() ? out : file.absolutePath();
    const auto show = [folder] { QDesktopServices::openUrl(QUrl::fromLocalFile(folder)); };
    const QList<Notice::Action> actions{{tr("Show folder"), show}};
    // What an export that did not end has left behind; a folder may have been there before.
    const bool kept = file.isDir() ? !QDir(out).entryList({QStringLiteral("frame*.png")}).isEmpty() : file.exists();
    if (state == service::JobState::Done) {
        Q_EMIT notice({.kind = Notice::Kind::Good, .text = tr("Wrote %1").arg(out), .actions = actions});
    } else if (state == service::JobState::Stopped) {
        Q_EMIT notice({.kind = Notice::Kind::Info,
                       .text = kept ? tr("Stopped; the frames written so far are in %1").arg(out)
                                    : tr("Stopped before the first frame; nothing was written"),
                       .actions = kept ? actions : QList<Notice::Action>()});
    } else {
        Q_EMIT notice({.kind = Notice::Kind::Bad,
                       .text = kept ? tr("%1. What was written is in %2").arg(trouble, out) : trouble,
                       .actions = kept ? actions : QList<Notice::Action>()});
    }
}

}  // namespace syper::ui
