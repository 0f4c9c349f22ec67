// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/run_folder.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSaveFile>
#include <QTextStream>
#include <algorithm>
#include <cmath>

#include "core/api/error.h"
#include "core/api/resources.h"

namespace syper::service {
namespace {

constexpr qint64 kLargestJson = qint64(256) << 20;
constexpr double kDimension = 512.0;

[[noreturn]] void fail(core::Errc code, const QString& text) {
    throw core::Error(code, text.toStdString());
}

/// An empty object where there is no such file.
QJsonObject readJson(const QString& path) {
    QFile file(path);
    if (!file.exists()) return {};
    if (!file.open(QIODevice::ReadOnly))
        fail(core::Errc::Io, QStringLiteral("cannot read %1: %2; check its permissions").arg(path, file.errorString()));
    if (file.size() > kLargestJson)
        fail(core::Errc::BadFormat,
             QStringLiteral("%1 is larger than any run's file; choose another folder").arg(path));
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &error);
    if (!document.isObject())
        fail(core::Errc::BadFormat, QStringLiteral("%1 is no JSON object (%2); remove it, or choose another folder")
                                        .arg(path, error.errorString()));
    return document.object();
}

/// bundled: the choice of the model that the program ships, where the run made that one; else the folder holds it.
std::optional<RunResult> readResult(const QString& folder, const QJsonObject& report, const QString& bundled) {
    const QString student = bundled.isEmpty() ? folder + QStringLiteral("/student.safetensors") : bundled;
    if (!report.contains(QLatin1String("final_loss")) || (bundled.isEmpty() && !QFile::exists(student))) return {};
    const auto real = [&report](const char* key) { return report[QLatin1String(key)].toDouble(std::nan("")); };
    return RunResult{.steps = report[QLatin1String("steps")].toInteger(),
                     .finalLoss = real("final_loss"),
                     .cosine = real("cosine_to_teacher"),
                     .bytesFp32 = report[QLatin1String("bytes_fp32")].toInteger(),
                     .bytesPacked = report[QLatin1String("bytes_packed")].toInteger(),
                     .student = student};
}

/// The step in the last whole line of curves.csv, without reading the whole file; 0 where there is none.
qint64 lastStepOnDisk(const QString& folder) {
    constexpr qint64 kTail = 4096;
    QFile file(folder + QStringLiteral("/curves.csv"));
    if (!file.open(QIODevice::ReadOnly)) return 0;
    file.seek(std::max<qint64>(0, file.size() - kTail));
    const QList<QByteArray> lines = file.readAll().split('\n');
    for (qsizetype i = lines.size() - 1; i >= 0; --i) {
        bool whole = false;
        const qint64 step = lines[i].left(lines[i].indexOf(',')).toLongLong(&whole);
        if (whole) return step;
    }
    return 0;
}

}  // namespace

StoredRun readRun(const QString& folder) {
    const QJsonObject job = readJson(folder + QStringLiteral("/job.json"));
    const QJsonObject report = readJson(folder + QStringLiteral("/report.json"));
    const bool curves = QFile::exists(folder + QStringLiteral("/curves.csv"));
    if (job.isEmpty() && report.isEmpty() && !curves)
        fail(core::Errc::NotFound,
             QStringLiteral("%1 holds no quantization run (no job.json, report.json or curves.csv); choose a folder "
                            "that `syper quantize --out` wrote")
                 .arg(folder));
    StoredRun run{.folder = QDir(folder).absolutePath(), .settings = {}, .created = {}, .result = {}, .failure = {}};
    const QJsonObject fromReport = report[QLatin1String("settings")].toObject();
    run.settings = runSettings(job.isEmpty() ? fromReport : job[QLatin1String("settings")].toObject());
    run.created = QDateTime::fromString(job[QLatin1String("created")].toString(), Qt::ISODateWithMs);
    if (!run.created.isValid()) run.created = QFileInfo(folder).lastModified();
    run.result = readResult(run.folder, report, job[QLatin1String("student")].toString());
    if (!run.result) run.failure = job[QLatin1String("failure")].toString();
    run.stopped = !run.result && job[QLatin1String("stopped")].toBool();
    run.lastStep = run.result ? run.result->steps : lastStepOnDisk(folder);
    run.steps = run.result ? run.result->steps : job[QLatin1String("steps")].toInteger();
    return run;
}

