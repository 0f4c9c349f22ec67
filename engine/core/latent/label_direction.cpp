// SPDX-License-Identifier: GPL-3.0-or-later
// A direction from labels: logistic regression in w.
#include <ATen/ATen.h>

#include <array>
#include <charconv>
#include <cmath>
#include <map>

#include "core/api/error.h"
#include "core/api/text_table.h"
#include "core/latent/space_impl.h"
#include "core/util/counter_rng.h"
#include "core/util/translate_error.h"

namespace syper::core {
namespace {

constexpr std::array kPenalties{1e-3, 1e-2, 1e-1, 1.0, 10.0};
constexpr int kFolds = 5;

/// Weights [d] and, last, the intercept.
struct Fit {
    at::Tensor weights;
};

/// Minimises mean log loss + penalty / 2 |weights|^2 by Newton's method with halved steps; convex, so it gets there.
/// x [n, d + 1] with a last column of ones, y [n] of 0 and 1, double.
Fit fitLogistic(const at::Tensor& x, const at::Tensor& y, double penalty, const at::Tensor& start) {
    constexpr int kMostSteps = 50;
    at::Tensor ridge = at::full({x.size(1)}, penalty, at::kDouble);
    ridge[-1] = 0.0;  // the intercept is free
    const auto loss = [&](const at::Tensor& w) {
        const at::Tensor score = at::mv(x, w);
        return (at::softplus(score) - y * score).mean().item<double>() + 0.5 * (ridge * w * w).sum().item<double>();
    };
    at::Tensor w = start;
    double now = loss(w);
    for (int step = 0; step < kMostSteps; ++step) {
        const at::Tensor p = at::sigmoid(at::mv(x, w));
        const at::Tensor gradient = at::mv(x.t(), p - y) / double(x.size(0)) + ridge * w;
        const at::Tensor scaled = x * (p * (1.0 - p) / double(x.size(0))).unsqueeze(1);
        // A touch on the diagonal keeps the intercept's part positive where every score is certain.
        const at::Tensor hessian = at::matmul(x.t(), scaled) + at::diag(ridge + 1e-10);
        const at::Tensor move = at::cholesky_solve(gradient.unsqueeze(1), at::linalg_cholesky(hessian)).squeeze(1);
        double length = 1.0, next = loss(w - move);
        while (next > now && length > 1e-6) next = loss(w - (length *= 0.5) * move);
        if (next >= now - 1e-12) break;
        w = w - length * move;
        now = next;
    }
    return {w};
}

struct HeldOut {
    double loss = 0.0;
    std::int64_t right = 0;
};

class Learner {
public:
    Learner(const LatentSpace::Impl& space, const LabelledSeeds& labels, RunControl& control)
        : labels_(labels), control_(control) {
        const auto n = std::int64_t(labels.seeds.size());
        at::Tensor w = at::empty({n, space.info.wDim}, at::kFloat);
        for (std::int64_t i = 0; i < n; ++i) {
            if (i % 256 == 0) control.gate();
            const SharedFloats own = space.w(labels.seeds[std::size_t(i)], labels.classIndex);
            std::ranges::copy(own.span(), w.data_ptr<float>() + i * space.info.wDim);
        }
        w = w.to(at::kDouble);
        // One scale for all dimensions, so that the penalty means the same in every network.
        const at::Tensor centred = w - w.mean(0, true);
        const double scale = std::sqrt(centred.square().mean().item<double>());
        x_ = at::cat({centred / (scale > 0.0 ? scale : 1.0), at::ones({n, 1}, at::kDouble)}, 1);
        y_ = at::empty({n}, at::kDouble);
        for (std::int64_t i = 0; i < n; ++i) y_[i] = labels.positive[std::size_t(i)] ? 1.0 : 0.0;
        makeFolds();
    }

