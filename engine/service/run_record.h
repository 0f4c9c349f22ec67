// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>

#include "service/folder_run.h"

namespace syper::service {

/// What folders of all kinds of runs have in common: the studio's own job.json. Functions for a worker thread; all
/// throw core::Error.

/// An empty object where there is no such file.
[[nodiscard]] QJsonObject readJsonFile(const QString& path);

/// Takes the record out of a job.json; the folder stays, and is asked whether it is in use and, where the file does not
/// say it, when it began.
void takeRecord(const QJsonObject& job, RunRecord& record);

/// Writes job.json, whole or not at all, with `more` beside the record; makes the folder.
void writeRecord(const RunRecord& record, const QJsonObject& more);

/// The folders below resources/`kind`: runs that the program ships. Empty where there are none.
[[nodiscard]] QStringList bundledFolders(const char* kind);

/// A new folder's path below `root`, from time and name, that nothing has yet.
[[nodiscard]] QString newFolder(const QString& root, const QDateTime& now, const QString& name);

}  // namespace syper::service
