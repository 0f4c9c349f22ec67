// SPDX-License-Identifier: GPL-3.0-or-later
// The fast engine against the published operator order, and against itself: in batches, piece by piece, interrupted.
#include <QtTest>
#include <cmath>
#include <random>

#include "core/api/compute.h"
#include "core/generator/generator.h"
#include "core/generator/reference.h"
#include "core/util/memory.h"
#include "support/tensors.h"

using namespace syper;
using core::Architecture;
using core::Errc;
using core::NoiseMode;

Q_DECLARE_METATYPE(core::Architecture)

namespace {

core::GeneratorShape shapeOf(Architecture architecture, std::vector<int> channels) {
    core::GeneratorShape shape;
    shape.zDim = shape.wDim = 24;
    shape.mappingLayers = 2;
    shape.resolution = 2 << channels.size();
    shape.architecture = architecture;
    shape.channels = std::move(channels);
    return shape;
}

/// Sizes that reach every way a convolution can go: few and many channels, whole and broken planes and panels.
core::GeneratorShape mixedShape(Architecture architecture) {
    return shapeOf(architecture, {40, 33, 200, 24, 7});
}

std::vector<float> normals(std::size_t count, std::uint32_t seed) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal;
    std::vector<float> values(count);
    for (float& value : values) value = normal(random);
    return values;
}

std::vector<float> latent(const core::GeneratorShape& shape, std::uint32_t seed) {
    return normals(std::size_t(shape.numWs() * shape.wDim), seed);
}

at::Tensor fresh(const core::Synthesis& synthesis, const core::SynthesisInput& input, bool half = false) {
    core::SynthesisState state;
    core::RunControl control;
    return synthesis.picture(input, half, state, control);
}

at::Tensor published(const core::TensorMap& weights, const core::GeneratorShape& shape, const std::vector<float>& ws,
                     bool fused, bool noise = true) {
    return core::ReferenceSynthesis(weights, "", shape, fused)
        .pictures(at::tensor(ws).view({1, shape.numWs(), shape.wDim}), noise)
        .squeeze(0);
}

void addArchitectures() {
    QTest::addColumn<core::Architecture>("architecture");
    QTest::newRow("skip") << Architecture::Skip;
    QTest::newRow("orig") << Architecture::Orig;
    QTest::newRow("resnet") << Architecture::Resnet;
}

/// One random edit, as a user of the studio makes them.
void edit(std::mt19937& random, const core::GeneratorShape& shape, std::vector<float>& ws, NoiseMode& noise,
          std::uint32_t& noiseSeed) {
    const auto wide = std::size_t(shape.wDim);
    const std::size_t layer = random() % std::size_t(shape.numWs());
    switch (random() % 5) {
        case 0:
            for (float& value : ws) value += 0.1F;
            break;
        case 1:
            noise = NoiseMode(random() % 3);
            break;
        case 2:
            noiseSeed = std::uint32_t(random() % 3);
            break;
        case 3:
            for (std::size_t i = layer * wide; i < ws.size(); ++i) ws[i] *= 0.9F;
            break;
        default:
            ws[layer * wide + random() % wide] += 0.5F;
    }
}

}  // namespace

