// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/run_store.h"

#include "service/run_folder.h"

namespace syper::service {
namespace {

RunResult resultOf(const core::QuantizeResult& result) {
    return {.steps = result.steps,
            .finalLoss = result.finalLoss,
            .cosine = result.cosineToTeacher,
            .bytesFp32 = result.bytesFp32,
            .bytesPacked = result.bytesPacked,
            .student = QString::fromStdString(result.student.string())};
}

}  // namespace

RunStore::RunStore(QuantizeFunctions functions, JobQueue& queue, TaskRunner& tasks, QString root, QObject* parent)
    : FolderRunStore(
          [](const QString& folder) -> Make {
              return [stored = readRun(folder)](QObject* owner) { return new Run(stored, owner); };
          },
          queue, tasks, std::move(root), parent),
      functions_(std::move(functions)) {}

QList<Run*> RunStore::runs() const {
    QList<Run*> runs;
    for (FolderRun* run : all()) runs << static_cast<Run*>(run);
    return runs;
}

Run* RunStore::start(const RunSettings& settings) {
    const QDateTime now = QDateTime::currentDateTime();
    QString folder = newRunFolder(root(), settings, now);
    // Several runs may be started within one second, before any of their folders is there.
    for (int i = 2; find(folder) != nullptr; ++i)
        folder = newRunFolder(root(), settings, now) + QStringLiteral("-%1").arg(i);
    auto* run = new Run({.record = {.folder = folder, .created = now}, .settings = settings}, this);
    begin(run);
    return run;
}

JobSpec RunStore::spec(FolderRun& any) {
    auto& run = static_cast<Run&>(any);
    JobBody body = [functions = functions_, settings = run.settings(), folder = run.folder(),
                    self = QPointer<Run>(&run)](core::RunControl& control, const Deliver& deliver) -> JobAnswer {
        core::QuantizeConfig config = quantizeConfig(settings);
        config.images = functions.images(settings);
        config.out = folder.toStdString();
        config.resume = true;  // with nothing to resume it begins anew
        const PointSink point = [&deliver, &self](const core::QuantizePoint& one) {
            deliver([self, one] {
                if (self) self->points_.deliver(one);
            });
        };
        const RunResult result = resultOf(functions.run(config, point, control));
        return [self, result] {
            if (self) self->result_ = result;
        };
    };
    return {.kind = QStringLiteral("quantize"), .title = run.title(), .body = std::move(body)};
}

std::function<void()> RunStore::writing(const FolderRun& any) const {
    const auto& run = static_cast<const Run&>(any);
    return [stored = StoredRun{.record = run.record(), .settings = run.settings()}] { writeJob(stored); };
}

std::function<std::function<void()>()> RunStore::reading(FolderRun& any) const {
    auto* run = static_cast<Run*>(&any);
    return [run, folder = run->folder()]() -> std::function<void()> {
        return [run, disk = readCurves(folder)] {
            run->points_.fromDisk(disk, run->job() != nullptr);
            if (!run->points().empty()) run->record_.lastStep = run->points().back().step;
        };
    };
}

}  // namespace syper::service