    LearnedDirection learn() {
        LearnedDirection result;
        double best = std::numeric_limits<double>::infinity();
        for (std::size_t i = 0; i < kPenalties.size(); ++i) {
            const HeldOut held = heldOut(kPenalties[i], i);
            if (held.loss >= best) continue;
            best = held.loss;
            result.penalty = kPenalties[i];
            result.accuracy = double(held.right) / double(y_.size(0));
        }
        control_.gate();
        const at::Tensor w = fitLogistic(x_, y_, result.penalty, zeros()).weights.slice(0, 0, -1);
        const double length = w.norm().item<double>();
        if (!(length > 0.0))
            throw Error(Errc::BadArgument,
                        "the labels \"" + labels_.name + "\" have no direction in w; label seeds that differ in it");
        const at::Tensor unit = (w / length).to(at::kFloat).contiguous();
        result.direction.name = labels_.name;
        result.direction.unit = std::vector<float>(unit.data_ptr<float>(), unit.data_ptr<float>() + unit.numel());
        result.positives = std::ranges::count(labels_.positive, true);
        result.negatives = std::int64_t(labels_.positive.size()) - result.positives;
        result.baseline = double(std::max(result.positives, result.negatives)) / double(labels_.positive.size());
        return result;
    }

private:
    [[nodiscard]] at::Tensor zeros() const { return at::zeros({x_.size(1)}, at::kDouble); }

    /// Each label's rows are dealt out evenly, in an order of their own.
    void makeFolds() {
        fold_ = at::empty({y_.size(0)}, at::kLong);
        std::array<std::int64_t, 2> dealt{};
        for (const std::int64_t row : shuffledOrder(y_.size(0), 0, 0))
            fold_[row] = dealt[labels_.positive[std::size_t(row)] ? 1 : 0]++ % kFolds;
    }

    HeldOut heldOut(double penalty, std::size_t round) {
        HeldOut sum;
        for (std::int64_t fold = 0; fold < kFolds; ++fold) {
            control_.gate();
            const auto total = std::int64_t(kPenalties.size()) * kFolds;
            control_.report({.phase = "learning", .done = std::int64_t(round) * kFolds + fold, .total = total});
            const at::Tensor kept = (fold_ != fold).nonzero().squeeze(1), out = (fold_ == fold).nonzero().squeeze(1);
            if (out.numel() == 0) continue;
            const Fit fit = fitLogistic(x_.index_select(0, kept), y_.index_select(0, kept), penalty, zeros());
            const at::Tensor score = at::mv(x_.index_select(0, out), fit.weights), y = y_.index_select(0, out);
            sum.loss += (at::softplus(score) - y * score).sum().item<double>();
            sum.right += ((score > 0) == (y > 0.5)).sum().item<std::int64_t>();
        }
        return sum;
    }

    const LabelledSeeds& labels_;
    RunControl& control_;
    at::Tensor x_, y_, fold_;
};

void check(const LabelledSeeds& labels) {
    if (labels.seeds.size() != labels.positive.size())
        throw Error(Errc::BadArgument, std::to_string(labels.seeds.size()) + " seeds have " +
                                           std::to_string(labels.positive.size()) + " labels; give one each");
    const std::int64_t yes = std::ranges::count(labels.positive, true), all = std::ssize(labels.positive);
    if (yes < 2 || all - yes < 2)
        throw Error(Errc::BadArgument, "cannot learn \"" + labels.name + "\" from " + std::to_string(yes) +
                                           " positive and " + std::to_string(all - yes) +
                                           " negative seeds; label at least 2 of each, better 100");
}

double dot(std::span<const float> a, std::span<const double> b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

std::uint32_t seedOf(std::string_view text, std::int64_t line, const std::filesystem::path& path) {
    std::uint32_t seed = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), seed);
    if (failed != std::errc() || end != text.data() + text.size())
        throw Error(Errc::BadFormat, "cannot use " + path.string() + ": line " + std::to_string(line) +
                                         " has no seed (0 to 4294967295); give rows of seed,label");
    return seed;
}

/// Numbers by size, text by its letters; numbers before text.
bool lessLabel(const std::string& a, const std::string& b) {
    const auto number = [](const std::string& text) -> std::optional<double> {
        double value = 0.0;
        const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
        return failed == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
    };
    const auto x = number(a), y = number(b);
    if (x && y && *x != *y) return *x < *y;
    return x.has_value() != y.has_value() ? x.has_value() : a < b;
}

}  // namespace

LearnedDirection LatentSpace::learn(const LabelledSeeds& labels, RunControl& control) const {
    return translateErrors("cannot learn a direction", [&] {
        check(labels);
        const c10::InferenceMode noGraph;
        LearnedDirection learned = Learner(*impl_, labels, control).learn();
        if (!labels.orthogonalTo.empty()) learned.direction = orthogonalised(learned.direction, labels.orthogonalTo);
        learned.direction = measured(std::move(learned.direction));
        return learned;
    });
}

