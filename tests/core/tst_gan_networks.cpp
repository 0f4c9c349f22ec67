// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/CPUGeneratorImpl.h>
#include <torch/csrc/autograd/autograd.h>

#include <QTemporaryDir>

#include "core/formats/load.h"
#include "core/generator/discriminator.h"
#include "core/generator/grad_ops.h"
#include "core/generator/synthesis.h"
#include "core/train/gan_generator.h"
#include "core/train/gan_state.h"
#include "support/tensors.h"

using namespace syper;
using core::Discriminator;
using core::GanConfig;
using core::GanState;

namespace {

at::Generator stream(std::uint64_t seed) {
    return at::detail::createCPUGenerator(seed);
}

GanConfig smallConfig(int resolution) {
    GanConfig config;
    config.resolution = resolution;
    config.zDim = config.wDim = 16;
    config.mappingLayers = 2;
    config.channelBase = 256;
    config.channelMax = 16;
    return config;
}

at::Tensor detached(const at::Tensor& tensor) {
    return tensor.detach();
}

}  // namespace

class TestGanNetworks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void discriminatorScoresAsThePublishedOne() {
        const auto networks = core::loadNetworks(test::dataPath("generator/tiny32.pkl"));
        const core::TensorMap vectors = test::testTensors("generator/tiny32.safetensors");
        const Discriminator d(networks.at("D").tensors);
        QCOMPARE(d.config().resolution, 32);
        QCOMPARE(d.config().architecture, std::string("resnet"));
        const at::NoGradGuard off;
        const at::Tensor scores = d.forward(vectors.at("img_const"), false, control_);
        SYPER_COMPARE_REL(scores.view({-1}), vectors.at("d_logits").view({-1}), 1e-3);
    }

    void everyArchitectureScoresAndReadsBackWhatItWrote_data() {
        QTest::addColumn<QString>("architecture");
        for (const char* name : {"skip", "orig", "resnet"}) QTest::newRow(name) << QString::fromLatin1(name);
    }
    void everyArchitectureScoresAndReadsBackWhatItWrote() {
        QFETCH(QString, architecture);
        const core::DiscriminatorConfig config{
            .resolution = 16, .channelBase = 128, .channelMax = 16, .architecture = architecture.toStdString()};
        const Discriminator d(config, stream(1));
        const Discriminator again(d.tensors());
        QCOMPARE(again.config().architecture, config.architecture);
        const at::Tensor pictures = at::randn({4, 3, 16, 16}, stream(2));
        const at::Tensor scores = d.forward(pictures, false, control_);
        QCOMPARE(scores.sizes().vec(), (std::vector<std::int64_t>{4, 1}));
        QVERIFY(at::equal(scores, again.forward(pictures, false, control_)));
        QVERIFY(scores.std().item<double>() > 1e-4);
    }

    void discriminatorRefusesWhatItCannotUse() {
        const Discriminator d({.resolution = 16, .channelBase = 64, .channelMax = 8}, stream(1));
        SYPER_REFUSES(d.forward(at::zeros({4, 3, 8, 8}), false, control_), core::Errc::BadShape);
        SYPER_REFUSES(d.forward(at::zeros({6, 3, 16, 16}), false, control_), core::Errc::BadShape);
        SYPER_REFUSES(Discriminator(core::TensorMap()), core::Errc::BadFormat);
        SYPER_REFUSES(Discriminator({.resolution = 12}, stream(1)), core::Errc::BadArgument);
        core::TensorMap conditional = d.tensors();
        conditional.set("mapping.fc0.weight", at::zeros({8, 8}));
        SYPER_REFUSES(Discriminator(conditional), core::Errc::Unsupported);
    }

    void stoppingEndsAForwardAndABackwardPass() {
        const Discriminator d({.resolution = 16, .channelBase = 64, .channelMax = 8}, stream(1));
        core::RunControl control;
        const at::Tensor pictures = at::zeros({4, 3, 16, 16}).requires_grad_(true);
        const at::Tensor scores = d.forward(pictures, false, control);
        control.requestStop();
        QVERIFY_EXCEPTION_THROWN((void)torch::autograd::grad({scores.sum()}, {pictures}), core::Stopped);
        QVERIFY_EXCEPTION_THROWN((void)d.forward(pictures, false, control), core::Stopped);
    }

    void convolutionsHaveTheGradientsOfLibTorchsOwn_data() {
        QTest::addColumn<int>("stride");
        QTest::addColumn<int>("padding");
        QTest::newRow("same size") << 1 << 1;
        QTest::newRow("half the size") << 2 << 0;
    }
    void convolutionsHaveTheGradientsOfLibTorchsOwn() {
        QFETCH(int, stride);
        QFETCH(int, padding);
        const at::Tensor x = at::randn({2, 4, 9, 9}, stream(1)).requires_grad_(true);
        const at::Tensor w = at::randn({6, 4, 3, 3}, stream(2)).requires_grad_(true);
        const at::Tensor ours = core::convolve(x, w, stride, padding);
        const at::Tensor theirs = at::conv2d(x, w, {}, stride, padding);
        SYPER_COMPARE_REL(ours, theirs, 1e-5);
        // A second derivative: of the squared gradient with respect to the weight.
        const auto second = [&](const at::Tensor& y) {
            const auto first = torch::autograd::grad({y.pow(3).sum()}, {x, w}, {}, true, true);
            return torch::autograd::grad({first[0].square().sum() + first[1].square().sum()}, {x, w});
        };
        const auto a = second(ours), b = second(theirs);
        SYPER_COMPARE_REL(a[0], b[0], 1e-4);
        SYPER_COMPARE_REL(a[1], b[1], 1e-4);
    }

    void enlargingIsTheTransposeOfReducing() {
        const at::Tensor filter = core::defaultFilter();
        const at::Tensor small = at::randn({2, 3, 8, 8}, stream(1)), large = at::randn({2, 3, 16, 16}, stream(2));
        const double a = (core::filterUp2(small, filter) * large).sum().item<double>();
        const double b = (small * core::filterDown2(large, filter, 1)).sum().item<double>() * 4.0;
        QVERIFY2(std::abs(a - b) < 1e-3, qPrintable(QString::number(a - b)));
        // Away from the border a flat picture stays flat.
        const at::Tensor flat = core::filterUp2(at::ones({1, 3, 8, 8}), filter).slice(2, 1, 15).slice(3, 1, 15);
        SYPER_COMPARE(flat, at::ones_like(flat), 1e-6);
    }

    void trainingPaintsWhatTheSamplerPaints() {
        core::GanGenerator g(
            {.resolution = 16, .zDim = 16, .wDim = 16, .mappingLayers = 2, .channelBase = 256, .channelMax = 16}, 3);
        for (const auto& [name, tensor] : g.tensors().entries())
            if (name.ends_with("noise_strength") || name.ends_with("bias")) tensor.add_(0.3);
        const at::Tensor ws = at::randn({2, g.numWs(), 16}, stream(4));
        const at::Tensor ours = g.synthesize(ws, {}, false, control_);
        const core::Synthesis synthesis(g.tensors(), "", core::generatorShape(g.tensors()));
        for (int i = 0; i < 2; ++i) {
            const at::Tensor one = ws[i].contiguous();
            core::SynthesisState fresh;
            const at::Tensor theirs = synthesis.picture({.ws = {one.data_ptr<float>(), std::size_t(one.numel())}}, false,
                                                        fresh, control_);
            SYPER_COMPARE_REL(ours[i], theirs, 1e-4);
        }
    }

    void bfloat16StaysNearFloat32() {
        GanState state(smallConfig(32));
        const at::Tensor ws = at::randn({4, state.generator.numWs(), 16}, stream(4));
        const at::Tensor exact = detached(state.generator.synthesize(ws, {}, false, control_));
        const at::Tensor rounded = detached(state.generator.synthesize(ws, {}, true, control_));
        QVERIFY(!at::equal(exact, rounded));
        SYPER_COMPARE_REL(rounded, exact, 0.03);
        SYPER_COMPARE_REL(state.discriminator.forward(exact, true, control_).detach(),
                          detached(state.discriminator.forward(exact, false, control_)), 0.05);
    }

    void aGrownPairBeginsAsTheSmallOne() {
        QTemporaryDir folder;
        const std::string file = folder.filePath(QStringLiteral("small.safetensors")).toStdString();
        const GanState small(smallConfig(16));
        core::writeSafetensors(file, small.tensors());
        GanConfig config = smallConfig(32);
        config.seed = 9;
        GanState large(config);
        QVERIFY(large.transfer(file) > 50);
        const at::Tensor filter = core::defaultFilter();

        const at::Tensor pictures = at::randn({4, 3, 32, 32}, stream(5));
        const at::Tensor wanted = small.discriminator.forward(core::filterDown2(pictures, filter, 1), false, control_);
        SYPER_COMPARE_REL(detached(large.discriminator.forward(pictures, false, control_)), detached(wanted), 1e-4);

        const at::Tensor w = at::randn({2, 1, 16}, stream(6));
        const auto paint = [&](const core::GanGenerator& g) {
            return detached(g.synthesize(w.expand({2, g.numWs(), 16}), {}, false, control_));
        };
        SYPER_COMPARE_REL(paint(large.generator), core::filterUp2(paint(small.generator), filter), 1e-4);
        SYPER_COMPARE_REL(paint(large.averaged), core::filterUp2(paint(small.averaged), filter), 1e-4);
    }

    void transferTakesOfficialSnapshotsAndRefusesOtherNetworks() {
        GanConfig config = smallConfig(32);
        config.zDim = config.wDim = 64;
        GanState state(config);
        QVERIFY(state.transfer(test::dataPath("generator/tiny32.pkl")) > 10);
        const auto networks = core::loadNetworks(test::dataPath("generator/tiny32.pkl"));
        const at::Tensor average = networks.at("G_ema").tensors.at("mapping.w_avg");
        QVERIFY(at::equal(state.averaged.tensors().at("mapping.w_avg"), average));
        SYPER_REFUSES(state.transfer(test::dataPath("arcface.safetensors")), core::Errc::BadFormat);
    }

    void frozenLayersAreCountedFromThePicture() {
        const core::DiscriminatorConfig config{.resolution = 16};
        QCOMPARE(core::frozenLayers(config, 0).size(), std::size_t(0));
        QCOMPARE(core::frozenLayers(config, 5),
                 (std::vector<std::string>{"b16.fromrgb", "b16.conv0", "b16.conv1", "b16.skip", "b8.conv0"}));
        QCOMPARE(core::frozenLayers(config, 99).size(), std::size_t(7));
    }

private:
    core::RunControl control_;
};

QTEST_APPLESS_MAIN(TestGanNetworks)
#include "tst_gan_networks.moc"
