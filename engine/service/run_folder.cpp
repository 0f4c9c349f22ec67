// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/run_folder.h"

#include <QDir>
#include <QFile>
#include <algorithm>
#include <cmath>

#include "core/api/error.h"
#include "service/run_record.h"

namespace syper::service {
namespace {

constexpr double kDimension = 512.0;
const QString kKind = QStringLiteral("quantize");

[[noreturn]] void fail(core::Errc code, const QString& text) {
    throw core::Error(code, text.toStdString());
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
    const QJsonObject job = readJsonFile(folder + QStringLiteral("/job.json"));
    const QJsonObject report = readJsonFile(folder + QStringLiteral("/report.json"));
    const bool curves = QFile::exists(folder + QStringLiteral("/curves.csv"));
    const QString kind = job[QLatin1String("kind")].toString(kKind);
    if (kind != kKind || (job.isEmpty() && report.isEmpty() && !curves))
        fail(core::Errc::NotFound,
             QStringLiteral("%1 holds no quantization run (no job.json, report.json or curves.csv); choose a folder "
                            "that `syper quantize --out` wrote")
                 .arg(folder));
    StoredRun run{.record = {.folder = QDir(folder).absolutePath()}, .settings = {}};
    RunRecord& record = run.record;
    const QJsonObject fromReport = report[QLatin1String("settings")].toObject();
    run.settings = runSettings(job.isEmpty() ? fromReport : job[QLatin1String("settings")].toObject());
    run.result = readResult(record.folder, report, job[QLatin1String("student")].toString());
    takeRecord(job, record);
    if (run.result) {
        record.failure.clear();
        record.stopped = false;
        record.lastStep = record.steps = run.result->steps;
    } else {
        record.lastStep = lastStepOnDisk(folder);
    }
    return run;
}

QStringList bundledRuns() {
    return bundledFolders("runs");
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
    writeRecord(run.record, {{QStringLiteral("kind"), kKind}, {QStringLiteral("settings"), toJson(run.settings)}});
}

QString newRunFolder(const QString& root, const RunSettings& settings, const QDateTime& now) {
    return newFolder(root, now,
                     QStringLiteral("%1-%2").arg(settings.teacherName().left(40), settings.bitsText().toLower()));
}

}  // namespace syper::service
