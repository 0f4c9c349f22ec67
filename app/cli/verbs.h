// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/session.h"

namespace syper::cli {

/// Adds every verb to `root`; each lives in the file of its name. The list is in verbs.cpp.
void addVerbs(CLI::App& root, Session& session);

}  // namespace syper::cli
