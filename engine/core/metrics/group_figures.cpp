// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>

#include "core/api/test_plan.h"

namespace syper::core {
namespace {

struct Counts {
    std::int64_t genuine = 0, impostor = 0;
    std::array<std::int64_t, 2> refused{}, accepted{};  // genuine ones below, impostors from each threshold on
};

std::optional<double> share(std::int64_t part, std::int64_t all) {
    return all > 0 ? std::optional(double(part) / double(all)) : std::nullopt;
}

}  // namespace

std::vector<GroupFigures> groupFigures(const TestPlan& plan, const Comparisons& comparisons,
                                       const VerificationFigures& whole) {
    std::map<std::string, Counts> groups;
    for (const TestPicture& picture : plan.pictures)
        if (!picture.group.empty()) groups.try_emplace(picture.group);
    if (groups.empty()) return {};
    for (std::size_t i = 0; i < comparisons.scores.size(); ++i) {
        const std::string& group = plan.pictures[std::size_t(comparisons.pictureA[i])].group;
        if (group.empty() || group != plan.pictures[std::size_t(comparisons.pictureB[i])].group) continue;
        Counts& counts = groups.at(group);
        const bool genuine = comparisons.labels[i] == 1;
        ++(genuine ? counts.genuine : counts.impostor);
        for (std::size_t t = 0; t < counts.refused.size(); ++t) {
            if (!whole.thresholdAtMost[t]) continue;
            const bool accepted = comparisons.scores[i] >= *whole.thresholdAtMost[t];
            if (genuine && !accepted) ++counts.refused[t];
            if (!genuine && accepted) ++counts.accepted[t];
        }
    }
    std::vector<GroupFigures> figures;
    for (const auto& [name, counts] : groups) {
        GroupFigures& group = figures.emplace_back();
        group.name = name;
        group.genuine = counts.genuine;
        group.impostor = counts.impostor;
        for (std::size_t t = 0; t < group.fmr.size(); ++t) {
            if (!whole.thresholdAtMost[t]) continue;
            group.fmr[t] = share(counts.accepted[t], counts.impostor);
            group.fnmr[t] = share(counts.refused[t], counts.genuine);
        }
    }
    return figures;
}

}  // namespace syper::core
