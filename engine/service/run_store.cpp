// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/run_store.h"

#include <QDir>
#include <algorithm>

#include "core/api/error.h"
#include "service/run_folder.h"

namespace syper::service {
namespace {

const QLatin1String kRemoved("/.removed");  // below the root; hidden, so that readRuns() passes it over

struct Loaded {
    std::vector<StoredRun> runs;
    QStringList troubles;
};

Loaded readAll(const QString& root, const QStringList& others) {
    QDir(root + kRemoved).removeRecursively();  // what was removed and not brought back in an earlier session
    Loaded loaded{readRuns(root), {}};
    for (const QString& folder : others) {
        try {
            loaded.runs.push_back(readRun(folder));
        } catch (const core::Error& error) {
            loaded.troubles << QString::fromUtf8(error.what());
        }
    }
    return loaded;
}

void moveFolder(const QString& from, const QString& to) {
    if (!QDir().mkpath(QFileInfo(to).absolutePath()) || !QDir().rename(from, to))
        throw core::Error(core::Errc::Io,
                          QStringLiteral("cannot move %1 to %2; check the permissions").arg(from, to).toStdString());
}

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
    : QObject(parent), functions_(std::move(functions)), queue_(queue), tasks_(tasks), root_(std::move(root)) {}

RunStore::~RunStore() = default;

Run* RunStore::find(const QString& folder) const {
    const QString path = QDir(folder).absolutePath();
    const auto found = std::ranges::find_if(runs_, [&path](const Run* run) { return run->folder() == path; });
    return found == runs_.end() ? nullptr : *found;
}

Run* RunStore::insert(StoredRun stored) {
    if (Run* known = find(stored.folder)) return known;
    auto* run = new Run(std::move(stored), this);
    // Of those made in the same moment the last one comes first.
    const auto older =
        std::ranges::find_if(runs_, [run](const Run* other) { return other->created() <= run->created(); });
    runs_.insert(older, run);
    connect(run, &Run::changed, this, [this, run] { Q_EMIT changed(run); });
    Q_EMIT added(run);
    return run;
}

void RunStore::load(const QStringList& others) {
    tasks_.run(
        this, [root = root_, others] { return readAll(root, others); },
        [this](Outcome<Loaded> outcome) {
            if (auto* loaded = std::get_if<Loaded>(&outcome)) {
                for (StoredRun& stored : loaded->runs) insert(std::move(stored));
                for (const QString& trouble : loaded->troubles) Q_EMIT failed(trouble);
            } else {
                Q_EMIT failed(std::get<Failure>(outcome).text);
            }
            loaded_ = true;
            Q_EMIT loadingEnded();
        });
}

Run* RunStore::start(const RunSettings& settings) {
    const QDateTime now = QDateTime::currentDateTime();
    QString folder = newRunFolder(root_, settings, now);
    // Several runs may be started within one second, before any of their folders is there.
    for (int i = 2; find(folder) != nullptr; ++i)
        folder = newRunFolder(root_, settings, now) + QStringLiteral("-%1").arg(i);
    Run* run = insert({.folder = folder, .settings = settings, .created = now, .result = {}, .failure = {}});
    run->pointsKnown_ = true;
    save(run);
    enqueue(run);
    return run;
}

void RunStore::resume(Run* run) {
    if (!goesOn(run->state())) return;
    fetchPoints(run);
    enqueue(run);
}

void RunStore::enqueue(Run* run) {
    run->stored_.failure.clear();
    run->stored_.stopped = false;
    JobBody body = [functions = functions_, settings = run->settings(), folder = run->folder(),
                    self = QPointer<Run>(run)](core::RunControl& control, const PointSink& point) -> JobAnswer {
        core::QuantizeConfig config = quantizeConfig(settings);
        config.images = functions.images(settings);
        config.out = folder.toStdString();
        config.resume = true;  // with nothing to resume it begins anew
        const RunResult result = resultOf(functions.run(config, point, control));
        return [self, result] {
            if (self) self->stored_.result = result;
        };
    };
    Job* job = queue_.add({.kind = QStringLiteral("quantize"), .title = run->title(), .body = std::move(body)});
    if (job == nullptr) return;
    run->job_ = job;
    connect(job, &Job::changed, run, &Run::changed);
    connect(job, &Job::points, run, [this, run](const std::vector<core::QuantizePoint>& batch) {
        const bool lengthKnown = run->steps() > 0;
        run->append(batch);
        if (!lengthKnown) save(run);  // so that a restart knows how far an interrupted run is
    });
    connect(job, &Job::ended, run, [this, run, job] { jobEnded(run, job); });
    Q_EMIT run->changed();
}

void RunStore::jobEnded(Run* run, Job* job) {
    run->job_ = nullptr;
    if (job->state() == JobState::Failed) run->stored_.failure = job->failure().text;
    run->stored_.stopped = job->state() == JobState::Stopped && job->cancelled();
    save(run);
    Q_EMIT run->changed();
    if (run->state() == RunState::Done) Q_EMIT finished(run);
}

void RunStore::save(Run* run) {
    tasks_.run(
        this,
        [stored = run->stored_] {
            writeJob(stored);
            return true;
        },
        [this](const Outcome<bool>& outcome) {
            if (const auto* failure = std::get_if<Failure>(&outcome)) Q_EMIT failed(failure->text);
        });
}

void RunStore::open(const QString& folder) {
    if (Run* known = find(folder)) {
        Q_EMIT opened(known);
        return;
    }
    tasks_.run(
        this, [folder] { return readRun(folder); },
        [this](Outcome<StoredRun> outcome) {
            if (auto* stored = std::get_if<StoredRun>(&outcome))
                Q_EMIT opened(insert(std::move(*stored)));
            else
                Q_EMIT failed(std::get<Failure>(outcome).text);
        });
}

void RunStore::remove(Run* run) {
    if (run->job() != nullptr || !runs_.removeOne(run)) return;
    const QString folder = run->folder();
    Q_EMIT removing(run);
    run->deleteLater();
    // A folder elsewhere is somebody else's: it only leaves the list.
    if (!folder.startsWith(root_ + QLatin1Char('/'))) return;
    tasks_.run(
        this,
        [folder, to = root_ + kRemoved + QLatin1Char('/') + QFileInfo(folder).fileName()] {
            moveFolder(folder, to);
            return true;
        },
        [this](const Outcome<bool>& outcome) {
            if (const auto* failure = std::get_if<Failure>(&outcome)) Q_EMIT failed(failure->text);
        });
}

void RunStore::restore(const QString& folder) {
    tasks_.run(
        this,
        [folder, from = root_ + kRemoved + QLatin1Char('/') + QFileInfo(folder).fileName()] {
            if (QFileInfo::exists(from)) moveFolder(from, folder);
            return readRun(folder);
        },
        [this](Outcome<StoredRun> outcome) {
            if (auto* stored = std::get_if<StoredRun>(&outcome))
                insert(std::move(*stored));
            else
                Q_EMIT failed(std::get<Failure>(outcome).text);
        });
}

void RunStore::fetchPoints(Run* run) {
    if (run->pointsKnown_ || run->fetching_) return;
    run->fetching_ = true;
    tasks_.run(
        run, [folder = run->folder()] { return readCurves(folder); },
        [this, run](Outcome<std::vector<core::QuantizePoint>> outcome) {
            run->fetching_ = false;
            run->pointsKnown_ = true;
            auto* disk = std::get_if<std::vector<core::QuantizePoint>>(&outcome);
            if (disk == nullptr) {
                Q_EMIT failed(std::get<Failure>(outcome).text);
                return;
            }
            // Points that came live meanwhile continue those on disk.
            if (!run->points_.empty()) {
                const std::int64_t live = run->points_.front().step;
                std::erase_if(*disk, [live](const core::QuantizePoint& point) { return point.step >= live; });
                disk->insert(disk->end(), run->points_.begin(), run->points_.end());
            }
            run->points_ = std::move(*disk);
            if (!run->points_.empty()) run->stored_.lastStep = run->points_.back().step;
            Q_EMIT run->pointsAdded(0);
            Q_EMIT run->changed();
        });
}

}  // namespace syper::service