std::vector<StoredRun> readRuns(const QString& root) {
    std::vector<StoredRun> runs;
    for (const QString& name : QDir(root).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        try {
            runs.push_back(readRun(root + QLatin1Char('/') + name));
        } catch (const core::Error&) {
            // Somebody's own folder, or a run whose files were damaged from outside: the others still open.
        }
    }
    std::ranges::stable_sort(runs, [](const StoredRun& a, const StoredRun& b) { return a.created > b.created; });
    return runs;
}

QStringList bundledRuns() {
    QStringList folders;
    try {
        const QDir root(QString::fromStdString((core::resourceFolder() / "runs").string()));
        for (const QString& name : root.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name))
            folders << root.filePath(name);
    } catch (const core::Error&) {
        // A program without its data says so where a model of it is missed.
    }
    return folders;
}

std::vector<core::QuantizePoint> readCurves(const QString& folder) {
    const QString path = folder + QStringLiteral("/curves.csv");
    QFile file(path);
    if (!file.exists()) return {};
    if (!file.open(QIODevice::ReadOnly))
        fail(core::Errc::Io, QStringLiteral("cannot read %1: %2; check its permissions").arg(path, file.errorString()));
    const QList<QByteArray> names = file.readLine().trimmed().split(',');
    const auto column = [&names](const char* name) { return names.indexOf(QByteArray(name)); };
    const qsizetype step = column("step"), epoch = column("epoch"), loss = column("loss"),
                    gradNorm = column("grad_norm"), lr = column("lr"), seconds = column("seconds"),
                    cosine = column("cosine");
    if (step < 0 || loss < 0)
        fail(core::Errc::BadFormat, QStringLiteral("%1 has no columns step and loss; choose another run").arg(path));

    std::vector<core::QuantizePoint> points;
    while (!file.atEnd()) {
        const QList<QByteArray> cells = file.readLine().trimmed().split(',');
        if (cells.size() < names.size()) continue;  // the line that a power cut left half written
        const auto real = [&cells](qsizetype at) {
            bool read = false;
            const double value = at < 0 ? 0.0 : cells[at].toDouble(&read);
            return read ? value : std::nan("");
        };
        core::QuantizePoint point{.step = cells[step].toLongLong(),
                                  .epoch = epoch < 0 ? 0 : cells[epoch].toInt(),
                                  .loss = real(loss),
                                  .gradNorm = real(gradNorm),
                                  .lr = real(lr),
                                  .seconds = real(seconds),
                                  .cosine = cosine < 0 ? 1.0 - kDimension / 2.0 * real(loss) : real(cosine)};
        // An interrupted run may have written steps that its continuation computed again.
        while (!points.empty() && points.back().step >= point.step) points.pop_back();
        points.push_back(point);
    }
    return points;
}

void writeJob(const StoredRun& run) {
    const QJsonObject job{{QStringLiteral("format"), 1},
                          {QStringLiteral("created"), run.created.toString(Qt::ISODateWithMs)},
                          {QStringLiteral("steps"), run.steps},
                          {QStringLiteral("failure"), run.failure},
                          {QStringLiteral("stopped"), run.stopped},
                          {QStringLiteral("settings"), toJson(run.settings)}};
    const QString path = run.folder + QStringLiteral("/job.json");
    QSaveFile file(path);
    if (!QDir().mkpath(run.folder) || !file.open(QIODevice::WriteOnly) || file.write(QJsonDocument(job).toJson()) < 0 ||
        !file.commit())
        fail(core::Errc::Io, QStringLiteral("cannot write %1: %2; check the disk and the folder's permissions")
                                 .arg(path, file.errorString()));
}

QString newRunFolder(const QString& root, const RunSettings& settings, const QDateTime& now) {
    static const QRegularExpression odd(QStringLiteral("[^A-Za-z0-9._-]+"));
    QString teacher = settings.teacherName().left(40);
    teacher.replace(odd, QStringLiteral("_"));
    const QString base =
        QStringLiteral("%1/%2-%3-%4")
            .arg(root, now.toString(QStringLiteral("yyyyMMdd-HHmmss")), teacher, settings.bitsText().toLower());
    QString folder = base;
    for (int i = 2; QFileInfo::exists(folder); ++i) folder = QStringLiteral("%1-%2").arg(base).arg(i);
    return folder;
}

}  // namespace syper::service
