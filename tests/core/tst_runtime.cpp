// SPDX-License-Identifier: GPL-3.0-or-later
#include <thread>

#include "core/runtime/code_tiles.h"
#include "core/runtime/engine.h"
#include "support/formula.h"
#include "support/random_network.h"
#include "support/tensors.h"

using namespace syper;
using namespace syper::core::runtime;
using core::Errc;

namespace {

std::vector<float> embedded(const Engine& engine, const at::Tensor& picture, int threads = 1) {
    std::vector<float> row(std::size_t(engine.dimension()));
    engine.run({picture.data_ptr<float>(), std::size_t(picture.numel())}, row, threads);
    return row;
}

double cosine(const std::vector<float>& a, const at::Tensor& b) {
    return at::cosine_similarity(at::tensor(a).view({1, -1}).to(at::kDouble), b.view({1, -1}).to(at::kDouble))
        .item<double>();
}

/// Codes or weights that make sums as large as they get.
template <class T>
Aligned<T> extremes(std::int64_t count, T low, T high, unsigned seed) {
    Aligned<T> list(count);
    std::mt19937 random(seed);
    for (std::int64_t i = 0; i < count; ++i) list[i] = random() % 3 != 0 ? high : low;
    return list;
}

/// Counts how often each of its tasks runs.
class CountedStep final : public Step {
public:
    explicit CountedStep(std::size_t tasks) : counts_(tasks) {}
    int tasks() const override { return int(counts_.size()); }
    void run(int task, std::byte*) const override { ++counts_[std::size_t(task)]; }
    bool eachOnce() const {
        return std::all_of(counts_.begin(), counts_.end(), [](const std::atomic<int>& n) { return n == 1; });
    }

private:
    mutable std::vector<std::atomic<int>> counts_;
};

/// A 3x3 layer on codes of 8 bits whose weights are all `weight` but for the first of each output.
Layer layerOf(std::int64_t in, int weight, int first) {
    Layer layer{.name = "layer", .shape = {.in = in, .out = 64, .kernel = 3, .padding = 1}, .input = 1};
    layer.weight = at::full({64, in, 3, 3}, weight, at::kChar);
    layer.weight.select(1, 0).select(1, 0).select(1, 0).fill_(first);
    return layer;
}

/// A 3x3 layer of 64 outputs with extreme codes and weights, computed in tiles and tap by tap.
class TiledLayer {
public:
    TiledLayer(int side, int channels)
        : side_(side),
          quads_((channels + 3) / 4),
          blocks_((quads_ + 15) / 16),
          row_((side + 2) * kBlock),
          in_(extremes<std::uint8_t>(blocks_ * (side + 2) * row_, 0, 255, unsigned(side))),
          weights_(extremes<std::int8_t>(2 * halfSize(), -128, 127, unsigned(channels))),
          bias_(kBlock) {
        for (std::int64_t i = 0; i < kBlock; ++i) bias_[i] = std::int32_t(i * 1000003 - 30000000);
    }
    int tiles() const { return across() * across(); }

    Aligned<std::int32_t> sums(const TileKernels& kernels, int first, int count) const {
        const std::int64_t stride = blocks_ * kBlock + 32, point = quads_ * 2 * kBlock;
        Aligned<std::int16_t> tiles(kCodeTilePoints * count * stride), weights(kCodeTilePoints * point);
        Aligned<std::int32_t> sums(24 * count * kBlock);
        kernels.toTiles({.in = in_.data(),
                         .blockStep = (side_ + 2) * row_,
                         .rowStep = row_,
                         .side = side_,
                         .first = first,
                         .count = count,
                         .blocks = blocks_,
                         .to = tiles.data(),
                         .stride = stride,
                         .pointStep = count * stride});
        for (int half = 0; half < 2; ++half) {
            kernels.weights({.from = weights_.data() + half * halfSize(),
                             .blocks = blocks_,
                             .lastQuads = lastQuads(),
                             .to = weights.data(),
                             .pointStep = point});
            kernels.multiply({.tiles = tiles.data(),
                              .stride = stride,
                              .pointStep = count * stride,
                              .weights = weights.data(),
                              .weightStep = point,
                              .blocks = blocks_,
                              .lastQuads = lastQuads(),
                              .count = count,
                              .sums = sums.data() + half * 32});
        }
        return sums;
    }

