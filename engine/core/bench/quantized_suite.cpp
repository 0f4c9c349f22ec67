// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/api/compute.h"
#include "core/bench/suites.h"
#include "core/quant/deploy.h"
#include "core/runtime/engine.h"
#include "core/runtime/packed_file.h"
#include "core/util/counter_rng.h"
#include "core/util/translate_error.h"

namespace syper::core {
namespace {

using runtime::Engine;
using runtime::Network;

constexpr const char* kNetworks[] = {"mobilefacenet", "iresnet18", "iresnet50"};
constexpr int kBatch = 8;

at::Tensor randomPictures(std::int64_t count, std::int64_t side) {
    at::Tensor pictures = at::empty({count, 3, side, side});
    auto* to = pictures.data_ptr<float>();
    const CounterRng rng(1, 0xBE7C, 0);
    for (std::int64_t i = 0; i < pictures.numel(); ++i) to[i] = float(2.0 * rng.uniform(std::uint64_t(i)) - 1.0);
    return pictures;
}

/// A network of the paper's size with random weights, and running statistics that are its own.
Model randomModel(const char* name, const at::Tensor& pictures) {
    const at::NoGradGuard guard;
    Model model = Model::random(backboneKind(name), {}, 1);
    PassUpdates updates;
    (void)model.forward(pictures, {.training = true, .normMomentum = 1.0}, &updates);
    model.commit(updates);
    return model;
}

/// A student of the published scheme, with the ranges of one picture.
Model publishedStudent(const Model& teacher, const at::Tensor& picture) {
    const at::NoGradGuard guard;
    Model student = teacher.quantized(quantScheme("paper"), {8, 8});
    PassUpdates updates;
    (void)student.forward(picture, {.learnRanges = true}, &updates);
    student.commit(updates);
    return student;
}

/// The same network with coarser codes: as good as a calibrated one for its time and size.
Network inFourBits(Network net) {
    constexpr double kCoarser = 255.0 / 15.0;
    net.weightBits = net.activationBits = 4;
    for (runtime::Layer& layer : net.layers) {
        layer.weight = (layer.weight.to(at::kFloat) * (7.0F / 127.0F)).round().to(at::kChar);
        for (float& scale : layer.weightScale) scale *= 127.0F / 7.0F;
        if (layer.input == 0) continue;  // the picture keeps its bytes
        layer.codes = {.scale = layer.codes.scale * kCoarser,
                       .zero = int(std::lround(double(layer.codes.zero) / kCoarser)),
                       .bits = 4};
    }
    return net;
}

std::int64_t fileBytes(const Network& net) {
    std::int64_t bytes = 0;
    const TensorMap packed = runtime::packNetwork(net);
    for (const auto& [name, tensor] : packed.entries()) bytes += tensor.numel() * std::int64_t(tensor.element_size());
    for (const auto& [key, value] : packed.metadata) bytes += std::int64_t(key.size() + value.size());
    return bytes;
}

double peakMegabytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return double(usage.ru_maxrss) / 1024.0;
}

class Suite {
public:
    explicit Suite(const BenchContext& context) : context_(context) {}

    BenchReport run() {
        for (std::size_t i = 0; i < std::size(kNetworks); ++i) {
            context_.control.report({.phase = "bench", .done = std::int64_t(i), .total = std::ssize(kNetworks)});
            measure(kNetworks[i]);
        }
        return std::move(report_);
    }

private:
    void measure(const std::string& name) {
        const double start = benchClock();
        const at::Tensor pictures = randomPictures(kBatch, 224);
        const at::Tensor one = pictures.slice(0, 0, 1);
        const Model model = randomModel(name.c_str(), pictures.slice(0, 0, 2));
        const Network exact = runtime::foldModel(model);
        const Network whole8 = quantizeForIntegers(exact, {8, 8}, one, context_.control);
        const Network whole4 = inFourBits(whole8);
        const auto w8 = runtime::integerEngine(whole8), w4 = runtime::integerEngine(whole4),
                   fp32 = runtime::floatEngine(exact);
        const std::size_t size = std::size_t(one.numel());
        const std::span<const float> first{pictures.data_ptr<float>(), size},
            all{pictures.data_ptr<float>(), size * kBatch};
        std::vector<float> rows(std::size_t(kBatch * w8->dimension()));
        const std::span<float> row{rows.data(), std::size_t(w8->dimension())};
        const int threads = computeThreads();
        // Before either of w8a8 and w4a4 comes what leaves nothing of theirs in a cache.
        const std::vector<BenchWay> ways{{.run =
                                              [&] {
                                                  const c10::InferenceMode guard;
                                                  (void)model.forward(one, {});
                                              }},
                                         {.run = [&] { w8->run(first, row, threads); }},
                                         {.run = [&] { w8->runMany(all, rows, threads); }, .images = kBatch},
                                         {.run = [&] { fp32->run(first, row, threads); }},
                                         {.run = [&] { w4->run(first, row, threads); }}};
        const double left = context_.seconds / double(std::size(kNetworks)) - (benchClock() - start);
        const std::vector<double> times =
            interleaved(ways, std::max(left, 2.0), context_.full ? 60 : 25, context_.control);
        const double layers = times[0], whole = times[1];
        const auto add = [&](const char* kind, double time, const std::string& baseline, double other) {
            report_.rows.push_back({.name = name + kind,
                                    .milliseconds = time,
                                    .baseline = name + baseline,
                                    .baselineMilliseconds = other});
        };
        add("/w8a8", whole, "/libtorch", layers);
        add("/w4a4", times[4], "/libtorch", layers);
        add("/fp32", times[3], "/libtorch", layers);
        add("/w8a8/b8", times[2], "/w8a8", whole);
        if (!context_.explain) return;
        explain(name + "/w8a8", *w8, fileBytes(whole8), first, row);
        explain(name + "/w4a4", *w4, fileBytes(whole4), first, row);
        const Model paper = publishedStudent(model, one);
        explain(name + "/paper-w8a8", *runtime::mixedEngine(paper), (paper.parameters() * 8 + 7) / 8, first, row);
        explain(name + "/fp32", *fp32, exact.parameters * std::int64_t(sizeof(float)), first, row);
    }

    void explain(const std::string& name, const Engine& engine, std::int64_t bytes, std::span<const float> picture,
                 std::span<float> row) {
        std::vector<double> times;
        for (int i = 0; i < 40; ++i) {
            context_.control.gate();
            const double start = benchClock();
            engine.run(picture, row, computeThreads());
            times.push_back((benchClock() - start) * 1e3);
        }
        std::sort(times.begin(), times.end());
        char line[256];
        std::snprintf(line, sizeof line,
                      "%s: %s; p50 %.2f ms, p95 %.2f ms; %.2f MB in a file; peak memory so far %.0f MB", name.c_str(),
                      engine.describe().c_str(), times[20], times[38], double(bytes) / 1e6, peakMegabytes());
        report_.explanation.emplace_back(line);
    }

    const BenchContext& context_;
    BenchReport report_;
};

}  // namespace

BenchReport benchQuantized(const BenchContext& context) {
    return translateErrors("cannot measure the quantized models", [&] { return Suite(context).run(); });
}

}  // namespace syper::core
