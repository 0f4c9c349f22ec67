// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/folder_run_store.h"

#include <QDir>
#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "core/api/error.h"

namespace syper::service {
namespace {

constexpr std::chrono::milliseconds kFollow{2000};
const QLatin1String kRemoved("/.removed");  // below the root; hidden, so that reading passes it over

void moveFolder(const QString& from, const QString& to) {
    if (!QDir().mkpath(QFileInfo(to).absolutePath()) || !QDir().rename(from, to))
        throw core::Error(core::Errc::Io,
                          QStringLiteral("cannot move %1 to %2; check the permissions").arg(from, to).toStdString());
}

}  // namespace

FolderRunStore::FolderRunStore(Read read, JobQueue& queue, TaskRunner& tasks, QString root, QObject* parent)
    : QObject(parent), read_(std::move(read)), queue_(queue), tasks_(tasks), root_(std::move(root)) {
    following_.setInterval(kFollow);
    connect(&following_, &QTimer::timeout, this, &FolderRunStore::follow);
    connect(&queue_, &JobQueue::closing, this, [this] {
        for (FolderRun* run : std::as_const(runs_)) {
            if (run->state() != RunState::Waiting) continue;
            run->record_.atQuit = true;
            save(run);
        }
    });
}

FolderRunStore::~FolderRunStore() = default;

FolderRun* FolderRunStore::find(const QString& folder) const {
    const QString path = QDir(folder).absolutePath();
    const auto found = std::ranges::find_if(runs_, [&path](const FolderRun* run) { return run->folder() == path; });
    return found == runs_.end() ? nullptr : *found;
}

FolderRun* FolderRunStore::insert(const Make& make) {
    FolderRun* run = make(this);
    if (FolderRun* known = find(run->folder())) {
        delete run;
        return known;
    }
    list(run);
    return run;
}

void FolderRunStore::list(FolderRun* run) {
    // Of those made in the same moment the last one comes first.
    const auto older =
        std::ranges::find_if(runs_, [run](const FolderRun* other) { return other->created() <= run->created(); });
    runs_.insert(older, run);
    connect(run, &FolderRun::changed, this, [this, run] { Q_EMIT changed(run); });
    if (run->state() == RunState::Elsewhere) following_.start();
    Q_EMIT added(run);
}

void FolderRunStore::load(const QStringList& others) {
    struct Loaded {
        std::vector<Make> runs;
        QStringList troubles;
    };
    const auto readAll = [read = read_, root = root_, others] {
        QDir(root + kRemoved).removeRecursively();  // what was removed and not brought back in an earlier session
        Loaded loaded;
        for (const QString& name : QDir(root).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            try {
                loaded.runs.push_back(read(root + QLatin1Char('/') + name));
            } catch (const core::Error&) {
                // Somebody's own folder, or a run whose files were damaged from outside: the others still open.
            }
        }
        for (const QString& folder : others) {
            try {
                loaded.runs.push_back(read(folder));
            } catch (const core::Error& error) {
                loaded.troubles << QString::fromUtf8(error.what());
            }
        }
        return loaded;
    };
    tasks_.run(this, readAll, [this](Outcome<Loaded> outcome) {
        if (const auto* loaded = std::get_if<Loaded>(&outcome)) {
            for (const Make& make : loaded->runs) insert(make);
            for (const QString& trouble : loaded->troubles) Q_EMIT failed(trouble);
        } else {
            Q_EMIT failed(std::get<Failure>(outcome).text);
        }
        loaded_ = true;
        Q_EMIT loadingEnded();
    });
}

void FolderRunStore::begin(FolderRun* run) {
    run->pointsKnown_ = true;
    list(run);
    save(run);
    enqueue(run);
}

void FolderRunStore::resume(FolderRun* run) {
    if (!goesOn(run->state())) return;
    fetchPoints(run);
    enqueue(run);
    save(run);  // how it ended last time is over
}

void FolderRunStore::enqueue(FolderRun* run) {
    run->record_.failure.clear();
    run->record_.stopped = false;
    run->record_.atQuit = false;
    run->record_.inUse = false;
    Job* job = queue_.add(spec(*run));
    if (job == nullptr) return;
    run->job_ = job;
    connect(job, &Job::changed, run, &FolderRun::changed);
    connect(job, &Job::delivered, run, [this, run] {
        const bool lengthKnown = run->steps() > 0;
        if (const std::optional<qsizetype> first = run->addDelivered()) Q_EMIT run->pointsAdded(*first);
        if (!lengthKnown) save(run);  // so that a restart knows how far an interrupted run is
    });
    connect(job, &Job::ended, run, [this, run, job] { jobEnded(run, job); });
    Q_EMIT run->changed();
}

void FolderRunStore::jobEnded(FolderRun* run, Job* job) {
    run->job_ = nullptr;
    if (job->state() == JobState::Failed) run->record_.failure = job->failure().text;
    run->record_.stopped = job->state() == JobState::Stopped && job->cancelled();
    run->record_.atQuit = job->state() == JobState::Stopped && !job->cancelled();
    save(run);
    Q_EMIT run->changed();
    if (run->state() == RunState::Done) Q_EMIT finished(run);
}

void FolderRunStore::save(FolderRun* run) {
    tasks_.run(
        this,
        [write = writing(*run)] {
            write();
            return true;
        },
        [this](const Outcome<bool>& outcome) {
            if (const auto* failure = std::get_if<Failure>(&outcome)) Q_EMIT failed(failure->text);
        });
}

void FolderRunStore::open(const QString& folder) {
    if (FolderRun* known = find(folder)) {
        Q_EMIT opened(known);
        return;
    }
    tasks_.run(
        this, [read = read_, folder] { return read(folder); },
        [this](Outcome<Make> outcome) {
            if (const auto* make = std::get_if<Make>(&outcome))
                Q_EMIT opened(insert(*make));
            else
                Q_EMIT failed(std::get<Failure>(outcome).text);
        });
}

void FolderRunStore::remove(FolderRun* run) {
    if (run->inWork() || !runs_.removeOne(run)) return;
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

void FolderRunStore::restore(const QString& folder) {
    tasks_.run(
        this,
        [read = read_, folder, from = root_ + kRemoved + QLatin1Char('/') + QFileInfo(folder).fileName()] {
            if (QFileInfo::exists(from)) moveFolder(from, folder);
            return read(folder);
        },
        [this](Outcome<Make> outcome) {
            if (const auto* make = std::get_if<Make>(&outcome))
                insert(*make);
            else
                Q_EMIT failed(std::get<Failure>(outcome).text);
        });
}

void FolderRunStore::fetchPoints(FolderRun* run) {
    if (run->pointsKnown_ || run->fetching_) return;
    run->fetching_ = true;
    using Install = std::function<void()>;
    tasks_.run(run, reading(*run), [this, run](const Outcome<Install>& outcome) {
        run->fetching_ = false;
        run->pointsKnown_ = true;
        if (const auto* failure = std::get_if<Failure>(&outcome)) {
            Q_EMIT failed(failure->text);
            return;
        }
        std::get<Install>(outcome)();
        Q_EMIT run->pointsAdded(0);
        Q_EMIT run->changed();
    });
}

void FolderRunStore::follow() {
    bool any = false;
    for (FolderRun* run : std::as_const(runs_)) {
        if (run->state() != RunState::Elsewhere) continue;
        any = true;
        followOne(run);
    }
    if (!any) following_.stop();
}

void FolderRunStore::followOne(FolderRun* run) {
    if (std::exchange(run->following_, true)) return;  // the last reading has not ended
    tasks_.run(
        run, [read = read_, folder = run->folder()] { return read(folder); },
        [this, run](Outcome<Make> outcome) {
            run->following_ = false;
            if (run->job() != nullptr) return;
            if (const auto* make = std::get_if<Make>(&outcome)) {
                const std::unique_ptr<FolderRun> fresh((*make)(nullptr));
                run->become(*fresh);
                if (std::exchange(run->pointsKnown_, false)) fetchPoints(run);
            } else {
                run->record_.inUse = false;
                Q_EMIT failed(std::get<Failure>(outcome).text);
            }
            Q_EMIT run->changed();
        });
}

}  // namespace syper::service
