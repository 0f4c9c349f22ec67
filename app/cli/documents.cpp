// SPDX-License-Identifier: GPL-3.0-or-later
// Man page and bash completion, made from the flags and help texts themselves so that they never age.
#include <iostream>
#include <memory>
#include <sstream>

#include "cli/verbs.h"

namespace syper::cli {
namespace {

std::vector<CLI::App*> verbsOf(const CLI::App& root) {
    std::vector<CLI::App*> verbs;
    for (CLI::App* verb : const_cast<CLI::App&>(root).get_subcommands([](CLI::App*) { return true; }))
        if (!verb->get_group().empty()) verbs.push_back(verb);
    return verbs;
}

std::string roff(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\')
            out += "\\\\";
        else if (c == '-')
            out += "\\-";
        else if ((c == '.' || c == '\'') && (out.empty() || out.back() == '\n'))
            out += std::string("\\&") + c;
        else
            out += c;
    }
    return out;
}

void manOptions(std::ostream& out, const CLI::App& app) {
    for (const CLI::Option* option : app.get_options()) {
        const std::string value = option->get_type_size() == 0 ? "" : " " + option->get_type_name();
        out << ".TP\n.B " << roff(option->get_name(false, true)) << roff(value) << "\n"
            << roff(option->get_description()) << "\n";
    }
}

/// A verb's section, and those of the verbs inside it ("train generator").
void manVerb(std::ostream& out, const CLI::App& verb, const std::string& before) {
    const std::string name = before + verb.get_name();
    out << ".SS " << roff(name) << "\n" << roff(verb.get_description()) << "\n";
    manOptions(out, verb);
    out << ".PP\n.nf\n" << roff(verb.get_footer()) << "\n.fi\n";
    for (const CLI::App* inside : verbsOf(verb)) manVerb(out, *inside, name + " ");
}

std::string manPage(const CLI::App& root) {
    std::ostringstream out;
    out << ".TH SYPER 1 \"\" \"SyPer Studio " SYPER_VERSION "\"\n.SH NAME\n"
        << roff(root.get_description()) << "\n.SH SYNOPSIS\n.B syper\nVERB [OPTIONS]\n.SH OPTIONS\n";
    manOptions(out, root);
    out << ".SH VERBS\n";
    for (const CLI::App* verb : verbsOf(root)) manVerb(out, *verb, "");
    out << ".SH EXIT STATUS\n0 done; 1 failed; 2 wrong usage; 130 interrupted, with everything finished so far kept.\n";
    return out.str();
}

std::string flagsOf(const CLI::App& app) {
    std::string flags;
    for (const CLI::Option* option : app.get_options())
        for (const std::string& name : option->get_lnames()) flags += (flags.empty() ? "--" : " --") + name;
    return flags;
}

std::string namesOf(const std::vector<CLI::App*>& verbs) {
    std::string names;
    for (const CLI::App* verb : verbs) names += (names.empty() ? "" : " ") + verb->get_name();
    return names;
}

/// The branches of a shell `case`: what can follow a verb, or a verb inside one.
void completeVerbs(std::ostream& out, const CLI::App& app, const std::string& before) {
    for (const CLI::App* verb : verbsOf(app)) {
        const std::vector<CLI::App*> inside = verbsOf(*verb);
        const std::string name = before + verb->get_name(), words = namesOf(inside);
        completeVerbs(out, *verb, name + " ");
        out << "    \"" << name << " \"*) flags=\"" << (words.empty() ? flagsOf(*verb) : words + " " + flagsOf(*verb))
            << "\"" << (words.empty() ? "" : " words=\"" + words + "\"") << " ;;\n";
    }
}

std::string bashCompletion(const CLI::App& root) {
    std::ostringstream out;
    out << "# bash completion for syper\n_syper() {\n    local word=${COMP_WORDS[COMP_CWORD]} flags= words=\n"
        << "    if [ \"$COMP_CWORD\" = 1 ]; then\n        COMPREPLY=($(compgen -W \"" << namesOf(verbsOf(root)) << " "
        << flagsOf(root) << "\" -- \"$word\"))\n        return\n    fi\n    case \"${COMP_WORDS[*]:1} \" in\n";
    completeVerbs(out, root, "");
    out << "    esac\n    if [ -n \"$words\" ] || [[ $word == -* ]]; then\n"
        << "        COMPREPLY=($(compgen -W \"$flags\" -- \"$word\"))\n    else\n"
        << "        COMPREPLY=($(compgen -f -- \"$word\"))\n    fi\n}\ncomplete -o filenames -F _syper syper\n";
    return out.str();
}

}  // namespace

void addDocuments(CLI::App& root, Session& session) {
    const auto kind = std::make_shared<std::string>();
    CLI::App& verb = addVerb(root, session, "documents", "Prints the man page or the bash completion",
                             "syper documents bash > /etc/bash_completion.d/syper", [&root, kind] {
                                 std::cout << (*kind == "man" ? manPage(root) : bashCompletion(root)) << std::flush;
                             });
    verb.add_option("KIND", *kind, "man or bash")->required()->check(CLI::IsMember({"man", "bash"}));
}

}  // namespace syper::cli
