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

int usage(const std::string& text) {
    std::cerr << "syper: error: " << text << "; see syper --help" << std::endl;
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

/// The first flag of the given verb (or of its own verbs) that does not exist; empty where all do.
std::string unknownFlag(const CLI::App& app) {
    for (const CLI::App* verb : app.get_subcommands())
        if (std::string flag = unknownFlag(*verb); !flag.empty()) return flag;
    for (const std::string& word : app.remaining())
        if (word.starts_with('-')) return word;
    return {};
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
            return usage(std::string(argv[1]) + " is no verb");
        return root.exit(help);
    } catch (const CLI::RequiredError& error) {
        // What is missing may only be misspelt.
        const std::string flag = unknownFlag(root);
        return usage(flag.empty() ? error.what() : "there is no flag " + flag);
    } catch (const CLI::ParseError& error) {
        return usage(error.what());
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
