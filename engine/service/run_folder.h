// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "service/run.h"

namespace syper::service {

/// The files of one run: what `syper quantize --out` writes (curves.csv, report.json, student.safetensors,
/// checkpoints), and the studio's own job.json. Functions for a worker thread; all throw core::Error.

/// Reads a folder; without job.json (a run of the command line) the settings are those in report.json, where it has
/// them. Throws Error{NotFound, BadFormat} for a folder without a run.
[[nodiscard]] StoredRun readRun(const QString& folder);

/// The runs that made the students which the program ships: resources/runs. Their job.json names the student, as a
/// choice. Empty where there are none.
[[nodiscard]] QStringList bundledRuns();

/// The curves. Columns are found by name; without one for the cosine it follows from the loss, the mean squared
/// difference of unit vectors of 512 elements.
[[nodiscard]] std::vector<core::QuantizePoint> readCurves(const QString& folder);

/// Writes job.json, whole or not at all; makes the folder.
void writeJob(const StoredRun& run);

/// A name for a new run's folder below `root`, from time, teacher and bits, that nothing has yet.
[[nodiscard]] QString newRunFolder(const QString& root, const RunSettings& settings, const QDateTime& now);

}  // namespace syper::service
