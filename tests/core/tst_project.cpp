// SPDX-License-Identifier: GPL-3.0-or-later
// Projection: the differentiable network, the distance, the search, its files.
#include "core/api/project.h"

#include <torch/csrc/autograd/autograd.h>

#include <QTemporaryDir>

#include "core/formats/load.h"
#include "core/formats/npy_writer.h"
#include "core/generator/generator.h"
#include "core/latent/perceptual.h"
#include "core/train/gan_generator.h"
#include "core/util/files.h"
#include "support/small_models.h"
#include "support/small_networks.h"
#include "support/tensors.h"

using namespace syper;
using core::Architecture;
using core::Errc;
using core::ProjectConfig;
using core::ProjectOutcome;
using core::ProjectPoint;

namespace {

core::GeneratorShape shapeOf(Architecture architecture) {
    core::GeneratorShape shape = test::smallShape();
    shape.architecture = architecture;
    shape.channels = core::officialChannels(shape.resolution, 256, 16);
    return shape;
}

}  // namespace

class TestProject : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        test::writeSmallNetwork(path("n.safetensors"), 4, test::smallShape());
        test::writeSmallModel(path("teacher.safetensors"), 1);
        sampler_.emplace(core::Sampler::load(path("n.safetensors")));
        core::SampleRequest request;
        request.seed = 77;
        config_ = {.network = path("n.safetensors"),
                   .target = sampler_->sample(request, control_),
                   .steps = 60,
                   .statistics = 500};
    }

    void theDifferentiableNetworkMakesTheSamplersPicture_data() {
        QTest::addColumn<int>("architecture");
        QTest::newRow("skip") << int(Architecture::Skip);
        QTest::newRow("orig") << int(Architecture::Orig);
        QTest::newRow("resnet") << int(Architecture::Resnet);
    }
    void theDifferentiableNetworkMakesTheSamplersPicture() {
        QFETCH(int, architecture);
        const core::GeneratorShape shape = shapeOf(Architecture(architecture));
        const core::TensorMap weights = core::randomGenerator(shape, 5, 0.3);
        core::TensorMap below;
        for (const auto& [name, tensor] : weights.entries()) below.set("x." + name, tensor);
        const core::GanGenerator graph(below, "x.", shape);
        const core::Synthesis plain(below, "x.", shape);
        const at::Tensor ws =
            at::linspace(-2, 2, shape.numWs() * shape.wDim).view({1, shape.numWs(), shape.wDim}).sin() * 2;
        core::SynthesisState state;
        const at::Tensor want =
            plain.picture({{ws.data_ptr<float>(), std::size_t(ws.numel())}}, false, state, control_);
        SYPER_COMPARE_REL(graph.synthesize(ws, std::nullopt, false, control_)[0], want, 1e-4);
    }

    void thePublishedNetworkIsDifferentiatedToo() {
        const auto networks = core::loadNetworks(test::dataPath("generator/tiny32.pkl"));
        const core::TensorMap& weights = networks.at("G_ema").tensors;
        const core::GanGenerator graph(weights, "", core::generatorShape(weights));
        const core::TensorMap want = test::testTensors("generator/tiny32.safetensors");
        const at::Tensor ws = want.at("ws").clone().set_requires_grad(true);
        const at::Tensor pictures = graph.synthesize(ws, std::nullopt, false, control_);
        SYPER_COMPARE_REL(pictures.detach(), want.at("img_const"), 1e-4);
        QVERIFY(torch::autograd::grad({pictures.sum()}, {ws})[0].abs().sum().item<double>() > 0.0);
    }

    void distancesAreZeroForTheSamePicture() {
        const at::Tensor a = test::formulaImages("a", 1, 16), b = test::formulaImages("b", 1, 16);
        QCOMPARE(core::pixelDistance(a, a).item<double>(), 0.0);
        QVERIFY(core::pixelDistance(a, b).item<double>() > 0.0);
        const core::PerceptualDistance distance(path("teacher.safetensors"), a, control_);
        QVERIFY(std::abs(distance.to(a, control_).item<double>()) < 1e-5);
        QVERIFY(distance.to(b, control_).item<double>() > 1e-3);
        // Nearer in between, and the gradient points there.
        const at::Tensor half = ((a + b) / 2).set_requires_grad(true);
        const at::Tensor far = distance.to(half, control_);
        QVERIFY(far.item<double>() < distance.to(b, control_).item<double>());
        const at::Tensor slope = torch::autograd::grad({far}, {half})[0];
        QVERIFY(distance.to(half.detach() - slope / slope.norm() * 0.01, control_).item<double>() < far.item<double>());
        // Larger pictures than the model takes are compared as well.
        const at::Tensor large = test::formulaImages("a", 1, 64);
        const core::PerceptualDistance reduced(path("teacher.safetensors"), large, control_);
        QVERIFY(std::abs(reduced.to(large, control_).item<double>()) < 1e-5);
    }

    void theSearchComesNearerAndTheSameWayTwice() {
        std::vector<ProjectPoint> told;
        const ProjectOutcome once = core::projectImage(
            config_,
            [&](const ProjectPoint& point, std::span<const float> ws) {
                QCOMPARE(ws.size(), std::size_t(60));
                told.push_back(point);
            },
            control_);
        QCOMPARE(once.steps, 60);
        QCOMPARE(told.size(), std::size_t(60));
        QCOMPARE(told.back().step, 60);
        QVERIFY(!once.stopped && !once.perceptual);
        QVERIFY2(once.distance < 0.5 * told.front().distance,
                 qPrintable(QString("%1 %2").arg(once.distance).arg(told.front().distance)));
        // One w for all layers.
        for (std::size_t i = 10; i < once.ws.size(); ++i) QCOMPARE(once.ws[i], once.ws[i - 10]);
        QVERIFY(core::projectImage(config_, {}, control_).ws == once.ws);
        ProjectConfig other = config_;
        other.seed = 1;
        QVERIFY(core::projectImage(other, {}, control_).ws != once.ws);
    }

    void aTeachersFeaturesAreMinimisedAsWell() {
        ProjectConfig config = config_;
        config.teacher = path("teacher.safetensors");
        config.space = core::ProjectSpace::WPlus;
        config.steps = 40;
        const ProjectOutcome outcome = core::projectImage(config, {}, control_);
        QVERIFY(outcome.perceptual.has_value());
        QVERIFY(std::abs(*outcome.perceptual + outcome.pixels - outcome.distance) < 1e-6);
        QVERIFY(outcome.distance < outcome.curve.front().distance);
        QVERIFY(!std::equal(outcome.ws.begin(), outcome.ws.begin() + 10, outcome.ws.begin() + 10));
    }

    void theOutcomesDistanceIsThatOfItsPicture() {
        const ProjectOutcome outcome = core::projectImage(config_, {}, control_);
        core::SampleRequest request;
        request.w = outcome.ws;
        const std::vector<float> raw = sampler_->raw(request, control_);
        at::Tensor target = at::empty({3, 16, 16});
        for (std::int64_t c = 0; c < 3; ++c)
            for (std::int64_t i = 0; i < 256; ++i)
                target.data_ptr<float>()[c * 256 + i] = float(config_.target.data()[3 * i + c]) / 127.5F - 1.0F;
        const at::Tensor own = at::tensor(raw).view({1, 3, 16, 16});
        const double distance = core::pixelDistance(own, target.unsqueeze(0)).item<double>();
        QVERIFY2(std::abs(distance - outcome.distance) < 1e-3 * distance + 1e-6, qPrintable(QString::number(distance)));
    }

    void stoppingKeepsTheBestSoFar() {
        core::RunControl control;
        const ProjectOutcome outcome = core::projectImage(
            config_,
            [&](const ProjectPoint& point, std::span<const float>) {
                if (point.step == 7) control.requestStop();
            },
            control);
        QVERIFY(outcome.stopped);
        QCOMPARE(outcome.steps, 7);
        QCOMPARE(outcome.ws.size(), std::size_t(60));
        core::RunControl atOnce;
        atOnce.requestStop();
        QVERIFY_THROWS_EXCEPTION(core::Stopped, (void)core::projectImage(config_, {}, atOnce));
    }

    void filesAreReadBackAsTheyWereWritten() {
        ProjectConfig config = config_;
        config.steps = 5;
        const ProjectOutcome outcome = core::projectImage(config, {}, control_);
        core::writeProjection(path("out"), config, outcome, *sampler_);
        const auto latents = core::readLatents(path("out/projected_w.npz"), sampler_->info());
        QCOMPARE(latents.size(), std::size_t(1));
        QVERIFY(latents.front() == outcome.ws);
        const core::LoadedFile npz = core::loadFile(path("out/projected_w.npz"));
        QCOMPARE(npz.tensors.at("w").sizes().vec(), (std::vector<std::int64_t>{1, 6, 10}));
        const core::SampleRequest again = core::readRecipes(path("out/proj.png")).at(0).request;
        QVERIFY(again.w == outcome.ws);
        core::writePng(path("again.png"), sampler_->sample(again, control_),
                       core::recipeText(again, sampler_->info().sha256));
        QVERIFY(core::readFile(path("again.png")) == core::readFile(path("out/proj.png")));
        for (const char* name : {"target.png", "curve.csv", "manifest.json"})
            QVERIFY(std::filesystem::exists(path("out") + "/" + name));
        core::writeLatents(path("two.safetensors"), {outcome.ws, outcome.ws}, sampler_->info());
        QCOMPARE(core::readLatents(path("two.safetensors"), sampler_->info()).size(), std::size_t(2));
        SYPER_REFUSES(core::writeLatents(path("w.txt"), {outcome.ws}, sampler_->info()), Errc::Unsupported);
        SYPER_REFUSES(core::writeLatents(path("w.npz"), {{1.0F}}, sampler_->info()), Errc::BadShape);
    }

    void latentsAreReadFromArraysWithoutAName_data() {
        QTest::addColumn<QList<qint64>>("shape");
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("length");
        QTest::newRow("one w") << QList<qint64>{10} << 1 << 10;
        QTest::newRow("one w+") << QList<qint64>{6, 10} << 1 << 60;
        QTest::newRow("a stack of w") << QList<qint64>{4, 10} << 4 << 10;
        QTest::newRow("a stack of w+") << QList<qint64>{3, 6, 10} << 3 << 60;
    }
    void latentsAreReadFromArraysWithoutAName() {
        QFETCH(QList<qint64>, shape);
        QFETCH(int, count);
        QFETCH(int, length);
        std::vector<float> values;
        for (int i = 0; i < count * length; ++i) values.push_back(float(i) / 7.0F);
        core::writeFile(path("w.npy"), core::npyBytes(values, {shape.begin(), shape.end()}));
        const auto latents = core::readLatents(path("w.npy"), sampler_->info());
        QCOMPARE(latents.size(), std::size_t(count));
        for (int row = 0; row < count; ++row)
            QVERIFY(std::equal(latents[std::size_t(row)].begin(), latents[std::size_t(row)].end(),
                               values.begin() + row * length, values.begin() + (row + 1) * length));
    }

    void latentsOfNoUseAreRefused() {
        const auto refused = [this](const std::vector<float>& values, const std::vector<std::int64_t>& shape, Errc code,
                                    const char* words) {
            core::writeFile(path("bad.npy"), core::npyBytes(values, shape));
            try {
                (void)core::readLatents(path("bad.npy"), sampler_->info());
                return false;
            } catch (const core::Error& error) {
                return error.code() == code && std::string(error.what()).find(words) != std::string::npos;
            }
        };
        QVERIFY(refused(std::vector<float>(55, 1.0F), {5, 11}, Errc::BadShape, "5 x 11, this network takes 6 x 10"));
        QVERIFY(refused({}, {0, 6, 10}, Errc::BadFormat, "holds no latent"));
        std::vector<float> broken(20, 1.0F);
        broken[13] = std::numeric_limits<float>::infinity();
        QVERIFY(refused(broken, {2, 10}, Errc::BadFormat, "latent 2 holds NaN or infinity"));
    }

    void impossibleProjectionsAreRefused() {
        ProjectConfig config = config_;
        config.target = core::Image8(17, 16);
        SYPER_REFUSES(core::projectImage(config, {}, control_), Errc::BadShape);
        config = config_;
        config.steps = 0;
        SYPER_REFUSES(core::projectImage(config, {}, control_), Errc::BadArgument);
        config = config_;
        config.network = path("teacher.safetensors");
        SYPER_REFUSES(core::projectImage(config, {}, control_), Errc::BadFormat);
        config = config_;
        config.teacher = path("none.safetensors");
        SYPER_REFUSES(core::projectImage(config, {}, control_), Errc::NotFound);
    }

private:
    [[nodiscard]] std::string path(const char* name) const {
        return folder_.filePath(QLatin1String(name)).toStdString();
    }
    QTemporaryDir folder_;
    core::RunControl control_;
    std::optional<core::Sampler> sampler_;
    ProjectConfig config_;
};

QTEST_APPLESS_MAIN(TestProject)
#include "tst_project.moc"
