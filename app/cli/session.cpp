// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/session.h"

#include <unistd.h>

#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <thread>

#include "core/api/compute.h"
#include "core/api/error.h"

namespace syper::cli {
namespace {

core::RunControl* interruptible = nullptr;
volatile std::sig_atomic_t interrupts = 0;

// Only async-signal-safe work here: the flag is read by the watcher below, a second signal leaves at once.
void onInterrupt(int) {
    interrupts = interrupts + 1;
    if (interrupts > 1) _exit(130);
}

/// File names need not be UTF-8: what is not becomes U+FFFD.
std::string oneLine(const nlohmann::ordered_json& value) {
    return value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

Session::Session() : control_([this](const core::Progress& p) { showProgress(p); }) {
    interruptible = &control_;
    struct sigaction action {};
    action.sa_handler = onInterrupt;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    std::thread([] {
        while (interrupts == 0) std::this_thread::sleep_for(std::chrono::milliseconds(20));
        interruptible->requestStop();
    }).detach();
}

void Session::addCommonFlags(CLI::App& verb) {
    verb.add_flag("--json", json, "One JSON object on standard output and nothing else there");
    verb.add_flag("--quiet", quiet, "Say nothing but errors");
    verb.add_option("--progress", progress, "Progress on standard error also without a terminal: plain or jsonl")
        ->expected(0, 1)
        ->default_str("plain")
        ->check(CLI::IsMember({"plain", "jsonl"}));
    verb.add_option("--threads", threads, "Compute threads (default: the cores this process may use)")
        ->check(CLI::Range(1, 1024));
    verb.add_option("--device", device, "cpu or cuda (default: the best there is)")
        ->check(CLI::IsMember({"cpu", "cuda"}));
    verb.add_option("--seed", seed, "Seed of whatever the verb draws");
}

void Session::finish(const nlohmann::ordered_json& result, const std::string& text) {
    if (lineOpen_) std::cerr << '\n';
    lineOpen_ = false;
    if (json)
        std::cout << oneLine(result) << std::endl;
    else if (!quiet)
        std::cout << text << std::endl;
}

void Session::note(const std::string& text) const {
    if (!quiet && (isatty(STDERR_FILENO) != 0 || progress == "plain")) std::cerr << text << std::endl;
}

void Session::warn(const std::string& text) const {
    if (!quiet) std::cerr << "syper: warning: " << text << std::endl;
}

void Session::event(const nlohmann::ordered_json& line) const {
    if (jsonl()) std::cerr << (oneLine(line) + "\n") << std::flush;
}

void Session::needsProcessor(const std::string& verb) const {
    if (deviceGiven && device == "cuda")
        throw core::Error(core::Errc::Unsupported,
                          verb + " runs on the processor only, --device cuda; leave the flag out");
}

void Session::showProgress(const core::Progress& p) {
    const bool terminal = isatty(STDERR_FILENO) != 0 && !jsonl();
    if ((jsonl() && tellsSteps_) || (!jsonl() && (quiet || (!terminal && progress.empty())))) return;
    if (now() - lastShown_ < (terminal ? 0.1 : 1.0) && p.done != p.total) return;
    lastShown_ = now();
    if (jsonl()) {
        nlohmann::ordered_json line{
            {"phase", p.phase},
            {"done", p.done},
            {"total", p.total},
            {"seconds_left",
             std::isfinite(p.secondsLeft) ? nlohmann::ordered_json(p.secondsLeft) : nlohmann::ordered_json()}};
        if (!p.activity.empty()) line["activity"] = p.activity;
        event(line);
        return;
    }
    char left[32] = "";
    if (std::isfinite(p.secondsLeft)) std::snprintf(left, sizeof left, ", %.0f s left", p.secondsLeft);
    const std::string line = p.phase + " " + std::to_string(p.done) + "/" + std::to_string(p.total) +
                             (p.activity.empty() ? "" : " (" + p.activity + ")") + left;
    if (terminal)
        std::cerr << '\r' << line << "\x1b[K" << std::flush;
    else
        std::cerr << line << std::endl;
    lineOpen_ = terminal;
}

CLI::App& addVerb(CLI::App& root, Session& session, const std::string& name, const std::string& description,
                  const std::string& example, std::function<void()> body) {
    CLI::App* verb = root.add_subcommand(name, description);
    verb->footer("Example:\n  " + example);
    session.addCommonFlags(*verb);
    verb->callback([&session, body = std::move(body)] {
        core::setComputeThreads(session.threads);
        session.deviceGiven = !session.device.empty();
        session.device = core::chooseDevice(session.device);
        body();
    });
    return *verb;
}

}  // namespace syper::cli
