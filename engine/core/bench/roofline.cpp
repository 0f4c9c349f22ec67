// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/bench/roofline.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>

#include "core/api/bench.h"
#include "core/generator/parallel_tasks.h"

namespace syper::core {
namespace {

constexpr BenchEffort kEffort{.seconds = 0.3, .leastRounds = 3, .mostRounds = 15};

template <class... Arguments>
std::string line(const char* format, Arguments... arguments) {
    char text[200];
    std::snprintf(text, sizeof text, format, arguments...);
    return text;
}

/// Multiply-adds a second of all workers together, on operands that stay in the first cache.
double arithmeticPeak(const ConvKernels& kernels, bool half, RunControl& control) {
    constexpr std::int64_t kRows = 24, kDepth = 128, kTimes = 2000;
    const std::int64_t workers = taskWorkers(), zero = 0;
    const std::vector<float> rows(kRows * (kDepth + kLanes), 0.0F), weights(kDepth * kPanel, 0.0F);
    std::vector<std::vector<float>> out(std::size_t(workers), std::vector<float>(kRows * kPanel));
    const BenchWay way{.run = [&] {
        runTasks(workers, [&](std::int64_t task, std::int64_t) {
            const Product product{.rows = rows.data(),
                                  .taps = &zero,
                                  .rowStride = kDepth + kLanes,
                                  .depth = kDepth,
                                  .count = kRows,
                                  .weights = weights.data(),
                                  .out = out[std::size_t(task)].data(),
                                  .outStride = kPanel};
            for (std::int64_t i = 0; i < kTimes; ++i) half ? kernels.multiplyHalf(product) : kernels.multiply(product);
        });
    }};
    const double milliseconds = interleaved({&way, 1}, kEffort, control).front();
    return double(workers * kTimes * kRows * kDepth * kPanel) / milliseconds * 1e3;
}

/// Bytes a second that all workers together copy, read and written counted, beyond the caches.
double memoryPeak(RunControl& control) {
    constexpr std::size_t kBytes = std::size_t(64) << 20;
    const auto workers = std::size_t(taskWorkers());
    const std::vector<char> from(kBytes, 1);
    std::vector<char> to(kBytes);
    const BenchWay way{.run = [&] {
        runTasks(std::int64_t(workers), [&](std::int64_t task, std::int64_t) {
            const std::size_t begin = kBytes / workers * std::size_t(task);
            std::memcpy(to.data() + begin, from.data() + begin, kBytes / workers);
        });
    }};
    return 2.0 * double(kBytes) / interleaved({&way, 1}, kEffort, control).front() * 1e3;
}

const char* wayName(PackedConv::Way way) {
    switch (way) {
        case PackedConv::Way::Rows:
            return "rows";
        case PackedConv::Way::Tiles:
            return "Winograd 4x4";
        case PackedConv::Way::Doubled:
            return "doubled";
    }
    return "";
}

/// One layer alone, on planes of its sizes, in float32 and as prepareHalf() left it.
class LayerTrial {
public:
    LayerTrial(const StyledLayer& layer, RunControl& control) : layer_(layer) {
        const StyledLayer::Sizes& sizes = layer.sizes();
        const std::int64_t from = sizes.up ? sizes.resolution / 2 : sizes.resolution;
        in_ = wholePlanes(sizes.in) * from * from;
        out_ = wholePlanes(sizes.out) * sizes.resolution * sizes.resolution;
        std::fill_n(x_.of<float>(std::size_t(in_)), in_, 0.5F);
        w_.assign(std::size_t(sizes.wDim), 0.1F);
        const std::array ways{way(false), way(true)};
        times = interleaved(ways, kEffort, control);
    }

    /// Bytes that have to move: weights once, activations in and out once.
    [[nodiscard]] double bytes() const {
        return double(in_ + out_) * sizeof(float) + double(layer_.conv().weightBytes());
    }

    std::vector<double> times;

private:
    BenchWay way(bool half) {
        return {.run = [this, half] {
            const StyledInput input{.x = x_.data<float>(),
                                    .w = w_,
                                    .noise = layer_.hasNoise() ? layer_.constantNoise() : std::span<const float>(),
                                    .out = y_.of<float>(std::size_t(out_))};
            layer_.forward({&input, 1}, 1.0, half, scratch_);
        }};
    }

    const StyledLayer& layer_;
    std::int64_t in_, out_;
    AlignedBuffer x_, y_;
    std::vector<float> w_;
    LayerScratch scratch_;
};

}  // namespace

std::vector<std::string> explainSynthesis(const Synthesis& synthesis, double fp32, double bf16, RunControl& control) {
    const ConvKernels& kernels = synthesis.kernels();
    const double arithmetic = arithmeticPeak(kernels, false, control), memory = memoryPeak(control);
    const double halved = kernels.half ? arithmeticPeak(kernels, true, control) : arithmetic;
    std::vector<std::string> text{
        line("Roofline here: %.0f G multiply-adds/s in float32, %.0f in bfloat16, %.1f GB/s of memory; %s kernels.",
             arithmetic / 1e9, halved / 1e9, memory / 1e9, kernels.name),
        "layer                way           G mult.  fp32 ms  bound ms  limited by   bf16 ms"};
    std::array<double, 3> sums{};
    for (const StyledLayer* layer : synthesis.layers()) {
        const LayerTrial trial(*layer, control);
        const StyledLayer::Sizes& sizes = layer->sizes();
        const double multiplications = layer->conv().multiplications();
        const double byArithmetic = multiplications / arithmetic * 1e3, byMemory = trial.bytes() / memory * 1e3;
        text.push_back(line("%4d px %4d > %-4d   %-12s %8.2f %8.2f  %8.2f  %-10s %9.2f", int(sizes.resolution),
                            int(sizes.in), int(sizes.out), wayName(layer->conv().way()), multiplications / 1e9,
                            trial.times[0], std::max(byArithmetic, byMemory),
                            byArithmetic > byMemory ? "arithmetic" : "memory", trial.times[1]));
        sums[0] += trial.times[0];
        sums[1] += std::max(byArithmetic, byMemory);
        sums[2] += trial.times[1];
    }
    text.push_back(
        line("all convolutions                           %8.2f  %8.2f             %9.2f", sums[0], sums[1], sums[2]));
    text.push_back(line("the whole picture                          %8.2f                       %9.2f", fp32, bf16));
    text.push_back(
        line("so styles, colours and up-sampled pictures take about %.1f ms.", std::max(0.0, fp32 - sums[0])));
    return text;
}

}  // namespace syper::core
