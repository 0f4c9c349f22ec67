// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <chrono>
#include <limits>

#include "core/api/bench.h"
#include "core/api/error.h"

namespace syper::core {
namespace {

double median(std::vector<double> values) {
    std::ranges::sort(values);
    const std::size_t n = values.size();
    return n % 2 == 1 ? values[n / 2] : 0.5 * (values[n / 2 - 1] + values[n / 2]);
}

}  // namespace

double BenchRow::ratio() const {
    return baseline.empty() ? std::numeric_limits<double>::quiet_NaN() : baselineMilliseconds / milliseconds;
}

double benchClock() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::vector<double> interleaved(std::span<const BenchWay> ways, const BenchEffort& effort, RunControl& control) {
    if (ways.empty() || effort.leastRounds < 1)
        throw Error(Errc::BadArgument, "interleaved: nothing to compare, or no rounds to do it in");
    const double start = benchClock();
    std::vector<std::vector<double>> times(ways.size());
    int rounds = 0;
    const auto round = [&](bool counts) {
        for (std::size_t i = 0; i < ways.size(); ++i) {
            control.gate();
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
    std::vector<double> medians;
    for (std::vector<double>& own : times) medians.push_back(median(std::move(own)));
    return medians;
}

}  // namespace syper::core
