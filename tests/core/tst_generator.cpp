// SPDX-License-Identifier: GPL-3.0-or-later
#include <c10/core/InferenceMode.h>

#include <QTemporaryDir>
#include <array>
#include <cmath>
#include <limits>

#include "core/api/compute.h"
#include "core/api/sampler.h"
#include "core/formats/load.h"
#include "core/generator/generator.h"
#include "core/generator/writers.h"
#include "core/util/numpy_random.h"
#include "support/tensors.h"

using namespace syper;
using core::Architecture;
using core::Errc;
using core::NoiseMode;

Q_DECLARE_METATYPE(core::Architecture)

namespace {

/// A small network of any kind; channels that are no multiples of a vector register in between.
core::GeneratorShape smallShape(Architecture architecture, int labels = 0) {
    core::GeneratorShape shape;
    shape.zDim = 20;
    shape.wDim = 24;
    shape.cDim = labels;
    shape.mappingLayers = 3;
    shape.resolution = 32;
    shape.architecture = architecture;
    shape.channels = {40, 33, 24, 7};
    return shape;
}

core::Generator network(const core::TensorMap& weights) {
    return {weights, "", core::generatorShape(weights)};
}

at::Tensor tensorOf(std::vector<float> values) {
    return at::tensor(values);
}

at::Tensor pictureOf(const core::Generator& generator, const at::Tensor& ws, NoiseMode noise,
                     std::uint32_t noiseSeed = 0, const core::Synthesis::Watch& watch = {}) {
    core::RunControl control;
    core::SynthesisState fresh;
    const at::Tensor flat = ws.contiguous();
    return generator.synthesis.picture({core::floats(flat), noise, noiseSeed}, false, fresh, control, watch);
}

at::Tensor repeated(const core::Generator& generator, const std::vector<float>& w) {
    return tensorOf(w).unsqueeze(0).expand({generator.shape().numWs(), generator.shape().wDim}).contiguous();
}

at::Tensor convolved(const at::Tensor& x, const at::Tensor& kernel, std::int64_t padding, std::int64_t groups = 1) {
    const std::array<std::int64_t, 2> one{1, 1}, pad{padding, padding};
    return at::conv2d(x, kernel, c10::nullopt, one, pad, one, groups);
}

/// The modulated convolution as published, on weights: an independent statement of what StyledLayer does. x [1,in,h,w].
at::Tensor publishedLayer(const core::TensorMap& weights, const std::string& name, const at::Tensor& x,
                          const at::Tensor& w, bool up, double gain) {
    const at::Tensor affine = weights.at(name + ".affine.weight") / std::sqrt(double(w.size(0)));
    const at::Tensor style = at::matmul(affine, w) + weights.at(name + ".affine.bias");
    at::Tensor kernel = weights.at(name + ".weight") * style.view({1, -1, 1, 1});
    kernel = kernel * (kernel.square().sum(at::IntArrayRef{1, 2, 3}, true) + 1e-8).rsqrt();
    at::Tensor y;
    if (up) {
        y = at::conv_transpose2d(x, kernel.transpose(0, 1), {}, 2);
        const at::Tensor filter = weights.at(name + ".resample_filter").flip({0, 1}) * 4.0;
        y = convolved(y, filter.expand({y.size(1), 1, 4, 4}).contiguous(), 1, y.size(1));
    } else {
        y = convolved(x, kernel, 1);
    }
    y = y + weights.at(name + ".noise_const") * weights.at(name + ".noise_strength");
    y = y + weights.at(name + ".bias").view({1, -1, 1, 1});
    return at::clamp(at::leaky_relu(y, 0.2) * std::sqrt(2.0) * gain, -256.0 * gain, 256.0 * gain);
}

at::Tensor publishedColours(const core::TensorMap& weights, const std::string& name, const at::Tensor& x,
                            const at::Tensor& w) {
    const at::Tensor affine = weights.at(name + ".affine.weight") / std::sqrt(double(w.size(0)));
    const at::Tensor style = (at::matmul(affine, w) + weights.at(name + ".affine.bias")) / std::sqrt(double(x.size(1)));
    const at::Tensor y = convolved(x, weights.at(name + ".weight") * style.view({1, -1, 1, 1}), 0);
    return at::clamp(y + weights.at(name + ".bias").view({1, 3, 1, 1}), -256.0, 256.0);
}

/// upsample2d as published: zeros after every pixel, padded by 2 and 1, convolved with the filter.
at::Tensor publishedUpsample(const at::Tensor& x, const at::Tensor& filter) {
    at::Tensor wide = at::zeros({1, x.size(1), 2 * x.size(2), 2 * x.size(3)});
    wide.slice(2, 0, c10::nullopt, 2).slice(3, 0, c10::nullopt, 2).copy_(x);
    const at::Tensor kernel = (filter.flip({0, 1}) * 4.0).expand({x.size(1), 1, 4, 4}).contiguous();
    return convolved(at::constant_pad_nd(wide, {2, 1, 2, 1}), kernel, 0, x.size(1));
}

/// The whole synthesis as published, for every architecture.
at::Tensor publishedPicture(const core::TensorMap& weights, const core::GeneratorShape& shape, const at::Tensor& ws) {
    at::Tensor x = weights.at("synthesis.b4.const").unsqueeze(0), image;
    std::int64_t index = 0;
    const double half = std::sqrt(0.5);
    for (int i = 0; i < shape.blocks(); ++i) {
        const std::string b = "synthesis.b" + std::to_string(shape.blockResolution(i));
        const bool joins = i > 0 && shape.architecture == Architecture::Resnet;
        at::Tensor aside;
        if (joins) {
            const at::Tensor kernel = weights.at(b + ".skip.weight") / std::sqrt(double(x.size(1)));
            aside = publishedUpsample(convolved(x, kernel, 0), weights.at(b + ".skip.resample_filter")) * half;
        }
        if (i > 0) x = publishedLayer(weights, b + ".conv0", x, ws[index++], true, 1.0);
        x = publishedLayer(weights, b + ".conv1", x, ws[index++], false, joins ? half : 1.0);
        if (joins) x = x + aside;
        if (image.defined()) image = publishedUpsample(image, weights.at(b + ".resample_filter"));
        if (!weights.contains(b + ".torgb.weight")) continue;
        const at::Tensor colours = publishedColours(weights, b + ".torgb", x, ws[index]);
        image = image.defined() ? image + colours : colours;
    }
    return image.squeeze(0);
}

}  // namespace