    /// Whether tile `tile` of the `count` from `first` on leaves with what the portable loops compute.
    bool hasSumsOfTaps(const TileKernels& kernels, const Aligned<std::int32_t>& sums, int first, int count,
                       int tile) const {
        Aligned<std::int32_t> acc(16 * kBlock), wanted(4 * kBlock);
        kernels.fromTiles(sums.data(), count, tile, 1, bias_.data(), acc.data());
        const int y = (first + tile) / across() * 4, x = (first + tile) % across() * 4, wide = std::min(4, side_ - x);
        for (int i = 0; i < std::min(4, side_ - y); ++i) {
            kPortableKernels.conv({.in = in_.data() + (y + i) * row_ + x * kBlock,
                                   .blockStep = (side_ + 2) * row_,
                                   .rowStep = row_,
                                   .tapStep = kBlock,
                                   .pixelStep = kBlock,
                                   .blocks = blocks_,
                                   .rows = 3,
                                   .columns = 3,
                                   .lastQuads = lastQuads(),
                                   .weights = weights_.data(),
                                   .bias = bias_.data()},
                                  wide, wanted.data());
            if (!std::equal(wanted.data(), wanted.data() + wide * kBlock, acc.data() + i * 4 * kBlock)) return false;
        }
        return true;
    }

private:
    int across() const { return (side_ + 3) / 4; }
    int lastQuads() const { return quads_ - (blocks_ - 1) * 16; }
    std::int64_t halfSize() const { return quads_ * 9 * 128; }

    int side_, quads_, blocks_;
    std::int64_t row_;
    Aligned<std::uint8_t> in_;
    Aligned<std::int8_t> weights_;
    Aligned<std::int32_t> bias_;
};

}  // namespace