Direction orthogonalised(const Direction& direction, std::span<const Direction> others) {
    const std::size_t n = direction.unit.size();
    std::vector<std::vector<double>> basis;
    // Twice, since once leaves what rounding put back.
    const auto without = [&](std::vector<double> x) {
        for (int pass = 0; pass < 2; ++pass)
            for (const std::vector<double>& axis : basis) {
                double along = 0.0;
                for (std::size_t i = 0; i < n; ++i) along += x[i] * axis[i];
                for (std::size_t i = 0; i < n; ++i) x[i] -= along * axis[i];
            }
        return x;
    };
    const auto wide = [](const SharedFloats& x) { return std::vector<double>(x.span().begin(), x.span().end()); };
    const auto lengthOf = [](const std::vector<double>& x) {
        double squares = 0.0;
        for (const double value : x) squares += value * value;
        return std::sqrt(squares);
    };
    constexpr double kNothing = 1e-5;
    for (const Direction& other : others) {
        if (other.unit.size() != n)
            throw Error(Errc::BadShape, "direction \"" + other.name + "\" has " + std::to_string(other.unit.size()) +
                                            " values, \"" + direction.name + "\" " + std::to_string(n) +
                                            "; take both from one network");
        std::vector<double> axis = without(wide(other.unit));
        const double length = lengthOf(axis);
        if (length < kNothing) continue;  // the others hold it already
        for (double& value : axis) value /= length;
        basis.push_back(std::move(axis));
    }
    const std::vector<double> left = without(wide(direction.unit));
    const double length = lengthOf(left);
    if (!(length >= kNothing))
        throw Error(Errc::BadArgument,
                    "direction \"" + direction.name + "\" is made of the others alone; leave one of them out");
    std::vector<float> unit(n);
    for (std::size_t i = 0; i < n; ++i) unit[i] = float(left[i] / length);
    Direction result = direction;
    result.deviation = 0.0;
    result.share = std::numeric_limits<double>::quiet_NaN();
    for (const std::vector<double>& axis : basis)
        if (!(std::abs(dot(unit, axis)) < 1e-4))
            throw Error(Errc::Internal, "direction \"" + direction.name + "\" could not be made orthogonal");
    result.unit = std::move(unit);
    return result;
}

LabelledSeeds readLabelledSeeds(const std::filesystem::path& path, const std::string& column) {
    struct Row {
        std::uint32_t seed;
        std::string label;
    };
    std::vector<Row> rows;
    std::size_t seedAt = 0, labelAt = 1;
    bool first = true;
    readTextTable(path, [&](const TextRow& row) {
        const auto named = [&](std::string_view name) { return std::ranges::find(row.fields, name); };
        if (std::exchange(first, false) && named("seed") != row.fields.end()) {
            if (named(column) == row.fields.end())
                throw Error(Errc::BadFormat, "cannot use " + path.string() + ": it has no column \"" + column +
                                                 "\"; name one of its columns");
            seedAt = std::size_t(named("seed") - row.fields.begin());
            labelAt = std::size_t(named(column) - row.fields.begin());
            return;
        }
        if (row.fields.size() <= std::max(seedAt, labelAt))
            throw Error(Errc::BadFormat, "cannot use " + path.string() + ": line " + std::to_string(row.line) +
                                             " has too few columns; give rows of seed,label");
        if (!row.fields[labelAt].empty())
            rows.push_back({seedOf(row.fields[seedAt], row.line, path), std::string(row.fields[labelAt])});
    });
    std::map<std::string, bool, decltype(&lessLabel)> kinds(&lessLabel);
    for (const Row& row : rows) kinds.emplace(row.label, false);
    if (kinds.size() != 2)
        throw Error(Errc::BadFormat, "cannot use " + path.string() + ": column \"" + column + "\" holds " +
                                         std::to_string(kinds.size()) +
                                         " different labels; two are needed, such as 0 and 1");
    kinds.rbegin()->second = true;
    LabelledSeeds labels{.name = column};
    for (const Row& row : rows) {
        labels.seeds.push_back(row.seed);
        labels.positive.push_back(kinds.at(row.label));
    }
    return labels;
}

}  // namespace syper::core
