// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <chrono>
#include <ctime>
#include <limits>
#include <thread>

#include "core/api/bench.h"
#include "core/api/error.h"

namespace syper::core {
namespace {

double processSeconds() {
    timespec spent{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
    return double(spent.tv_sec) + 1e-9 * double(spent.tv_nsec);
}

/// Waits until nothing of this process computes. Some libraries' threads wait for their next work by asking for it over
/// and over, for some 20 ms: that would take a core from whatever is measured next.
void comeToRest() {
    constexpr auto kLook = std::chrono::milliseconds(1);
    constexpr int kMostLooks = 100;
    constexpr double kResting = 0.1;  // of a core
    for (int i = 0; i < kMostLooks; ++i) {
        const double begin = benchClock(), spent = processSeconds();
        std::this_thread::sleep_for(kLook);
        if (processSeconds() - spent < kResting * (benchClock() - begin)) return;
    }
}

}  // namespace

double BenchRow::ratio() const {
    return baseline.empty() ? std::numeric_limits<double>::quiet_NaN() : baselineMilliseconds / milliseconds;
}

double benchClock() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double percentile(std::span<const double> times, double part) {
    if (times.empty()) throw Error(Errc::BadArgument, "percentile: no times");
    const std::size_t n = times.size();
    if (part == 0.5 && n % 2 == 0) return 0.5 * (times[n / 2 - 1] + times[n / 2]);
    return times[std::min(n - 1, std::size_t(part * double(n)))];
}

std::vector<std::vector<double>> interleavedTimes(std::span<const BenchWay> ways, const BenchEffort& effort,
                                                  RunControl& control) {
    if (ways.empty() || effort.leastRounds < 1)
        throw Error(Errc::BadArgument, "interleaved: nothing to compare, or no rounds to do it in");
    const double start = benchClock();
    std::vector<std::vector<double>> times(ways.size());
    int rounds = 0;
    const auto round = [&](bool counts) {
        for (std::size_t i = 0; i < ways.size(); ++i) {
            control.gate();
            comeToRest();
            const double begin = benchClock();
            ways[i].run();
            if (counts) times[i].push_back((benchClock() - begin) * 1e3 / std::max(1, ways[i].images));
        }
        ++rounds;
    };
    if (effort.warmUp) round(false);
    for (int i = 0; i < std::max(effort.leastRounds, effort.mostRounds); ++i) {
        const double spent = benchClock() - start;
        // The next round costs about what one has cost so far.
        if (i >= effort.leastRounds && spent + spent / double(rounds) > effort.seconds) break;
        round(true);
    }
    for (std::vector<double>& own : times) std::ranges::sort(own);
    return times;
}

std::vector<double> interleaved(std::span<const BenchWay> ways, const BenchEffort& effort, RunControl& control) {
    std::vector<double> medians;
    for (const std::vector<double>& times : interleavedTimes(ways, effort, control))
        medians.push_back(percentile(times, 0.5));
    return medians;
}

}  // namespace syper::core
