// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/training_store.h"

#include <QDir>
#include <QFile>
#include <algorithm>
#include <cmath>

#include "core/api/error.h"
#include "core/api/resources.h"
#include "service/run_record.h"
#include "service/run_settings.h"
#include "service/training_folder.h"

namespace syper::service {
namespace {

TrainingResult resultOf(const core::GanResult& result) {
    return {.kimg = result.kimg,
            .p = result.p,
            .fid = result.fid,
            .images = result.images,
            .generator = QString::fromStdString(result.generator.string())};
}

/// What the engine is to do, and whether it goes on with what the folder holds.
core::GanConfig prepared(const TrainingFunctions& functions, const TrainingSettings& settings, const QString& folder,
                         bool goOn) {
    if (settings.data.isEmpty())
        throw core::Error(core::Errc::NotFound,
                          "cannot train in " + folder.toStdString() +
                              ": its pictures are not known here; go on with `syper train generator --continue`, or "
                              "start a new training");
    core::GanConfig config = goOn ? core::GanConfig() : ganConfig(settings);
    config.out = folder.toStdString();
    if (settings.tensorData())
        config.tensor = settings.data.toStdString();
    else
        config.images = functions.images(settings);
    config.fidSnapshots = settings.fidPictures > 0;
    if (settings.fidPictures > 0) {
        config.fidModel = core::resolveModel("bundled", core::kBundledTeacher);
        config.fidPictures = std::max(2, settings.fidPictures);
    }
    return config;
}

}  // namespace

TrainingStore::TrainingStore(TrainingFunctions functions, JobQueue& queue, TaskRunner& tasks, QString root,
                             QObject* parent)
    : FolderRunStore(
          [](const QString& folder) -> Make {
              return [stored = readTraining(folder)](QObject* owner) { return new Training(stored, owner); };
          },
          queue, tasks, std::move(root), parent),
      functions_(std::move(functions)) {
    connect(this, &FolderRunStore::added, this, [this](FolderRun* run) { watch(static_cast<Training*>(run)); });
}

QList<Training*> TrainingStore::trainings() const {
    QList<Training*> runs;
    for (FolderRun* run : all()) runs << static_cast<Training*>(run);
    return runs;
}

QStringList TrainingStore::elsewhere() const {
    QStringList folders;
    for (const FolderRun* run : all())
        if (!run->folder().startsWith(root() + QLatin1Char('/'))) folders << run->folder();
    return folders;
}

void TrainingStore::watch(Training* run) {
    connect(run, &FolderRun::changed, this, [this, run] {
        const bool training = run->job() != nullptr && run->job()->progress().phase == "training";
        // The first sheet is drawn before the first step.
        if (training && !std::exchange(run->begun_, true)) listSnapshots(run);
        if (run->job() == nullptr && std::exchange(run->begun_, false)) listSnapshots(run);
    });
    connect(run, &FolderRun::pointsAdded, this, [this, run](qsizetype first) {
        const std::vector<core::GanPoint>& points = run->points();
        if (std::any_of(points.begin() + first, points.end(), [](const auto& point) { return point.snapshot; }))
            listSnapshots(run);
    });
}

void TrainingStore::listSnapshots(Training* run) {
    tasks().run(
        run, [folder = run->folder()] { return readSnapshots(folder); },
        [this, run](Outcome<QList<Snapshot>> outcome) {
            const auto* now = std::get_if<QList<Snapshot>>(&outcome);
            if (now == nullptr) {
                Q_EMIT failed(std::get<Failure>(outcome).text);
                return;
            }
            if (*now == run->snapshots_) return;
            run->snapshots_ = *now;
            Q_EMIT run->snapshotsChanged();
            Q_EMIT run->changed();
        });
}

Training* TrainingStore::start(const TrainingSettings& settings, const QString& below) {
    const QDateTime now = QDateTime::currentDateTime();
    const QString parent = below.isEmpty() ? root() : below;
    const QString name = QStringLiteral("%1-%2px").arg(settings.dataName().left(40)).arg(settings.resolution);
    QString folder = newFolder(parent, now, name);
    // Several may be started within one second, before any of their folders is there.
    for (int i = 2; find(folder) != nullptr; ++i) folder = newFolder(parent, now, name) + QStringLiteral("-%1").arg(i);
    auto* run = new Training({.record = {.folder = QDir(folder).absolutePath(),
                                         .created = now,
                                         .steps = std::llround(settings.kimg * 1000.0)},
                              .settings = settings},
                             this);
    begin(run);
    return run;
}

JobSpec TrainingStore::spec(FolderRun& any) {
    auto& run = static_cast<Training&>(any);
    JobBody body = [functions = functions_, settings = run.settings(), folder = run.folder(),
                    self = QPointer<Training>(&run)](core::RunControl& control, const Deliver& deliver) -> JobAnswer {
        const bool goOn = QFile::exists(folder + QStringLiteral("/checkpoint.safetensors"));
        // Settings without a checkpoint are of a beginning that a crash cut off: it begins anew.
        if (!goOn) QFile::remove(folder + QStringLiteral("/run.json"));
        const core::GanConfig config = prepared(functions, settings, folder, goOn);
        const GanSink sink = [&deliver, &self](const core::GanPoint& point) {
            deliver([self, point] {
                if (self) self->points_.deliver(point);
            });
        };
        const TrainingResult result = resultOf(functions.train(config, goOn, sink, control));
        return [self, result] {
            if (self) self->result_ = result;
        };
    };
    return {.kind = QStringLiteral("train"), .title = run.title(), .body = std::move(body)};
}

std::function<void()> TrainingStore::writing(const FolderRun& any) const {
    const auto& run = static_cast<const Training&>(any);
    return [stored = StoredTraining{.record = run.record(), .settings = run.settings(), .result = run.result()}] {
        writeTraining(stored);
    };
}

std::function<std::function<void()>()> TrainingStore::reading(FolderRun& any) const {
    auto* run = static_cast<Training*>(&any);
    return [run, folder = run->folder()]() -> std::function<void()> {
        return [run, disk = readTrainingLog(folder)] {
            run->points_.fromDisk(disk, run->job() != nullptr);
            if (!run->points().empty()) run->record_.lastStep = std::llround(run->points().back().kimg * 1000.0);
        };
    };
}

}  // namespace syper::service
