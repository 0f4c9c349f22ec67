// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/run_record.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSaveFile>

#include "core/api/error.h"
#include "core/api/resources.h"
#include "core/util/folder_lock.h"

namespace syper::service {
namespace {

constexpr qint64 kLargestJson = qint64(256) << 20;

[[noreturn]] void fail(core::Errc code, const QString& text) {
    throw core::Error(code, text.toStdString());
}

}  // namespace

QJsonObject readJsonFile(const QString& path) {
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

void takeRecord(const QJsonObject& job, RunRecord& record) {
    record.created = QDateTime::fromString(job[QLatin1String("created")].toString(), Qt::ISODateWithMs);
    if (!record.created.isValid()) record.created = QFileInfo(record.folder).lastModified();
    record.failure = job[QLatin1String("failure")].toString();
    record.stopped = job[QLatin1String("stopped")].toBool();
    record.atQuit = job[QLatin1String("atQuit")].toBool();
    record.steps = job[QLatin1String("steps")].toInteger();
    record.inUse = core::folderInUse(record.folder.toStdString());
}

void writeRecord(const RunRecord& record, const QJsonObject& more) {
    QJsonObject job{{QStringLiteral("format"), 1},
                    {QStringLiteral("created"), record.created.toString(Qt::ISODateWithMs)},
                    {QStringLiteral("steps"), record.steps},
                    {QStringLiteral("failure"), record.failure},
                    {QStringLiteral("stopped"), record.stopped},
                    {QStringLiteral("atQuit"), record.atQuit}};
    for (auto it = more.begin(); it != more.end(); ++it) job.insert(it.key(), it.value());
    const QString path = record.folder + QStringLiteral("/job.json");
    QSaveFile file(path);
    if (!QDir().mkpath(record.folder) || !file.open(QIODevice::WriteOnly) ||
        file.write(QJsonDocument(job).toJson()) < 0 || !file.commit())
        fail(core::Errc::Io, QStringLiteral("cannot write %1: %2; check the disk and the folder's permissions")
                                 .arg(path, file.errorString()));
}

QStringList bundledFolders(const char* kind) {
    QStringList folders;
    try {
        const QDir root(QString::fromStdString((core::resourceFolder() / kind).string()));
        for (const QString& name : root.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name))
            folders << root.filePath(name);
    } catch (const core::Error&) {
        // A program without its data says so where a model of it is missed.
    }
    return folders;
}

QString newFolder(const QString& root, const QDateTime& now, const QString& name) {
    static const QRegularExpression odd(QStringLiteral("[^A-Za-z0-9._-]+"));
    QString plain = name;
    plain.replace(odd, QStringLiteral("_"));
    const QString base = QStringLiteral("%1/%2-%3").arg(root, now.toString(QStringLiteral("yyyyMMdd-HHmmss")), plain);
    QString folder = base;
    for (int i = 2; QFileInfo::exists(folder); ++i) folder = QStringLiteral("%1-%2").arg(base).arg(i);
    return folder;
}

}  // namespace syper::service
