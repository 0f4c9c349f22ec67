// SPDX-License-Identifier: GPL-3.0-or-later
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "cli/verbs.h"
#include "core/api/calm_threads.h"
#include "core/api/compute.h"
#include "core/api/error.h"

namespace {

using namespace syper;

constexpr int kFailed = 1, kUsage = 2, kInterrupted = 130;

int fail(const std::string& text) {
    std::cerr << "syper: error: " << text.substr(0, text.find('\n')) << std::endl;
    return kFailed;
}

int usage(const CLI::App& root, const std::string& text) {
    std::string verb = "syper";
    for (const CLI::App* at = &root; !at->get_subcommands().empty();) {
        at = at->get_subcommands().front();
        verb += " " + at->get_name();
    }
    std::cerr << "syper: error: " << text << "; see " << verb << " --help" << std::endl;
    return kUsage;
}

void printVersion(cli::Session& session) {
    core::setComputeThreads(session.threads);
    const core::ComputeInfo info = core::computeInfo();
    std::string isa;
    for (const std::string& name : info.isa) isa += " " + name;
    session.finish({{"syper", SYPER_VERSION},
                    {"libtorch", info.torch},
                    {"onednn", info.onednn},
                    {"blas", info.blas},
                    {"blas_optimized", info.blasOptimized},
                    {"cpu", info.cpu},
                    {"isa", info.isa},
                    {"cores", info.cores},
                    {"threads", core::computeThreads()},
                    {"cuda", info.cuda}},
                   "syper " SYPER_VERSION "\nLibTorch " + info.torch + ", oneDNN " + info.onednn + "\nBLAS " +
                       info.blas + "\nProcessor " + info.cpu + ":" + isa + "\nThreads " +
                       std::to_string(core::computeThreads()));
}

/// What is wrong where something is missing: it may only be misspelt.
std::string complaint(const CLI::App& app, const std::string& otherwise) {
    for (const CLI::App* verb : app.get_subcommands()) return complaint(*verb, otherwise);
    const std::vector<std::string> left = app.remaining();
    const bool hasVerbs = !app.get_subcommands([](const CLI::App*) { return true; }).empty();
    for (const std::string& word : left) {
        if (word.starts_with('-')) return "there is no flag " + word;
        if (hasVerbs) return "there is no " + app.get_name() + " " + word;
    }
    return otherwise;
}

/// The command line, last word first as CLI11 takes it. A bare --progress means plain: it must not take the next word.
std::vector<std::string> arguments(int argc, char** argv) {
    std::vector<std::string> words(argv + 1, argv + argc);
    for (std::size_t i = 0; i < words.size(); ++i)
        if (words[i] == "--progress" && (i + 1 == words.size() || (words[i + 1] != "plain" && words[i + 1] != "jsonl")))
            words[i] = "--progress=plain";
    std::ranges::reverse(words);
    return words;
}

int run(int argc, char** argv) {
    cli::Session session;
    CLI::App root("syper: synthetic eyes, label-free quantization, verification");
    root.name("syper");
    root.footer("Example:\n  syper sample --seeds 0-9 --outdir eyes\nsyper VERB --help tells more.");
    bool version = false;
    root.add_flag("--version", version, "Versions, BLAS, instruction sets and threads in use");
    session.addCommonFlags(root);
    cli::addVerbs(root, session);
    root.require_subcommand(0, 1);
    try {
        root.parse(arguments(argc, argv));
        if (version)
            printVersion(session);
        else if (root.get_subcommands().empty())
            throw CLI::RequiredError("a verb");
        return 0;
    } catch (const CLI::CallForHelp& help) {
        // Help for a verb that does not exist would tell a script that it does.
        if (argc > 1 && argv[1][0] != '-' && root.get_subcommands().empty())
            return usage(root, std::string(argv[1]) + " is no verb");
        return root.exit(help);
    } catch (const CLI::RequiredError& error) {
        return usage(root, complaint(root, error.what()));
    } catch (const CLI::ParseError& error) {
        return usage(root, error.what());
    } catch (const core::Stopped&) {
        std::cerr << "syper: interrupted; what is finished is kept" << std::endl;
        return kInterrupted;
    } catch (const std::filesystem::filesystem_error& error) {
        return fail("cannot use " + error.path1().string() + " (" + error.code().message() +
                    "); check the name and its permissions");
    } catch (const std::exception& error) {
        return fail(error.what());
    }
}

}  // namespace

int main(int argc, char** argv) {
    syper::core::keepFreedMemory();
    syper::core::calmComputeThreads();
    std::ios::sync_with_stdio(false);
    const int status = run(argc, argv);
    std::cout.flush();
    // The signal watcher and LibTorch's pools outlive main; leaving without static destructors avoids their races.
    _exit(std::cout.good() || status != 0 ? status : kFailed);
}
