// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/embedder.h"
#include "core/api/error.h"
#include "core/api/test_plan.h"
#include "core/util/translate_error.h"

namespace syper::core {

Comparisons comparePlan(const TestPlan& plan, std::span<const std::vector<float>> embeddings, RunControl& control) {
    if (plan.allPairs) return compareAll(embeddings, classesOf(plan), control);
    if (embeddings.size() != plan.pictures.size())
        throw Error(Errc::BadShape, "pairs: " + std::to_string(embeddings.size()) + " embeddings for " +
                                        std::to_string(plan.pictures.size()) + " pictures");
    return translateErrors("pairs", [&] {
        Comparisons result;
        for (std::size_t i = 0; i < plan.pairs.size(); ++i) {
            if (i % 4096 == 0) {
                control.gate();
                control.report({"compare", std::int64_t(i), std::int64_t(plan.pairs.size())});
            }
            const PicturePair& pair = plan.pairs[i];
            const auto a = static_cast<std::size_t>(pair.a), b = static_cast<std::size_t>(pair.b);
            result.scores.push_back(similarity(embeddings[a], embeddings[b]));
            result.labels.push_back(pair.genuine ? 1 : 0);
            result.subjectA.push_back(plan.pictures[a].of.subject);
            result.subjectB.push_back(plan.pictures[b].of.subject);
            result.pictureA.push_back(pair.a);
            result.pictureB.push_back(pair.b);
        }
        return result;
    });
}

}  // namespace syper::core
