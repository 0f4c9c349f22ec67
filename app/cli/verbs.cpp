// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/verbs.h"

namespace syper::cli {

// One line a verb, in the order of the help.

void addVerbs(CLI::App& root, Session& session) {
    (void)root;
    (void)session;
}

}  // namespace syper::cli
