// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/verbs.h"

namespace syper::cli {

namespace {

using AddVerb = void (*)(CLI::App&, Session&);

// One line a verb, in the order of the help.
constexpr AddVerb kVerbs[] = {
    addSample,
    addMix,
    addDirections,
    addInterpolate,
    addProject,
    addTrain,
    addCrop,
    addQuantize,
    addEmbed,
    addVerify,
    addEvaluate,
    addBench,
    addDemo,
    addIdentities,
    addInspect,
    addConvert,
    addExport,
    addDocuments,
};

}  // namespace

void addVerbs(CLI::App& root, Session& session) {
    for (const AddVerb add : kVerbs) add(root, session);
}

}  // namespace syper::cli
