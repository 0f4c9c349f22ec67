// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/api/error.h"
#include "core/api/evaluation.h"
#include "core/util/translate_error.h"

namespace syper::core {
namespace {

constexpr std::int64_t kRows = 256;               // rows of the score matrix at a time
constexpr std::int64_t kMostPairs = 100'000'000;  // 2.5 GB of comparisons

/// Rows of unit length in double, so that a score does not depend on the block it was computed in.
at::Tensor unitRows(const char* who, std::span<const std::vector<float>> embeddings,
                    std::span<const PictureClass> classes) {
    const std::string name(who);
    if (embeddings.size() != classes.size())
        throw Error(Errc::BadShape, name + ": " + std::to_string(embeddings.size()) + " embeddings for " +
                                        std::to_string(classes.size()) + " pictures");
    if (embeddings.size() < 2) throw Error(Errc::BadArgument, name + ": at least two pictures are needed");
    const std::size_t width = embeddings[0].size();
    at::Tensor rows = at::empty({std::int64_t(embeddings.size()), std::int64_t(width)}, at::kDouble);
    double* out = rows.data_ptr<double>();
    for (std::size_t i = 0; i < embeddings.size(); ++i) {
        if (embeddings[i].size() != width || width == 0)
            throw Error(Errc::BadShape, name + ": embedding " + std::to_string(i + 1) + " has " +
                                            std::to_string(embeddings[i].size()) + " values, expected " +
                                            std::to_string(width));
        if (classes[i].subject < 0) throw Error(Errc::BadArgument, name + ": a subject's number is below 0");
        double squares = 0;
        for (const float value : embeddings[i]) squares += double(value) * double(value);
        if (!std::isfinite(squares) || squares == 0)
            throw Error(Errc::BadArgument, name + ": embedding " + std::to_string(i + 1) +
                                               (squares == 0 ? " is zero" : " holds a value that is not finite") +
                                               "; the model cannot be measured on this picture");
        const double norm = std::sqrt(squares);
        for (const float value : embeddings[i]) *out++ = double(value) / norm;
    }
    return rows;
}

bool leftOut(const PictureClass& a, const PictureClass& b) {
    return a.subject == b.subject && a.side != b.side;
}

/// The place of the best mate of `probe` among all others, 1 = first; 0 = no mate.
std::int32_t mateRank(const double* scores, std::size_t probe, std::span<const PictureClass> classes) {
    double best = -std::numeric_limits<double>::infinity();
    bool mate = false;
    for (std::size_t j = 0; j < classes.size(); ++j) {
        if (j == probe || !(classes[j] == classes[probe])) continue;
        best = std::max(best, scores[j]);
        mate = true;
    }
    if (!mate) return 0;
    std::int32_t place = 1;
    for (std::size_t j = 0; j < classes.size(); ++j)
        if (classes[j].subject != classes[probe].subject && scores[j] >= best) ++place;
    return place;
}

/// Calls body(first row, scores of the rows [rows, all]) block by block.
template <class Body>
void eachBlock(const char* phase, const at::Tensor& unit, RunControl& control, const Body& body) {
    const std::int64_t count = unit.size(0);
    const at::Tensor columns = unit.t().contiguous();
    for (std::int64_t begin = 0; begin < count; begin += kRows) {
        control.gate();
        const std::int64_t end = std::min(begin + kRows, count);
        body(begin, at::mm(unit.slice(0, begin, end), columns).contiguous());
        control.report({phase, end, count});
    }
}

}  // namespace

IdentificationFigures identificationFigures(std::span<const std::vector<float>> embeddings,
                                            std::span<const PictureClass> classes, RunControl& control) {
    return translateErrors("identification", [&] {
        const at::Tensor unit = unitRows("identification", embeddings, classes);
        const std::int64_t count = unit.size(0);
        IdentificationFigures figures;
        figures.probes = count;
        figures.position.resize(std::size_t(count));
        eachBlock("rank", unit, control, [&](std::int64_t first, const at::Tensor& scores) {
            const double* values = scores.data_ptr<double>();
            at::parallel_for(0, scores.size(0), 16, [&](std::int64_t begin, std::int64_t end) {
                for (std::int64_t i = begin; i < end; ++i)
                    figures.position[std::size_t(first + i)] =
                        mateRank(values + i * count, std::size_t(first + i), classes);
            });
        });
        const auto within = [&](std::int32_t places) {
            return double(
                       std::ranges::count_if(figures.position, [=](std::int32_t p) { return p >= 1 && p <= places; })) /
                   double(count);
        };
        figures.rank1 = within(1);
        figures.rank5 = within(5);
        return figures;
    });
}

Comparisons compareAll(std::span<const std::vector<float>> embeddings, std::span<const PictureClass> classes,
                       RunControl& control) {
    return translateErrors("all pairs", [&] {
        const at::Tensor unit = unitRows("all pairs", embeddings, classes);
        const std::int64_t count = unit.size(0);
        if (count * (count - 1) / 2 > kMostPairs)
            throw Error(Errc::BadArgument, "all pairs: " + std::to_string(count) +
                                               " pictures make more than 100 million; give fewer, or a list of pairs");
        Comparisons result;
        const auto room = static_cast<std::size_t>(count * (count - 1) / 2);
        result.scores.reserve(room);
        result.labels.reserve(room);
        for (auto* of : {&result.subjectA, &result.subjectB, &result.pictureA, &result.pictureB}) of->reserve(room);
        eachBlock("compare", unit, control, [&](std::int64_t first, const at::Tensor& scores) {
            const double* values = scores.data_ptr<double>();
            for (std::int64_t r = 0; r < scores.size(0); ++r) {
                const auto i = static_cast<std::size_t>(first + r);
                for (std::size_t j = i + 1; j < std::size_t(count); ++j) {
                    if (leftOut(classes[i], classes[j])) continue;
                    result.scores.push_back(values[r * count + std::int64_t(j)]);
                    result.labels.push_back(classes[i] == classes[j] ? 1 : 0);
                    result.subjectA.push_back(classes[i].subject);
                    result.subjectB.push_back(classes[j].subject);
                    result.pictureA.push_back(static_cast<std::int32_t>(i));
                    result.pictureB.push_back(static_cast<std::int32_t>(j));
                }
            }
        });
        return result;
    });
}

}  // namespace syper::core
