// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/verbs.h"

#include <cmath>
#include <cstdlib>

namespace syper::cli {

namespace {

/// CLI11 takes "nan" for a number, and no range refuses it.
void refuseWhatIsNoNumber(CLI::App& verb) {
    for (CLI::Option* option : verb.get_options())
        if (option->get_type_name().starts_with("FLOAT"))
            option->check([](const std::string& text) {
                return std::isfinite(std::strtod(text.c_str(), nullptr)) ? "" : text + " is not a finite number";
            });
    for (CLI::App* below : verb.get_subcommands({})) refuseWhatIsNoNumber(*below);
}

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
    addMetrics,
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
    refuseWhatIsNoNumber(root);
}

}  // namespace syper::cli
