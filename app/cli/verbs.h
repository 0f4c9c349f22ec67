// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/session.h"

namespace syper::cli {

// One a file, in the file of its name; add yours here and to the list in verbs.cpp.
void addBench(CLI::App& root, Session& session);
void addConvert(CLI::App& root, Session& session);
void addExport(CLI::App& root, Session& session);
void addSample(CLI::App& root, Session& session);
void addTrain(CLI::App& root, Session& session);
void addCrop(CLI::App& root, Session& session);
void addDemo(CLI::App& root, Session& session);
void addIdentities(CLI::App& root, Session& session);
void addDocuments(CLI::App& root, Session& session);
void addEmbed(CLI::App& root, Session& session);
void addEvaluate(CLI::App& root, Session& session);
void addDirections(CLI::App& root, Session& session);
void addInterpolate(CLI::App& root, Session& session);
void addProject(CLI::App& root, Session& session);
void addMetrics(CLI::App& root, Session& session);
void addMix(CLI::App& root, Session& session);
void addInspect(CLI::App& root, Session& session);
void addQuantize(CLI::App& root, Session& session);
void addVerify(CLI::App& root, Session& session);

/// Adds every verb to `root`.
void addVerbs(CLI::App& root, Session& session);

}  // namespace syper::cli
