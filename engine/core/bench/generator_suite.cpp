// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>

#include <algorithm>

#include "core/bench/suites.h"
#include "core/generator/generator.h"
#include "core/generator/reference.h"
#include "core/util/translate_error.h"

namespace syper::core {
namespace {

constexpr int kSides[] = {64, 128, 256, 512};

/// The paper's sizes: channel base 16384, 512 at most; 23 million parameters at 256 px.
GeneratorShape paperShape(int side) {
    GeneratorShape shape;
    shape.resolution = side;
    shape.channels = officialChannels(side, 16384, 512);
    return shape;
}

/// One network of random weights, at every size: the smaller ones are its first blocks.
class Suite {
public:
    explicit Suite(const BenchContext& context)
        : context_(context), weights_(randomGenerator(paperShape(kSides[std::size(kSides) - 1]), 1, 0.1)) {}

    BenchReport run() {
        for (std::size_t i = 0; i < std::size(kSides); ++i) {
            context_.control.report({.phase = "bench", .done = std::int64_t(i), .total = std::ssize(kSides)});
            measure(kSides[i]);
        }
        return std::move(report_);
    }

private:
    void measure(int side) {
        const GeneratorShape shape = paperShape(side);
        const Synthesis fast(weights_, "", shape);
        const ReferenceSynthesis fused(weights_, "", shape, true), shared(weights_, "", shape, false);
        const at::Tensor ws = at::ones({1, shape.numWs(), shape.wDim});
        const std::span<const float> flat{ws.data_ptr<float>(), std::size_t(ws.numel())};
        const std::vector<BenchWay> ways{
            {.run = [&] { (void)fast.picture(flat, NoiseMode::Const, 0, context_.control); }},
            {.run = [&] { (void)fused.pictures(ws); }},
            {.run = [&] { (void)shared.pictures(ws); }}};
        const std::vector<double> times =
            interleaved(ways, context_.seconds / double(std::size(kSides)), context_.full ? 50 : 7, context_.control);
        const std::string name = std::to_string(side);
        report_.rows.push_back({.name = "generator/" + name + "/fp32",
                                .milliseconds = times[0],
                                .baseline = "operators/" + name + "/fp32",
                                .baselineMilliseconds = std::min(times[1], times[2])});
    }

    const BenchContext& context_;
    TensorMap weights_;
    BenchReport report_;
};

}  // namespace

BenchReport benchGenerator(const BenchContext& context) {
    return translateErrors("cannot measure the generator", [&] { return Suite(context).run(); });
}

}  // namespace syper::core
