// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/session.h"

namespace syper::cli {

// What `syper train` trains, one a file; the list is in train.cpp.
void addTrainGenerator(CLI::App& train, Session& session);
void addTrainTeacher(CLI::App& train, Session& session);

}  // namespace syper::cli
