// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>

#include <algorithm>
#include <array>

#include "core/bench/roofline.h"
#include "core/bench/suites.h"
#include "core/generator/generator.h"
#include "core/generator/paper_size.h"
#include "core/generator/reference.h"
#include "core/util/translate_error.h"

namespace syper::core {
namespace {

struct Size {
    int side;
    double share;  ///< of the suite's time
};
constexpr std::array<Size, 4> kSizes{{{64, 0.1}, {128, 0.15}, {256, 0.3}, {512, 0.45}}};
constexpr int kBatch = 8;
/// The size whose layers --explain shows.
constexpr int kExplained = 256;

/// The network of one size in its three implementations, on latents of the first seeds.
class Contest {
public:
    Contest(const TensorMap& weights, const GeneratorShape& shape, RunControl& control)
        : control_(control),
          generator_(weights, "", shape),
          operators_{ReferenceSynthesis(weights, "", shape, true), ReferenceSynthesis(weights, "", shape, false)} {
        for (std::uint32_t seed = 0; seed < kBatch; ++seed) {
            std::vector<float>& ws = latents_.emplace_back();
            const std::vector<float> w = generator_.w(seed, -1);
            for (int i = 0; i < shape.numWs(); ++i) ws.insert(ws.end(), w.begin(), w.end());
            batch_.push_back(at::tensor(ws).view({1, shape.numWs(), shape.wDim}));
        }
        (void)generator_.synthesis.prepareHalf(std::span(latents_).first(1), control);
    }

    /// One picture, or a batch of them, by the fast engine.
    [[nodiscard]] BenchWay fast(int images, bool half) {
        return {.run =
                    [this, images, half] {
                        // Noise on and off in turn: nothing of the last picture serves the next one.
                        noise_ = noise_ == NoiseMode::Const ? NoiseMode::None : NoiseMode::Const;
                        std::vector<SynthesisInput> inputs;
                        for (int i = 0; i < images; ++i)
                            inputs.push_back({.ws = latents_[std::size_t(i)], .noise = noise_});
                        generator_.synthesis.pictures(inputs, half, states_, control_, [](auto, const auto&) {});
                    },
                .images = images};
    }

    /// The same operator by operator. fused  as in ReferenceSynthesis.
    [[nodiscard]] BenchWay operators(int images, bool fused) {
        return {.run =
                    [this, images, fused] {
                        (void)operators_[fused ? 0 : 1].pictures(
                            at::cat(std::vector<at::Tensor>(batch_.begin(), batch_.begin() + images)));
                    },
                .images = images};
    }

    [[nodiscard]] const Synthesis& synthesis() const noexcept { return generator_.synthesis; }

private:
    RunControl& control_;
    Generator generator_;
    std::array<ReferenceSynthesis, 2> operators_;
    std::vector<std::vector<float>> latents_;
    std::vector<at::Tensor> batch_;
    std::vector<SynthesisState> states_;
    NoiseMode noise_ = NoiseMode::None;
};

class Suite {
public:
    explicit Suite(const BenchContext& context)
        : context_(context), start_(benchClock()), weights_(paperWeights(kSizes.back().side)) {}

    BenchReport run() {
        double share = 0.0;
        for (std::size_t i = 0; i < kSizes.size(); ++i) {
            context_.control.report({.phase = "bench", .done = std::int64_t(i), .total = std::ssize(kSizes)});
            share += kSizes[i].share;
            const double left = start_ + context_.seconds * share - benchClock();
            measure(kSizes[i].side, std::max(left, 0.0));
        }
        return std::move(report_);
    }

private:
    void measure(int side, double seconds) {
        const double begin = benchClock();
        Contest contest(weights_, paperShape(side), context_.control);
        const int most = context_.full ? 50 : 7;
        const std::array alone{contest.fast(1, false), contest.fast(1, true), contest.operators(1, true),
                               contest.operators(1, false)};
        const double spent = benchClock() - begin;
        const std::vector<double> one = interleaved(
            alone, {.seconds = context_.full ? 60.0 : std::max(0.0, 0.4 * (seconds - spent)), .mostRounds = most},
            context_.control);
        const bool fused = one[2] < one[3];
        addRows(side, "", one[0], one[1], std::min(one[2], one[3]));

        // The setting that is faster for one picture may not be so for eight; large batches take too long to try.
        const bool tryBoth = side <= 128 || context_.full;
        std::vector<BenchWay> together{contest.fast(kBatch, false), contest.fast(kBatch, true),
                                       contest.operators(kBatch, tryBoth ? fused : fusedTogether_)};
        if (tryBoth) together.push_back(contest.operators(kBatch, !fused));
        // Room for a batch is made once; the operators keep nothing from one batch to the next.
        for (const BenchWay& ours : {together[0], together[1]}) ours.run();
        const std::vector<double> eight =
            interleaved(together,
                        {.seconds = context_.full ? 120.0 : std::max(0.0, begin + seconds - benchClock()),
                         .leastRounds = context_.full ? 3 : 1,
                         .mostRounds = most,
                         .warmUp = context_.full},
                        context_.control);
        double baseline = eight[2];
        if (tryBoth) {
            fusedTogether_ = (eight[3] < eight[2]) != fused;
            baseline = std::min(eight[2], eight[3]);
        }
        addRows(side, "/b8", eight[0], eight[1], baseline);
        if (context_.explain && side == kExplained)
            report_.explanation = explainSynthesis(contest.synthesis(), one[0], one[1], context_.control);
    }

    void addRows(int side, const std::string& batch, double full, double half, double operators) {
        const std::string size = std::to_string(side);
        for (const bool rounds : {false, true})
            report_.rows.push_back({.name = "generator/" + size + (rounds ? "/bf16" : "/fp32") + batch,
                                    .milliseconds = rounds ? half : full,
                                    .baseline = "operators/" + size + "/fp32" + batch,
                                    .baselineMilliseconds = operators});
    }

    const BenchContext& context_;
    double start_;
    TensorMap weights_;
    BenchReport report_;
    bool fusedTogether_ = false;  ///< the faster setting for a batch, at the last size that tried both
};

}  // namespace

BenchReport benchGenerator(const BenchContext& context) {
    return translateErrors("cannot measure the generator", [&] { return Suite(context).run(); });
}

}  // namespace syper::core
