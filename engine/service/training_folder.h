// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <vector>

#include "service/training.h"

namespace syper::service {

/// The files of one training: what `syper train generator --outdir` writes (run.json, log.csv, sheets, generators,
/// checkpoint), and the studio's own job.json. Functions for a worker thread; all throw core::Error.

/// Reads a folder; without job.json (a training of the command line) the settings are those in run.json. Throws
/// Error{NotFound, BadFormat} for a folder without a training.
[[nodiscard]] StoredTraining readTraining(const QString& folder);

/// The curves. Columns are found by name; what a line lacks is NaN.
[[nodiscard]] std::vector<core::GanPoint> readTrainingLog(const QString& folder);

/// The sheets in a folder with the generators beside them, in order of kimg.
[[nodiscard]] QList<Snapshot> readSnapshots(const QString& folder);

/// Writes job.json, whole or not at all; makes the folder.
void writeTraining(const StoredTraining& training);

/// The trainings that made the generator which the program ships. Their job.json names it, as a choice.
[[nodiscard]] QStringList bundledTrainings();

/// Does it hold a training?
[[nodiscard]] bool isTrainingFolder(const QString& folder);

}  // namespace syper::service
