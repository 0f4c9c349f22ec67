// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/train.h"

#include "cli/verbs.h"

namespace syper::cli {

void addTrain(CLI::App& root, Session& session) {
    CLI::App* verb = root.add_subcommand("train", "Trains the bundled kind of models on your own pictures");
    verb->footer(
        "Example:\n  syper train teacher --data eyes/labels.csv --outdir teacher\nsyper train KIND --help tells more.");
    verb->require_subcommand(1);
    addTrainGenerator(*verb, session);
    addTrainTeacher(*verb, session);
}

}  // namespace syper::cli
