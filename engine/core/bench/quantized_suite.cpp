// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "core/api/compute.h"
#include "core/api/embedder.h"
#include "core/api/error.h"
#include "core/bench/peak_memory.h"
#include "core/bench/suites.h"
#include "core/formats/safetensors.h"
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
constexpr int kSide = 224, kBatch = 8, kMost = 32;
constexpr double kForBatches = 1.0, kForOpening = 1.0;  // seconds, of each network's share

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

/// A folder for the packed files, gone with this object.
class Scratch {
public:
    Scratch() {
        std::string name = (std::filesystem::temp_directory_path() / "syper-bench-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr)
            throw Error(Errc::Io, "cannot make a folder in " + std::filesystem::temp_directory_path().string() +
                                      "; set TMPDIR to a folder that can be written");
        folder_ = name;
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    ~Scratch() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    [[nodiscard]] std::filesystem::path packed(const Network& net, const char* name) const {
        const std::filesystem::path file = folder_ / name;
        writeSafetensors(file, runtime::packNetwork(net));
        return file;
    }

private:
    std::filesystem::path folder_;
};

std::int64_t bytesOf(const Model& model) {
    std::int64_t bytes = 0;
    for (const auto& [name, tensor] : model.tensors().entries()) bytes += std::int64_t(tensor.nbytes());
    return bytes;
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
        const at::Tensor pictures = randomPictures(kMost, kSide);
        const at::Tensor one = pictures.slice(0, 0, 1);
        const Model model = randomModel(name.c_str(), pictures.slice(0, 0, 2));
        const Network exact = runtime::foldModel(model);
        const Scratch scratch;
        std::filesystem::path file8, file4;
        {
            const Network whole = quantizeForIntegers(exact, {8, 8}, one, context_.control);
            file8 = scratch.packed(whole, "w8a8.safetensors");
            file4 = scratch.packed(inFourBits(whole), "w4a4.safetensors");
        }
        const int threads = computeThreads();
        const std::size_t size = std::size_t(one.numel());
        std::vector<float> rows(std::size_t(kMost * model.shape().dimension));
        const auto run = [&](const Engine& engine, int count) {
            engine.runMany({pictures.data_ptr<float>(), size * std::size_t(count)},
                           {rows.data(), std::size_t(count * engine.dimension())}, threads);
        };
        const auto ran = [&](const Engine& engine) {
            engine.run({pictures.data_ptr<float>(), size}, {rows.data(), std::size_t(engine.dimension())}, threads);
        };
        std::unique_ptr<Engine> w8, w4, fp32;
        BenchDetail detail8{.bytes = std::int64_t(std::filesystem::file_size(file8)),
                            .isa = runtime::chooseKernels().name};
        BenchDetail detail4 = detail8, detailMany = detail8,
                    detail32{.bytes = bytesOf(model), .isa = runtime::chooseFloatKernels().name};
        detail4.bytes = std::int64_t(std::filesystem::file_size(file4));
        detailMany.peakBytes = peakBytesOf([&] { run(*opened(file8), kBatch); });
        detail8.peakBytes = peakBytesOf([&] { ran(*(w8 = opened(file8))); });
        detail4.peakBytes = peakBytesOf([&] { ran(*(w4 = opened(file4))); });
        detail32.peakBytes = peakBytesOf([&] { ran(*(fp32 = runtime::floatEngine(exact))); });

        // Before either of w8a8 and w4a4 comes what leaves nothing of theirs in a cache.
        const std::vector<BenchWay> ways{{.run =
                                              [&] {
                                                  const c10::InferenceMode guard;
                                                  (void)model.forward(one, {});
                                              }},
                                         {.run = [&] { ran(*w8); }},
                                         {.run = [&] { run(*w8, kBatch); }, .images = kBatch},
                                         {.run = [&] { ran(*fp32); }},
                                         {.run = [&] { ran(*w4); }}};
        const double left =
            context_.seconds / double(std::size(kNetworks)) - (benchClock() - start) - kForBatches - kForOpening;
        const auto times = interleavedTimes(
            ways, {.seconds = std::max(left, 2.0), .mostRounds = context_.full ? 60 : 25}, context_.control);
        // Many pictures take long, so they are compared by themselves.
        const std::vector<BenchWay> batches{ways[1], {.run = [&] { run(*w8, kMost); }, .images = kMost}};
        const auto many = interleavedTimes(
            batches, {.seconds = kForBatches, .mostRounds = context_.full ? 20 : 5, .warmUp = false}, context_.control);
        add(name + "/w8a8", times[1], name + "/libtorch", times[0], detail8);
        add(name + "/w4a4", times[4], name + "/libtorch", times[0], detail4);
        add(name + "/fp32", times[3], name + "/libtorch", times[0], detail32);
        add(name + "/w8a8/b8", times[2], name + "/w8a8", times[1], detailMany);
        add(name + "/w8a8/b32", many[1], name + "/w8a8", many[0], detailMany);
        add(name + "/w8a8/open", opening(file8), "", {}, detail8);
        if (!context_.explain) return;
        explain(name + "/w8a8", *w8, ran);
        explain(name + "/w4a4", *w4, ran);
        explain(name + "/paper-w8a8", *runtime::mixedEngine(publishedStudent(model, one)), ran);
        explain(name + "/fp32", *fp32, ran);
    }

    static std::unique_ptr<Engine> opened(const std::filesystem::path& file) {
        return runtime::integerEngine(runtime::unpackNetwork(readSafetensors(file), file.string()));
    }

    void add(const std::string& name, const std::vector<double>& times, const std::string& baseline,
             const std::vector<double>& others, BenchDetail detail) {
        detail.p95Milliseconds = percentile(times, 0.95);
        report_.rows.push_back({.name = name,
                                .milliseconds = percentile(times, 0.5),
                                .baseline = baseline,
                                .baselineMilliseconds = others.empty() ? 0.0 : percentile(others, 0.5),
                                .detail = std::move(detail)});
    }

    /// From opening a file to the first embedding, as every verb does it: checksums, unpacking, one picture.
    std::vector<double> opening(const std::filesystem::path& file) const {
        const std::vector<Image8> picture{Image8(kSide, kSide)};
        const BenchWay way{
            .run = [&] { (void)Embedder::load(file, "cpu", EmbedderRuntime::Best).embed(picture, context_.control); }};
        return interleavedTimes({&way, 1}, {.seconds = kForOpening, .mostRounds = context_.full ? 25 : 9},
                                context_.control)
            .front();
    }

    template <class Run>
    void explain(const std::string& name, const Engine& engine, const Run& run) {
        const BenchWay way{.run = [&] { run(engine); }};
        const auto times = interleavedTimes({&way, 1}, {.mostRounds = 40}, context_.control).front();
        char line[256];
        std::snprintf(line, sizeof line, "%s: %s; p50 %.2f ms, p95 %.2f ms", name.c_str(), engine.describe().c_str(),
                      percentile(times, 0.5), percentile(times, 0.95));
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
