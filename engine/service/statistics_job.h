// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "service/job.h"
#include "service/verify_types.h"

namespace syper::service {

/// A labelled set: a table (labels.csv), a list of pairs, or a folder with either, or with a folder an identity.
/// Throws core::Error naming what is missing and what would be taken.
[[nodiscard]] core::TestPlan openLabelledSet(const QString& path);

/// The figures of `models` (choices) on the set at `path`, as a job. `done` gets them on the GUI thread.
[[nodiscard]] JobSpec statisticsJob(const VerifyFunctions& functions, const QString& path, const QStringList& models,
                                    std::function<void(const Statistics&)> done);

/// The same on identities that the generator at `network` makes up: pictures of nobody, written to a folder of the
/// studio's own the first time. `network` is named by the first letters of its hash, `sha256`.
[[nodiscard]] JobSpec madeUpStatisticsJob(const VerifyFunctions& functions, const QString& network,
                                          const QString& sha256, const QStringList& models,
                                          std::function<void(const Statistics&)> done);

}  // namespace syper::service