class TestSynthesis : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyInstructionSetPaintsWhatThePublishedOperatorsPaint_data() { addArchitectures(); }
    void everyInstructionSetPaintsWhatThePublishedOperatorsPaint() {
        QFETCH(core::Architecture, architecture);
        const core::GeneratorShape shape = mixedShape(architecture);
        const core::TensorMap weights = core::randomGenerator(shape, 5, 0.3);
        const std::vector<float> ws = latent(shape, 1);
        const at::Tensor want = published(weights, shape, ws, true), bare = published(weights, shape, ws, true, false);
        SYPER_COMPARE_REL(published(weights, shape, ws, false), want, 1e-5);
        for (const core::ConvKernels* kernels : core::convKernels()) {
            const core::Synthesis synthesis(weights, "", shape, *kernels);
            SYPER_COMPARE_REL(fresh(synthesis, {.ws = ws}), want, 1e-5);
            SYPER_COMPARE_REL(fresh(synthesis, {.ws = ws, .noise = NoiseMode::None}), bare, 1e-5);
        }
    }

    void theSmallestNetworkIsOneBlock_data() { addArchitectures(); }
    void theSmallestNetworkIsOneBlock() {
        QFETCH(core::Architecture, architecture);
        core::GeneratorShape shape = mixedShape(architecture);
        shape.resolution = 4;
        shape.channels.resize(1);
        const core::TensorMap weights = core::randomGenerator(shape, 5, 0.3);
        QCOMPARE(core::generatorShape(weights).resolution, 4);
        const std::vector<float> ws = latent(shape, 1);
        SYPER_COMPARE_REL(fresh(core::Synthesis(weights, "", shape), {.ws = ws}), published(weights, shape, ws, true),
                          1e-5);
    }

    void theOperatorsTakeABatch() {
        const core::GeneratorShape shape = mixedShape(Architecture::Resnet);
        const core::TensorMap weights = core::randomGenerator(shape, 5, 0.3);
        const at::Tensor ws = at::stack({at::tensor(latent(shape, 1)), at::tensor(latent(shape, 2))})
                                  .view({2, shape.numWs(), shape.wDim});
        for (const bool fused : {true, false}) {
            const at::Tensor both = core::ReferenceSynthesis(weights, "", shape, fused).pictures(ws);
            for (int i = 0; i < 2; ++i)
                SYPER_COMPARE_REL(both[i], published(weights, shape, latent(shape, std::uint32_t(i + 1)), true), 1e-5);
        }
    }

    void filtersOfAnyLengthAreApplied_data() {
        QTest::addColumn<int>("taps");
        for (const int taps : {1, 2, 3, 5, 6}) QTest::addRow("%d taps", taps) << taps;
    }
    void filtersOfAnyLengthAreApplied() {
        QFETCH(int, taps);
        const core::GeneratorShape shape = mixedShape(Architecture::Resnet);
        core::TensorMap weights = core::randomGenerator(shape, 6, 0.3);
        const core::TensorMap before = weights;
        const at::Tensor filter = at::tensor(normals(std::size_t(taps * taps), 3)).view({taps, taps}).abs();
        for (const auto& [name, tensor] : before.entries())
            if (name.ends_with("resample_filter")) weights.set(name, filter / filter.sum());
        const std::vector<float> ws = latent(shape, 1);
        SYPER_COMPARE_REL(fresh(core::Synthesis(weights, "", shape), {.ws = ws}), published(weights, shape, ws, true),
                          1e-5);
    }

    void aLateChangeComputesTheLayersFromThereOnOnly() {
        const core::GeneratorShape shape = mixedShape(Architecture::Skip);
        const core::Synthesis synthesis(core::randomGenerator(shape, 8, 0.3), "", shape);
        core::RunControl control;
        core::SynthesisState kept;
        std::vector<float> ws = latent(shape, 2);
        const auto computed = [&] {
            const std::uint64_t before = kept.computed();
            (void)synthesis.picture({.ws = ws}, false, kept, control);
            return int(kept.computed() - before);
        };
        QCOMPARE(computed(), 9);
        QCOMPARE(computed(), 0);
        for (int layer = 0; layer < shape.numWs(); ++layer) {
            ws[std::size_t(layer * shape.wDim)] += 0.5F;
            QCOMPARE(computed(), 9 - layer);  // the last w colours only
        }
    }

    void editedPicturesAreWhatNewOnesWouldBe_data() { addArchitectures(); }
    void editedPicturesAreWhatNewOnesWouldBe() {
        QFETCH(core::Architecture, architecture);
        const core::GeneratorShape shape = mixedShape(architecture);
        core::Synthesis synthesis(core::randomGenerator(shape, 8, 0.3), "", shape);
        core::RunControl control;
        core::SynthesisState kept;
        std::mt19937 random(4);
        std::vector<float> ws = latent(shape, 2);
        NoiseMode noise = NoiseMode::Const;
        std::uint32_t noiseSeed = 0;
        for (int i = 0; i < 60; ++i) {
            const core::SynthesisInput input{.ws = ws, .noise = noise, .noiseSeed = noiseSeed};
            QVERIFY2(at::equal(synthesis.picture(input, false, kept, control), fresh(synthesis, input)),
                     qPrintable(QString::number(i)));
            edit(random, shape, ws, noise, noiseSeed);
        }
    }

    void aPictureAfterAnInterruptedOneIsWhole_data() { addArchitectures(); }
    void aPictureAfterAnInterruptedOneIsWhole() {
        QFETCH(core::Architecture, architecture);
        const core::GeneratorShape shape = mixedShape(architecture);
        const core::Synthesis synthesis(core::randomGenerator(shape, 8, 0.3), "", shape);
        core::SynthesisState kept;
        std::mt19937 random(5);
        std::vector<float> ws = latent(shape, 2);
        NoiseMode noise = NoiseMode::Const;
        std::uint32_t noiseSeed = 0;
        for (int i = 0; i < 40; ++i) {
            const core::SynthesisInput input{.ws = ws, .noise = noise, .noiseSeed = noiseSeed};
            core::RunControl interrupted;
            const int last = 4 << (random() % std::size_t(shape.blocks()));
            const auto stopAt = [&](int resolution, std::span<const float>) {
                if (resolution == last) interrupted.requestStop();
            };
            QVERIFY_THROWS_EXCEPTION(core::Stopped, (void)synthesis.picture(input, false, kept, interrupted, stopAt));
            if (i % 2 == 0) edit(random, shape, ws, noise, noiseSeed);
            core::RunControl control;
            const core::SynthesisInput next{.ws = ws, .noise = noise, .noiseSeed = noiseSeed};
            QVERIFY(at::equal(synthesis.picture(next, false, kept, control), fresh(synthesis, next)));
            edit(random, shape, ws, noise, noiseSeed);
        }
    }

    void picturesAreTheSameAloneAndInABatch_data() { addArchitectures(); }
    void picturesAreTheSameAloneAndInABatch() {
        QFETCH(core::Architecture, architecture);
        // The last block is beyond what a batch computes together.
        const core::GeneratorShape shape = shapeOf(architecture, {40, 33, 200, 20, 16, 8});
        const core::Synthesis synthesis(core::randomGenerator(shape, 8, 0.3), "", shape);
        std::vector<std::vector<float>> ws;
        std::vector<core::SynthesisInput> inputs;
        for (std::uint32_t i = 0; i < 7; ++i) ws.push_back(latent(shape, i / 2));
        for (std::uint32_t i = 0; i < 7; ++i)
            inputs.push_back({.ws = ws[i], .noise = NoiseMode(i % 3), .noiseSeed = i});
        core::RunControl control;
        std::vector<core::SynthesisState> states;
        for (const std::size_t count : {7UL, 3UL, 1UL, 5UL}) {
            core::setComputeThreads(int(count));
            std::vector<std::size_t> order;
            const std::span<const core::SynthesisInput> some = std::span(inputs).subspan(7 - count);
            synthesis.pictures(some, false, states, control, [&](std::size_t i, const at::Tensor& picture) {
                order.push_back(i);
                QVERIFY(at::equal(picture, fresh(synthesis, some[i])));
            });
            QCOMPARE(order.size(), count);
        }
        core::setComputeThreads(0);
    }

    void editsDoNotGrowWhatIsKept() {
        const core::GeneratorShape shape = mixedShape(Architecture::Resnet);
        const core::Synthesis synthesis(core::randomGenerator(shape, 8, 0.3), "", shape);
        core::RunControl control;
        core::SynthesisState kept;
        std::vector<float> ws = latent(shape, 2);
        std::size_t bytes = 0;
        for (std::uint32_t i = 0; i < 200; ++i) {
            ws[i % ws.size()] += 0.25F;
            (void)synthesis.picture({.ws = ws, .noise = NoiseMode(i % 3), .noiseSeed = i}, false, kept, control);
            if (i == 2) bytes = kept.bytes();
        }
        QVERIFY(bytes > 0);
        QCOMPARE(kept.bytes(), bytes);
    }

    void halfPrecisionKeepsThePixelsOrTheLayer() {
        const core::GeneratorShape shape = mixedShape(Architecture::Skip);
        core::TensorMap weights = core::randomGenerator(shape, 8, 0.3);
        for (const double loud : {1.0, 40.0}) {
            // Colours that amplify: the same rounding then shows.
            for (const auto& [name, tensor] : weights.entries())
                if (name.ends_with("torgb.weight")) tensor.mul_(loud);
            core::Synthesis synthesis(weights, "", shape);
            std::vector<std::vector<float>> probes;
            for (std::uint32_t i = 0; i < 3; ++i) probes.push_back(latent(shape, i));
            core::RunControl control;
            const bool rounds = synthesis.prepareHalf(probes, control);
            QCOMPARE(rounds, synthesis.halfConvolutions() > 0);
            QVERIFY(!rounds || synthesis.kernels().half);
            const std::vector<float> ws = latent(shape, 9);
            const at::Tensor exact = (fresh(synthesis, {.ws = ws}) * 127.5 + 128).clamp(0, 255).floor();
            const at::Tensor rounded = (fresh(synthesis, {.ws = ws}, true) * 127.5 + 128).clamp(0, 255).floor();
            const double within = ((exact - rounded).abs() <= 2.0).all(0).to(at::kDouble).mean().item<double>();
            QVERIFY2(within >= 0.999, qPrintable(QString::number(within)));
        }
    }

    void processorsWithoutHalfPrecisionSaySo() {
        const core::GeneratorShape shape = mixedShape(Architecture::Skip);
        core::Synthesis synthesis(core::randomGenerator(shape, 8, 0.3), "", shape, *core::convKernels().back());
        core::RunControl control;
        const std::vector<std::vector<float>> probes{latent(shape, 1)};
        QVERIFY(!synthesis.prepareHalf(probes, control));
        QCOMPARE(synthesis.halfConvolutions(), 0);
        QVERIFY(at::equal(fresh(synthesis, {.ws = probes[0]}, true), fresh(synthesis, {.ws = probes[0]})));
    }

    void wrongLatentsNameBothSizes() {
        const core::GeneratorShape shape = mixedShape(Architecture::Skip);
        const core::Synthesis synthesis(core::randomGenerator(shape, 8), "", shape);
        try {
            (void)fresh(synthesis, {.ws = normals(25, 1)});
            QFAIL("accepted");
        } catch (const core::Error& error) {
            QCOMPARE(error.code(), Errc::BadShape);
            QVERIFY2(QByteArray(error.what()).contains("25") && QByteArray(error.what()).contains("10 x 24"),
                     error.what());
        }
    }

    void aNetworkTooLargeSaysWhatItNeeds() {
        core::GeneratorShape paper;
        paper.resolution = 256;
        paper.channels = core::officialChannels(256, 16384, 512);
        const double bytes = core::synthesisBytes(paper);
        QVERIFY2(bytes > 150e6 && bytes < 500e6, qPrintable(QString::number(bytes)));
        paper.channels.assign(7, 1 << 20);
        try {
            core::requireMemory("a network", core::synthesisBytes(paper));
            QFAIL("accepted");
        } catch (const core::Error& error) {
            QCOMPARE(error.code(), Errc::OutOfMemory);
            QVERIFY2(QByteArray(error.what()).contains(" GB of memory"), error.what());
        }
        QVERIFY(core::availableMemory() > 0);
    }
};

QTEST_APPLESS_MAIN(TestSynthesis)
#include "tst_synthesis.moc"