class TestRuntime : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void halvesAreRoundedAwayFromZero() {
        QCOMPARE(roundShift(3, 1), std::int64_t(2));
        QCOMPARE(roundShift(-3, 1), std::int64_t(-2));
        QCOMPARE(roundShift(1, 1), std::int64_t(1));
        QCOMPARE(roundShift(-1, 1), std::int64_t(-1));
        QCOMPARE(roundShift(-5, 3), std::int64_t(-1));
        QCOMPARE(roundShift(-4, 3), std::int64_t(-1));
        QCOMPARE(roundShift(-3, 3), std::int64_t(0));
        for (std::int64_t v = -4000; v <= 4000; ++v)
            for (const int shift : {1, 2, 5, 9})
                QCOMPARE(roundShift(v, shift), std::int64_t(std::llround(std::ldexp(double(v), -shift))));
    }

    void placesOfChannelsAreAPermutation() {
        std::set<std::int64_t> places;
        for (std::int64_t c = 0; c < kBlock; ++c) places.insert(lanePlace(c));
        QCOMPARE(std::int64_t(places.size()), kBlock);
        QCOMPARE(*places.rbegin(), kBlock - 1);
    }

    void largestSumsDoNotSaturate() {
        for (const Kernels* kernels : availableKernels()) {
            constexpr std::int64_t n = 65536;
            const auto x = extremes<std::uint8_t>(n, 255, 255, 1);
            const auto w = extremes<std::int8_t>(3 * n, -128, 127, 2);
            std::int32_t got[3];
            kernels->rows(x.data(), w.data(), n, n - 1, 3, got);
            for (int r = 0; r < 3; ++r) {
                std::int64_t wanted = 0;
                for (std::int64_t i = 0; i < n - 1; ++i) wanted += 255 * w[r * n + i];
                QCOMPARE(std::int64_t(got[r]), wanted);
            }
        }
    }

    void packedHalvesAreTheSameAsBytes() {
        constexpr std::int64_t n = 1024;
        const auto x = extremes<std::uint8_t>(n, 0, 255, 1);
        Aligned<std::uint8_t> packed(3 * n / 2);
        Aligned<std::int8_t> codes(3 * n);
        std::mt19937 random(9);
        for (std::int64_t i = 0; i < packed.size(); ++i) {
            packed[i] = std::uint8_t(random());
            const std::int64_t first = i / (n / 2) * n + i % (n / 2) / 64 * 128 + i % 64;
            codes[first] = std::int8_t(int(packed[i] & 15) - 8);
            codes[first + 64] = std::int8_t(int(packed[i] >> 4) - 8);
        }
        for (const Kernels* kernels : availableKernels()) {
            std::int32_t wanted[3], got[3];
            kernels->rows(x.data(), codes.data(), n, n, 3, wanted);
            kernels->halfRows(x.data(), packed.data(), n / 2, n, 3, got);
            for (int r = 0; r < 3; ++r) QCOMPARE(got[r], wanted[r]);
        }
    }

    void tilesMakeTheSumsOfTaps_data() {
        QTest::addColumn<int>("side");
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("run");
        QTest::newRow("whole tiles") << 24 << 64 << 14;
        QTest::newRow("odd side") << 21 << 70 << 5;
        QTest::newRow("one short of a tile") << 23 << 3 << 100;
        QTest::newRow("one tile") << 3 << 130 << 1;
    }
    void tilesMakeTheSumsOfTaps() {
        QFETCH(int, side);
        QFETCH(int, channels);
        QFETCH(int, run);
        const TiledLayer layer(side, channels);
        for (const Kernels* kernels : availableKernels()) {
            if (kernels->tiles == nullptr) continue;
            for (int first = 0; first < layer.tiles(); first += run) {
                const int count = std::min(run, layer.tiles() - first);
                const auto sums = layer.sums(*kernels->tiles, first, count);
                for (int t = 0; t < count; ++t)
                    QVERIFY2(layer.hasSumsOfTaps(*kernels->tiles, sums, first, count, t), kernels->name);
            }
        }
    }

    void tilesAreForLayersThatTheyComputeExactly() {
        for (const Kernels* kernels : availableKernels()) {
            if (kernels->tiles == nullptr) continue;
            const std::int64_t in = (std::int64_t(1) << 25) / (255 * 9 * 127);  // the most channels of such weights
            QVERIFY(CodeTileStep::suits(*kernels, layerOf(in, 127, 127), 56));
            QVERIFY(!CodeTileStep::suits(*kernels, layerOf(in + 1, 127, 127), 56));
            QVERIFY(!CodeTileStep::suits(*kernels, layerOf(in + 1, -127, -127), 56));
            QVERIFY(CodeTileStep::suits(*kernels, layerOf(in + 1, 63, -63), 56));
            Layer strided = layerOf(64, 1, 1);
            strided.shape.stride = 2;
            QVERIFY(!CodeTileStep::suits(*kernels, strided, 56));
        }
        QVERIFY(!CodeTileStep::suits(kPortableKernels, layerOf(64, 1, 1), 56));
    }

    void everyTaskRunsOnce() {
        for (const int threads : {1, 2, 3, 7}) {
            std::vector<std::unique_ptr<Step>> steps;
            for (const std::size_t tasks : {3, 0, 1, 100, 2, 5, 1000})
                steps.push_back(std::make_unique<CountedStep>(tasks));
            runSteps(steps, nullptr, threads);
            for (const auto& step : steps) QVERIFY(static_cast<const CountedStep&>(*step).eachOnce());
        }
    }

    void epiloguesAgreeAtTheirLimits() {
        constexpr int kPixels = 19;
        std::mt19937 random(5);
        Aligned<std::int32_t> acc(kPixels * kBlock), up(kBlock), down(kBlock), by(kBlock);
        Aligned<std::int64_t> offset(kBlock);
        const auto any = [&] { return std::int32_t(random()); };
        for (int round = 0; round < 200; ++round) {
            for (std::int64_t i = 0; i < acc.size(); ++i) acc[i] = any() >> (random() % 31);
            for (std::int64_t i = 0; i < kBlock; ++i) {
                up[i] = any();
                down[i] = any();
                by[i] = any();
                offset[i] = std::int64_t(any()) << 12;
            }
            Aligned<std::int16_t> shortcut(kPixels * kBlock);
            for (std::int64_t i = 0; i < shortcut.size(); ++i) shortcut[i] = std::int16_t(any());
            std::vector<std::vector<std::uint8_t>> all;
            for (const Kernels* kernels : availableKernels()) {
                Aligned<std::uint8_t> codes(kPixels * kBlock), coded(kPixels * kBlock);
                Aligned<std::int16_t> sums(kPixels * kBlock);
                Epilogue e{.scaling = {up.data(), down.data(), 1 << 29, 32 + round % 31},
                           .zero = round % 256,
                           .highest = round % 2 == 0 ? 255 : 15,
                           .codes = codes.data()};
                kernels->finish(e, kPixels, acc.data());
                e.direct = false;
                e.shortcut = round % 3 == 0 ? nullptr : shortcut.data();
                e.sums = round % 4 == 1 ? nullptr : sums.data();
                e.outputs = 1;
                const int every = 1 + round / 2 % 2;
                e.output[0] = {by.data(), offset.data(),     16 + round % 31, 7,
                               255,       round / 4 % every, every,           coded.data()};
                kernels->finish(e, kPixels, acc.data());
                std::vector<std::uint8_t> bytes(codes.data(), codes.data() + codes.size());
                bytes.insert(bytes.end(), coded.data(), coded.data() + coded.size());
                const auto* raw = reinterpret_cast<const std::uint8_t*>(sums.data());
                bytes.insert(bytes.end(), raw, raw + 2 * sums.size());
                all.push_back(std::move(bytes));
            }
            for (const auto& bytes : all) QVERIFY(bytes == all.front());
        }
    }

    void everyInstructionSetAndThreadCountGivesTheSameBits_data() {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 60; ++seed) QTest::newRow(qPrintable(QString::number(seed))) << seed;
    }
    void everyInstructionSetAndThreadCountGivesTheSameBits() {
        QFETCH(unsigned, seed);
        test::RandomNetwork random(seed);
        const Network net = random.make();
        const at::Tensor picture = random.picture();
        const at::NoGradGuard guard;
        const at::Tensor simulated = simulate(net, picture);
        const std::vector<float> wanted = embedded(*integerEngine(net, kPortableKernels), picture);
        const double agreement = cosine(wanted, simulated);
        QVERIFY2(agreement >= 0.9999, qPrintable(QString::number(agreement, 'g', 8)));
        for (const Kernels* kernels : availableKernels()) {
            const auto engine = integerEngine(net, *kernels);
            for (const int threads : {1, 2, 3}) QVERIFY2(embedded(*engine, picture, threads) == wanted, kernels->name);
        }
    }

    void everyKindOfLayerIsTheSameInFp32_data() { everyInstructionSetAndThreadCountGivesTheSameBits_data(); }
    void everyKindOfLayerIsTheSameInFp32() {
        QFETCH(unsigned, seed);
        test::RandomNetwork random(seed);
        const Network net = test::RandomNetwork::real(random.make());
        const at::Tensor picture = random.picture();
        const at::NoGradGuard guard;
        const at::Tensor wanted = simulate(net, picture);
        for (const core::ConvKernels* kernels : core::convKernels()) {
            const auto engine = floatEngine(net, *kernels);
            const std::vector<float> row = embedded(*engine, picture);
            SYPER_COMPARE_REL(at::tensor(row).unsqueeze(0), wanted, 1e-4);
            for (const int threads : {2, 3}) QVERIFY2(embedded(*engine, picture, threads) == row, kernels->name);
        }
    }

    void foldedNetworksAreTheNetwork_data() {
        QTest::addColumn<QString>("network");
        QTest::newRow("mobilefacenet") << "mobilefacenet";
        QTest::newRow("iresnet18") << "iresnet18";
        QTest::newRow("iresnet50") << "iresnet50";
    }
    void foldedNetworksAreTheNetwork() {
        QFETCH(QString, network);
        const core::Model model = test::formulaModel("fold", network.toStdString(), 48);
        const at::NoGradGuard guard;
        const at::Tensor images = test::formulaImages("fold", 2, 48);
        SYPER_COMPARE_REL(simulate(foldModel(model), images), model.forward(images, {}), 1e-4);
    }

    void oneEngineServesSeveralThreads() {
        test::RandomNetwork random(7);
        const auto engine = integerEngine(random.make());
        const at::Tensor picture = random.picture();
        const std::vector<float> wanted = embedded(*engine, picture);
        std::atomic<int> wrong{0};
        {
            std::vector<std::jthread> callers;
            for (int t = 0; t < 4; ++t)
                callers.emplace_back([&, t] {
                    for (int i = 0; i < 20; ++i)
                        if (embedded(*engine, picture, 1 + t % 2) != wanted) ++wrong;
                });
        }
        QCOMPARE(wrong.load(), 0);
    }

    void manyPicturesAreTheSameAsOneByOne() {
        test::RandomNetwork random(11);
        const auto engine = integerEngine(random.make());
        const at::Tensor pictures = at::cat({random.picture(), random.picture(), random.picture()}).contiguous();
        std::vector<float> rows(std::size_t(3 * engine->dimension()));
        engine->runMany({pictures.data_ptr<float>(), std::size_t(pictures.numel())}, rows, 2);
        for (std::int64_t i = 0; i < 3; ++i) {
            const auto row = embedded(*engine, pictures[i]);
            QVERIFY(std::equal(row.begin(), row.end(), rows.begin() + i * engine->dimension()));
        }
    }

    void unknownInstructionSetsAreNamed() {
        SYPER_REFUSES(chooseKernels("mmx"), Errc::Unsupported);
        qputenv("SYPER_ISA", "portable");
        QCOMPARE(chooseKernels().name, "portable");
        qputenv("SYPER_ISA", "nonsense");
        SYPER_REFUSES(chooseKernels(), Errc::Unsupported);
        qunsetenv("SYPER_ISA");
        QCOMPARE(&chooseKernels(), availableKernels().front());
    }

    void picturesOfAnotherSizeAreRefused() {
        test::RandomNetwork random(3);
        const auto engine = integerEngine(random.make());
        SYPER_REFUSES(embedded(*engine, at::zeros({3, 8, 8})), Errc::BadShape);
    }
};

QTEST_APPLESS_MAIN(TestRuntime)
#include "tst_runtime.moc"
