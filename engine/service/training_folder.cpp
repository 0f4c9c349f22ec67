// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/training_folder.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <cmath>

#include "core/api/error.h"
#include "service/run_record.h"

namespace syper::service {
namespace {

const QString kKind = QStringLiteral("train");

/// What the command line's run.json tells, in the studio's terms.
TrainingSettings settingsOf(const QJsonObject& run) {
    TrainingSettings s;
    const auto real = [&run](const char* key, double usual) { return run[QLatin1String(key)].toDouble(usual); };
    s.resolution = run[QLatin1String("resolution")].toInt(s.resolution);
    s.kimg = real("kimg", s.kimg);
    s.batch = run[QLatin1String("batch")].toInt(s.batch);
    s.lr = real("lr", s.lr);
    s.gamma = real("gamma", s.gamma);
    s.pathLength = real("pl_weight", s.pathLength);
    s.aug = run[QLatin1String("aug")].toString(s.aug);
    s.augPipe = run[QLatin1String("augpipe")].toString(s.augPipe);
    s.p = real("p", s.p);
    s.target = real("target", s.target);
    s.freezeLayers = run[QLatin1String("freeze_layers")].toInt(s.freezeLayers);
    s.snapKimg = real("tick_kimg", 0.0) * run[QLatin1String("snap_ticks")].toInt();
    s.mirror = run[QLatin1String("mirror")].toBool(s.mirror);
    s.half = run[QLatin1String("half")].toBool(s.half);
    s.seed = quint64(run[QLatin1String("seed")].toInteger());
    return s;
}

QString finalGenerator(const QString& folder) {
    const QString file = folder + QStringLiteral("/generator.safetensors");
    return QFile::exists(file) ? file : QString();
}

TrainingResult resultOf(const QJsonObject& json, const QString& generator) {
    const QJsonValue fid = json[QLatin1String("fid")];
    return {.kimg = json[QLatin1String("kimg")].toDouble(),
            .p = json[QLatin1String("p")].toDouble(),
            .fid = fid.isDouble() ? std::optional(fid.toDouble()) : std::nullopt,
            .images = json[QLatin1String("images")].toInteger(),
            .generator = generator};
}

/// Nothing while the training is not done.
std::optional<TrainingResult> readResult(const QString& folder, bool ours, const QJsonObject& job,
                                         const std::vector<core::GanPoint>& log) {
    // One that ships names the model that the program brings, or none for a first stage of it.
    const QJsonValue shipped = job[QLatin1String("generator")];
    const QString generator = shipped.isString() ? shipped.toString() : finalGenerator(folder);
    if (!shipped.isString() && generator.isEmpty()) return std::nullopt;
    if (ours) {
        const QJsonValue result = job[QLatin1String("result")];
        return result.isObject() ? std::optional(resultOf(result.toObject(), generator)) : std::nullopt;
    }
    return TrainingResult{
        .kimg = log.empty() ? 0.0 : log.back().kimg, .p = log.empty() ? 0.0 : log.back().p, .generator = generator};
}

QJsonValue jsonOf(const std::optional<TrainingResult>& result) {
    if (!result) return {};
    return QJsonObject{{QStringLiteral("kimg"), result->kimg},
                       {QStringLiteral("p"), result->p},
                       {QStringLiteral("fid"), result->fid ? QJsonValue(*result->fid) : QJsonValue()},
                       {QStringLiteral("images"), result->images}};
}

}  // namespace

QStringList bundledTrainings() {
    return bundledFolders("trainings");
}

bool isTrainingFolder(const QString& folder) {
    return QFile::exists(folder + QStringLiteral("/run.json")) ||
           readJsonFile(folder + QStringLiteral("/job.json"))[QLatin1String("kind")].toString() == kKind;
}

StoredTraining readTraining(const QString& folder) {
    const QJsonObject job = readJsonFile(folder + QStringLiteral("/job.json"));
    const bool ours = job[QLatin1String("kind")].toString() == kKind;
    const QJsonObject run = ours ? QJsonObject() : readJsonFile(folder + QStringLiteral("/run.json"));
    if (!ours && run.isEmpty())
        throw core::Error(core::Errc::NotFound,
                          QStringLiteral("%1 holds no training of a generator (no job.json or run.json); choose a "
                                         "folder that `syper train generator --outdir` wrote")
                              .arg(folder)
                              .toStdString());
    StoredTraining stored{.record = {.folder = QDir(folder).absolutePath()}, .settings = {}};
    stored.settings = ours ? trainingSettings(job[QLatin1String("settings")].toObject()) : settingsOf(run);
    takeRecord(job, stored.record);
    stored.record.steps = std::llround(stored.settings.kimg * 1000.0);
    const std::vector<core::GanPoint> log = readTrainingLog(folder);
    if (!log.empty()) stored.record.lastStep = std::llround(log.back().kimg * 1000.0);
    stored.result = readResult(stored.record.folder, ours, job, log);
    if (stored.result) stored.record.lastStep = std::llround(stored.result->kimg * 1000.0);
    stored.snapshots = readSnapshots(stored.record.folder);
    return stored;
}

std::vector<core::GanPoint> readTrainingLog(const QString& folder) {
    const QString path = folder + QStringLiteral("/log.csv");
    QFile file(path);
    if (!file.exists()) return {};
    if (!file.open(QIODevice::ReadOnly))
        throw core::Error(
            core::Errc::Io,
            QStringLiteral("cannot read %1: %2; check its permissions").arg(path, file.errorString()).toStdString());
    const QList<QByteArray> names = file.readLine().trimmed().split(',');
    const auto column = [&names](const char* name) { return names.indexOf(QByteArray(name)); };
    const qsizetype kimg = column("kimg"), seconds = column("seconds"), g = column("loss_G"), d = column("loss_D"),
                    r1 = column("r1"), p = column("p"), rt = column("rt"), rate = column("images_per_second"),
                    fid = column("fid"), pl = column("pl");
    if (kimg < 0 || g < 0)
        throw core::Error(
            core::Errc::BadFormat,
            QStringLiteral("%1 has no columns kimg and loss_G; choose another run").arg(path).toStdString());
    std::vector<core::GanPoint> points;
    while (!file.atEnd()) {
        const QByteArray line = file.readLine();
        if (!line.endsWith('\n')) break;  // half written when the power went
        const QList<QByteArray> cells = line.trimmed().split(',');
        const auto real = [&cells](qsizetype at) {
            bool read = false;
            const double value = at < 0 || at >= cells.size() ? 0.0 : cells[at].toDouble(&read);
            return read ? value : std::nan("");
        };
        core::GanPoint point{.kimg = real(kimg), .seconds = real(seconds), .lossG = real(g), .lossD = real(d)};
        if (!std::isfinite(point.kimg)) continue;
        point.r1 = real(r1);
        point.p = real(p);
        point.rt = real(rt);
        point.imagesPerSecond = real(rate);
        point.fid = real(fid);
        point.pl = real(pl);
        // An interrupted run may have written lines that its continuation computed again.
        while (!points.empty() && points.back().kimg >= point.kimg) points.pop_back();
        points.push_back(point);
    }
    return points;
}

QList<Snapshot> readSnapshots(const QString& folder) {
    static const QRegularExpression name(QStringLiteral("^fakes-(\\d+(?:\\.\\d+)?)\\.png$"));
    QList<Snapshot> snapshots;
    const QDir dir(folder);
    for (const QString& file : dir.entryList({QStringLiteral("fakes-*.png")}, QDir::Files, QDir::Name)) {
        const QRegularExpressionMatch match = name.match(file);
        if (!match.hasMatch()) continue;
        const QString generator = dir.filePath(QStringLiteral("generator-%1.safetensors").arg(match.captured(1)));
        snapshots.append({.kimg = match.captured(1).toDouble(),
                          .sheet = dir.filePath(file),
                          .generator = QFile::exists(generator) ? generator : QString()});
    }
    std::ranges::stable_sort(snapshots, {}, &Snapshot::kimg);
    return snapshots;
}

void writeTraining(const StoredTraining& training) {
    writeRecord(training.record, {{QStringLiteral("kind"), kKind},
                                  {QStringLiteral("settings"), toJson(training.settings)},
                                  {QStringLiteral("result"), jsonOf(training.result)}});
}

}  // namespace syper::service
