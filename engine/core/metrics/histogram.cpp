// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/api/error.h"
#include "core/metrics/roc.h"

namespace syper::core {

ScoreHistogram scoreHistogram(std::span<const double> scores, std::span<const std::uint8_t> labels, int bins) {
    checkScores("histogram", scores, labels);
    if (bins < 1 || scores.empty())
        throw Error(Errc::BadArgument, "histogram: " + std::to_string(scores.size()) + " scores in " +
                                           std::to_string(bins) + " bins; at least one of each is needed");
    const auto [lowest, highest] = std::ranges::minmax(scores);
    ScoreHistogram result;
    result.low = lowest;
    result.high = highest > lowest ? highest : std::nextafter(lowest, std::numeric_limits<double>::infinity());
    result.genuine.assign(std::size_t(bins), 0.0);
    result.impostor = result.genuine;
    double kinds[2] = {0, 0};
    for (std::size_t i = 0; i < scores.size(); ++i) {
        const double place = (scores[i] - result.low) / (result.high - result.low) * bins;
        const auto bin = static_cast<std::size_t>(std::clamp(place, 0.0, double(bins - 1)));
        (labels[i] == 1 ? result.genuine : result.impostor)[bin] += 1.0;
        kinds[labels[i]] += 1.0;
    }
    for (double& share : result.genuine) share /= std::max(kinds[1], 1.0);
    for (double& share : result.impostor) share /= std::max(kinds[0], 1.0);
    return result;
}

}  // namespace syper::core