class TestGenerator : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void seedsGiveNumpysNormals() {
        const core::TensorMap wanted = test::testTensors("numpy_randn.safetensors");
        for (const auto& [name, values] : wanted.entries()) {
            const auto seed = std::uint32_t(std::stoul(name.substr(5)));
            const std::vector<double> got = core::NumpyRandomState(seed).normals(std::size_t(values.numel()));
            for (std::size_t i = 0; i < got.size(); ++i) QCOMPARE(got[i], values.data_ptr<double>()[i]);
        }
    }

    void publishedNetworkGivesItsArrays() {
        const core::Generator generator = core::loadGenerator(test::dataPath("generator/tiny32.pkl"));
        const core::TensorMap want = test::testTensors("generator/tiny32.safetensors");
        for (std::int64_t i = 0; i < want.at("seeds").size(0); ++i) {
            const auto seed = std::uint32_t(want.at("seeds")[i].item<std::int64_t>());
            SYPER_COMPARE(tensorOf(generator.noiseVector(seed)), want.at("z")[i], 0.0);
            const std::vector<float> w = generator.w(seed, -1);
            const at::Tensor ws = repeated(generator, w);
            const at::Tensor near = repeated(generator, generator.mapping.truncated(w, 0.7));
            SYPER_COMPARE_REL(ws, want.at("ws")[i], 1e-5);
            SYPER_COMPARE_REL(near, want.at("ws_psi0.7")[i], 1e-5);
            const auto compareBlock = [&](int resolution, std::span<const float> values) {
                const at::Tensor picture =
                    at::tensor(std::vector<float>(values.begin(), values.end())).view({3, resolution, resolution});
                SYPER_COMPARE_REL(picture, want.at("rgb_at_" + std::to_string(resolution))[i], 1e-4);
            };
            SYPER_COMPARE_REL(pictureOf(generator, ws, NoiseMode::Const, 0, compareBlock), want.at("img_const")[i],
                              1e-4);
            SYPER_COMPARE_REL(pictureOf(generator, ws, NoiseMode::None), want.at("img_none")[i], 1e-4);
            SYPER_COMPARE_REL(pictureOf(generator, near, NoiseMode::Const), want.at("img_psi0.7_const")[i], 1e-4);
            at::Tensor mixed = want.at("ws")[i].clone();
            mixed.slice(0, 4).copy_(want.at("ws")[(i + 1) % 4].slice(0, 4));
            SYPER_COMPARE_REL(pictureOf(generator, mixed, NoiseMode::Const),
                              want.at("img_mix_coarse_self_fine_next")[i], 1e-4);
        }
    }

    void architecturesFollowThePublishedFormula_data() {
        QTest::addColumn<core::Architecture>("architecture");
        QTest::addColumn<int>("labels");
        QTest::newRow("skip") << Architecture::Skip << 0;
        QTest::newRow("orig") << Architecture::Orig << 0;
        QTest::newRow("resnet") << Architecture::Resnet << 0;
        QTest::newRow("skip with classes") << Architecture::Skip << 5;
    }
    void architecturesFollowThePublishedFormula() {
        QFETCH(core::Architecture, architecture);
        QFETCH(int, labels);
        const core::GeneratorShape shape = smallShape(architecture, labels);
        const core::TensorMap weights = core::randomGenerator(shape, 5, 0.3);
        const core::GeneratorShape read = core::generatorShape(weights);
        QCOMPARE(int(read.architecture), int(architecture));
        QCOMPARE(read.channels, shape.channels);
        QCOMPARE(read.zDim, shape.zDim);
        QCOMPARE(read.wDim, shape.wDim);
        QCOMPARE(read.cDim, labels);
        QCOMPARE(read.mappingLayers, shape.mappingLayers);
        const core::Generator generator = network(weights);
        std::vector<at::Tensor> rows;
        for (int i = 0; i < shape.numWs(); ++i)
            rows.push_back(tensorOf(generator.w(std::uint32_t(i), labels > 0 ? 2 : -1)));
        const at::Tensor ws = at::stack(rows);
        SYPER_COMPARE_REL(pictureOf(generator, ws, NoiseMode::Const), publishedPicture(weights, shape, ws), 1e-5);
    }

    void filtersOfOtherLengthsAndDirectionsAreApplied() {
        const core::GeneratorShape shape = smallShape(Architecture::Skip);
        core::TensorMap weights = core::randomGenerator(shape, 6, 0.3);
        // A skewed filter tells convolution from correlation; published code pads it so that it stays centred.
        const at::Tensor skewed =
            at::outer(at::tensor({1.0F, 2.0F, 4.0F, 1.0F}), at::tensor({3.0F, 1.0F, 1.0F, 2.0F})) / 56.0;
        const core::TensorMap before = weights;
        for (const auto& [name, tensor] : before.entries())
            if (name.ends_with("resample_filter")) weights.set(name, skewed);
        const core::Generator generator = network(weights);
        const at::Tensor ws = repeated(generator, generator.w(1, -1));
        SYPER_COMPARE_REL(pictureOf(generator, ws, NoiseMode::Const), publishedPicture(weights, shape, ws), 1e-5);
    }

    void classesChangeThePictureAndAreChecked() {
        const core::Generator generator = network(core::randomGenerator(smallShape(Architecture::Skip, 3), 5));
        QVERIFY(generator.w(1, 0) != generator.w(1, 2));
        SYPER_REFUSES(generator.w(1, -1), Errc::BadArgument);
        SYPER_REFUSES(generator.w(1, 3), Errc::BadArgument);
        const core::Generator plain = network(core::randomGenerator(smallShape(Architecture::Skip), 5));
        SYPER_REFUSES(plain.w(1, 0), Errc::BadArgument);
    }

    void threadsChangeNoBit_data() {
        QTest::addColumn<core::Architecture>("architecture");
        QTest::addColumn<int>("widest");
        for (const int widest : {33, 406, 432, 512}) {
            QTest::addRow("skip %d", widest) << Architecture::Skip << widest;
            QTest::addRow("resnet %d", widest) << Architecture::Resnet << widest;
        }
    }
    void threadsChangeNoBit() {
        QFETCH(core::Architecture, architecture);
        QFETCH(int, widest);
        core::GeneratorShape shape = smallShape(architecture);
        shape.channels = {widest, widest, widest / 3, widest / 3};
        const core::Generator generator = network(core::randomGenerator(shape, 9, 0.3));
        at::Tensor first;
        for (const int threads : {1, 2, 3, 5, 8}) {
            core::setComputeThreads(threads);
            const at::Tensor picture = pictureOf(generator, repeated(generator, generator.w(3, -1)), NoiseMode::Const);
            if (!first.defined()) first = picture;
            QVERIFY2(at::equal(picture, first), qPrintable(QString::number(threads)));
        }
        core::setComputeThreads(0);
    }

    void ownThreadsAreLeftAsTheyWere() {
        core::setComputeThreads(2);
        const core::Generator generator = network(core::randomGenerator(smallShape(Architecture::Skip), 9));
        (void)pictureOf(generator, repeated(generator, generator.w(3, -1)), NoiseMode::Const);
        QCOMPARE(core::computeThreads(), 2);
        core::setComputeThreads(0);
    }

    void noiseDependsOnItsModeAndSeed() {
        const core::Generator generator = network(core::randomGenerator(smallShape(Architecture::Skip), 9, 0.5));
        const at::Tensor ws = repeated(generator, generator.w(3, -1));
        const at::Tensor one = pictureOf(generator, ws, NoiseMode::Random, 1);
        QVERIFY(at::equal(one, pictureOf(generator, ws, NoiseMode::Random, 1)));
        QVERIFY(!at::equal(one, pictureOf(generator, ws, NoiseMode::Random, 2)));
        QVERIFY(!at::equal(one, pictureOf(generator, ws, NoiseMode::Const)));
        QVERIFY(at::equal(pictureOf(generator, ws, NoiseMode::None), pictureOf(generator, ws, NoiseMode::None, 4)));
    }

    void clampLimitsActivations() {
        const core::TensorMap weights = core::randomGenerator(smallShape(Architecture::Orig), 9, 0.5);
        core::GeneratorShape shape = core::generatorShape(weights);
        QCOMPARE(shape.clamp, 256.0);
        const at::Tensor ws = at::ones({shape.numWs(), shape.wDim});
        shape.clamp = 0.05;
        const core::Generator limited(weights, "", shape);
        QVERIFY(pictureOf(limited, ws, NoiseMode::Const).abs().max().item<float>() <= 0.05F);
        shape.clamp = 0.0;
        const core::Generator free(weights, "", shape);
        QVERIFY(pictureOf(free, ws, NoiseMode::Const).abs().max().item<float>() > 0.05F);
    }

    void halfPrecisionWeightsAreWidened() {
        const core::TensorMap weights = core::randomGenerator(smallShape(Architecture::Skip), 9, 0.5);
        core::TensorMap halves, widened;
        for (const auto& [name, tensor] : weights.entries()) {
            halves.set(name, tensor.to(at::kHalf));
            widened.set(name, tensor.to(at::kHalf).to(at::kFloat));
        }
        const at::Tensor ws = at::ones({8, 24});
        QVERIFY(at::equal(pictureOf(network(halves), ws, NoiseMode::Const),
                          pictureOf(network(widened), ws, NoiseMode::Const)));
    }

    void damagedWeightsAreRefused_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("hole");
        for (const char* name :
             {"synthesis.b16.conv1.weight", "mapping.fc1.bias", "synthesis.b8.torgb.weight", "mapping.w_avg"}) {
            QTest::addRow("NaN in %s", name) << name << true;
            QTest::addRow("shape of %s", name) << name << false;
        }
    }
    void damagedWeightsAreRefused() {
        QFETCH(QString, name);
        QFETCH(bool, hole);
        core::TensorMap weights = core::randomGenerator(smallShape(Architecture::Skip), 9);
        at::Tensor tensor = weights.at(name.toStdString()).clone();
        if (hole)
            tensor.view(-1)[1] = std::numeric_limits<float>::quiet_NaN();
        else
            tensor = at::cat({tensor, tensor}, -1);
        weights.set(name.toStdString(), tensor);
        SYPER_REFUSES(network(weights), Errc::BadFormat);
        try {
            (void)network(weights);
        } catch (const core::Error& error) {
            QVERIFY2(QString::fromUtf8(error.what()).contains(name.section('.', 1)), error.what());
        }
    }

    void missingTensorsAreNamed() {
        core::TensorMap weights = core::randomGenerator(smallShape(Architecture::Skip), 9), cut;
        for (const auto& [name, tensor] : weights.entries())
            if (name != "synthesis.b16.conv0.bias") cut.set(name, tensor);
        SYPER_REFUSES(network(cut), Errc::BadFormat);
        SYPER_REFUSES(core::generatorShape(core::TensorMap()), Errc::BadFormat);
    }

    void constructorArgumentsAreTakenOver() {
        core::GeneratorShape shape;
        core::applyInitKwargs(shape, nullptr);
        QCOMPARE(shape.clamp, 256.0);
        core::applyInitKwargs(
            shape, {{"synthesis_kwargs", {{"conv_clamp", 64}}}, {"mapping_kwargs", {{"lr_multiplier", 0.1}}}});
        QCOMPARE(shape.clamp, 64.0);
        QCOMPARE(shape.mappingRate, 0.1);
        core::applyInitKwargs(shape, {{"synthesis_kwargs", {{"channel_max", 64}}}});
        QCOMPARE(shape.clamp, 0.0);
        SYPER_REFUSES(core::applyInitKwargs(shape, {{"synthesis_kwargs", {{"activation", "relu"}}}}),
                      Errc::Unsupported);
    }

    void truncationWithoutAnAverageIsRefused() {
        core::TensorMap weights = core::randomGenerator(smallShape(Architecture::Skip), 9), cut;
        for (const auto& [name, tensor] : weights.entries())
            if (name != "mapping.w_avg") cut.set(name, tensor);
        const core::Generator generator = network(cut);
        const std::vector<float> w = generator.w(1, -1);
        QCOMPARE(generator.mapping.truncated(w, 1.0), w);
        SYPER_REFUSES(generator.mapping.truncated(w, 0.5), Errc::Unsupported);
    }

    void aStopEndsThePictureBetweenLayers() {
        const core::Generator generator = network(core::randomGenerator(smallShape(Architecture::Skip), 9));
        core::RunControl control;
        int blocks = 0;
        const auto stopAfterTwo = [&](int, std::span<const float>) {
            if (++blocks == 2) control.requestStop();
        };
        const at::Tensor ws = at::ones({8, 24});
        bool stopped = false;
        try {
            core::SynthesisState fresh;
            (void)generator.synthesis.picture({core::floats(ws)}, false, fresh, control, stopAfterTwo);
        } catch (const core::Stopped&) {
            stopped = true;
        }
        QVERIFY(stopped);
        QCOMPARE(blocks, 2);
    }

    void aPictureOfOneValueIsWrittenBlack() {
        const core::Image8 image = core::writePixels(at::full({3, 8, 8}, 0.25), core::Writer::Syper);
        QCOMPARE(image.width(), 224);
        QCOMPARE(int(image.data()[0]), 0);
        QCOMPARE(int(core::writePixels(at::full({3, 8, 8}, 9.0), core::Writer::Plain).data()[5]), 255);
        QCOMPARE(int(core::writePixels(at::full({3, 8, 8}, -9.0), core::Writer::Plain).data()[5]), 0);
    }
};

QTEST_APPLESS_MAIN(TestGenerator)
#include "tst_generator.moc"
