// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/CPUGeneratorImpl.h>
#include <torch/csrc/autograd/autograd.h>

#include <QTemporaryDir>
#include <cmath>
#include <filesystem>
#include <numbers>
#include <set>

#include "core/api/compute.h"
#include "core/api/train_generator.h"
#include "core/train/gan_adam.h"
#include "core/train/gan_data.h"
#include "core/train/gan_step.h"
#include "core/util/files.h"
#include "support/tensors.h"

using namespace syper;
using core::GanConfig;

namespace {

namespace fs = std::filesystem;

at::Generator stream(std::uint64_t seed) {
    return at::detail::createCPUGenerator(seed);
}

}  // namespace

class TestGanTraining : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void lossesAreTheLogisticOnes() {
        const at::Tensor scores = at::tensor({0.0F, 2.0F, -1.0F});
        const double fake = (std::log(2.0) + std::log1p(std::exp(2.0)) + std::log1p(std::exp(-1.0))) / 3.0;
        const double real = (std::log(2.0) + std::log1p(std::exp(-2.0)) + std::log1p(std::exp(1.0))) / 3.0;
        QVERIFY(std::abs(core::logisticFake(scores).item<double>() - fake) < 1e-6);
        QVERIFY(std::abs(core::logisticReal(scores).item<double>() - real) < 1e-6);
    }

    void squaredGradientOfAParabolaIsItsSquaredLength() {
        const at::Tensor x = at::tensor({1.0F, 2.0F, -3.0F, 0.5F}).view({2, 1, 1, 2}).requires_grad_(true);
        const at::Tensor scores = x.square().sum(at::IntArrayRef{1, 2, 3}) * 0.5;
        QVERIFY(std::abs(core::squaredGradient(scores, x).item<double>() - (1 + 4 + 9 + 0.25) / 2) < 1e-6);
    }

    void r1GradientIsThatOfFiniteDifferences() {
        core::Discriminator d({.resolution = 8, .channelBase = 32, .channelMax = 4}, stream(1));
        const at::Tensor pictures = at::randn({4, 3, 8, 8}, stream(2)).requires_grad_(true);
        // Away from the activations' kinks, which a difference steps over and a derivative does not see.
        for (const auto& [each, tensor] : d.tensors().entries())
            if (each.ends_with(".bias")) tensor.fill_(6.0);
        const std::string name = "b8.conv0.weight";
        (void)d.tensors().at(name).requires_grad_(true);
        const auto penalty = [&] { return core::squaredGradient(d.forward(pictures, false, control_), pictures); };
        // Small: each kink that a step crosses counts as much as the derivative.
        compareWithDifferences(penalty, d.tensors(), name, 3e-5);
    }

    void pathLengthsAreThoseOfTheirDefinition() {
        const at::Tensor ws = at::randn({3, 2, 4}, stream(1)).requires_grad_(true);
        const at::Tensor probe = at::randn({3, 2, 4}, stream(2));
        // The gradient of <ws^2, probe> is 2 ws probe.
        const at::Tensor wanted = (ws * probe * 2.0).square().sum(2).mean(1).sqrt();
        SYPER_COMPARE(core::pathLengths(ws.square(), ws, probe), wanted.detach(), 1e-6);
    }

    void pathLengthGradientIsThatOfFiniteDifferences() {
        core::GanGenerator g(
            {.resolution = 8, .zDim = 4, .wDim = 4, .mappingLayers = 1, .channelBase = 32, .channelMax = 4}, 1);
        // Away from the activations' kinks, which a difference steps over and a derivative does not see.
        for (const auto& [each, tensor] : g.tensors().entries())
            if (each.ends_with(".bias") && each.find("conv") != std::string::npos &&
                each.find("affine") == std::string::npos)
                tensor.fill_(6.0);
        const std::string name = "synthesis.b8.conv1.weight";
        g.tensors().set(name, g.tensors().at(name).clone().requires_grad_(true));
        const at::Tensor ws = at::randn({2, g.numWs(), 4}, stream(2)).requires_grad_(true);
        const at::Tensor probe = at::randn({2, 3, 8, 8}, stream(3));
        const auto penalty = [&] {
            return core::pathLengths(g.synthesize(ws, {}, false, control_), ws, probe).square().mean();
        };
        compareWithDifferences(penalty, g.tensors(), name, 1e-3);
    }

    void adamMakesTheStepsOfThePaper() {
        const at::Tensor weight = at::tensor({1.0F, -1.0F});
        core::Adam adam({.lr = 0.1, .beta1 = 0.5, .beta2 = 0.75, .epsilon = 0.0}, {"w"}, {weight});
        adam.step({at::tensor({2.0F, -4.0F})});  // the first step is lr against the sign
        SYPER_COMPARE(weight, at::tensor({0.9F, -0.9F}), 1e-6);
        adam.step({at::tensor({0.0F, -4.0F})});
        // m = 0.5 * 1, v = 0.75 * 1; corrected 0.5 / 0.75 and 0.75 / 0.4375.
        const double expected = 0.9 - 0.1 * (0.5 / 0.75) / std::sqrt(0.75 / 0.4375);
        SYPER_COMPARE(weight, at::tensor({float(expected), -0.8F}), 1e-6);
        adam.step({at::tensor({std::numeric_limits<float>::quiet_NaN(), 1.0F})});
        QVERIFY(weight.isfinite().all().item<bool>());
        QCOMPARE(adam.steps(), std::int64_t(3));
    }

    void lazyRegularisationShortensAdamsMemory() {
        const core::AdamSettings lazy = core::AdamSettings{.lr = 0.0025, .beta2 = 0.99}.lazy(16);
        QVERIFY(std::abs(lazy.lr - 0.0025 * 16 / 17) < 1e-12);
        QVERIFY(std::abs(lazy.beta2 - std::pow(0.99, 16.0 / 17)) < 1e-12);
        QCOMPARE(lazy.beta1, 0.0);
    }

    void aPassShowsEveryPictureOnceAndDependsOnPositionAlone() {
        const at::Tensor pixels = at::arange(12).view({12, 1, 1, 1}).expand({12, 3, 2, 2}).to(at::kByte).contiguous();
        core::PictureFeed feed({pixels, "x"}, false, 5), other({pixels, "x"}, false, 5);
        const at::Tensor pass = feed.batch(0, 12);
        std::set<int> seen;
        for (int i = 0; i < 12; ++i) seen.insert(int(std::lround((pass[i][0][0][0].item<double>() + 1.0) * 127.5)));
        QCOMPARE(seen.size(), std::size_t(12));
        QVERIFY(!at::equal(feed.batch(12, 12), pass));
        QVERIFY(at::equal(other.batch(7, 3), pass.slice(0, 7, 10)));
        core::PictureFeed twice({pixels, "x"}, true, 5);
        QCOMPARE(twice.size(), std::int64_t(24));
    }

    void tensorsOfBothOrdersAndTypesAreTheSamePictures() {
        const at::Tensor planes = at::randint(0, 256, {5, 3, 8, 8}, stream(1)).to(at::kByte);
        const auto load = [&](const char* name, const at::Tensor& tensor) {
            core::TensorMap map;
            map.set("images", tensor);
            core::writeSafetensors(path(name), map);
            return core::loadPictures(fs::path(path(name)), 8);
        };
        const core::TrainingPictures wanted = load("planes.safetensors", planes);
        QVERIFY(at::equal(wanted.pixels, planes));
        const core::TrainingPictures last = load("last.safetensors", planes.permute({0, 2, 3, 1}).contiguous());
        const core::TrainingPictures unit = load("unit.safetensors", planes.to(at::kFloat) / 127.5 - 1.0);
        QVERIFY(at::equal(last.pixels, planes) && at::equal(unit.pixels, planes));
        QCOMPARE(last.digest, wanted.digest);
        SYPER_REFUSES(load("flat.safetensors", at::zeros({5, 8, 8}, at::kByte)), core::Errc::BadFormat);
        SYPER_REFUSES(load("empty.safetensors", at::zeros({0, 3, 8, 8}, at::kByte)), core::Errc::BadFormat);
        SYPER_REFUSES(load("long.safetensors", at::zeros({1, 3, 8, 8}, at::kLong)), core::Errc::BadFormat);
    }

    /// A smoke run against what it gave when it was written down, here with the rounding that other processors' kernels
    /// are allowed.
    void aShortRunHasTheLossesThatWereStored() {
        std::vector<core::GanPoint> points;
        core::trainGenerator(
            config("stored"), [&](const core::GanPoint& point) { points.push_back(point); }, control_);
        struct Losses {
            double g, d, r1;  // a lazy penalty that no step of the line had is 0 here, NaN there
        };
        const std::vector<Losses> stored{{0.708535373, 1.37151068, 0.0105272532},
                                         {0.758614838, 1.38331836, 0},
                                         {0.740787148, 1.2973873, 0.0311075812},
                                         {0.734787077, 1.32677653, 0}};
        QCOMPARE(points.size(), stored.size());
        const auto near = [](double now, double then) { return std::abs(now - then) <= 1e-4 * then; };
        for (std::size_t i = 0; i < points.size(); ++i) {
            const core::GanPoint& point = points[i];
            QVERIFY2(near(point.lossG, stored[i].g) && near(point.lossD, stored[i].d),
                     qPrintable(QStringLiteral("point %1: G %2, D %3").arg(i).arg(point.lossG).arg(point.lossD)));
            QVERIFY(stored[i].r1 > 0 ? near(point.r1, stored[i].r1) : std::isnan(point.r1));
        }
    }

    void aContinuedRunEndsAsAnUnbrokenOne_data() {
        QTest::addColumn<double>("plWeight");
        QTest::newRow("plain") << 0.0;
        QTest::newRow("with path lengths") << 2.0;
    }
    void aContinuedRunEndsAsAnUnbrokenOne() {
        QFETCH(double, plWeight);
        const std::string row = QTest::currentDataTag();
        GanConfig straight = config(("straight " + row).c_str());
        straight.plWeight = plWeight;
        straight.plInterval = 2;
        double pl = 0.0;
        core::trainGenerator(
            straight, [&pl](const core::GanPoint& point) { pl += std::isnan(point.pl) ? 0 : point.pl; }, control_);
        QCOMPARE(pl > 0.0, plWeight > 0.0);
        GanConfig broken = config(("broken " + row).c_str());
        broken.plWeight = straight.plWeight;
        broken.plInterval = straight.plInterval;
        core::RunControl control;
        int ticks = 0;
        const auto stopAtTwo = [&](const core::GanPoint&) {
            if (++ticks == 2) control.requestStop();
        };
        QVERIFY_EXCEPTION_THROWN(core::trainGenerator(broken, stopAtTwo, control), core::Stopped);
        QVERIFY(!fs::exists(broken.out / "generator.safetensors"));
        const core::GanResult result = core::continueGenerator(broken, {}, {}, control_);
        QCOMPARE(result.kimg, 0.032);
        sameTensors(straight.out / "checkpoint.safetensors", broken.out / "checkpoint.safetensors");
        sameTensors(straight.out / "generator.safetensors", broken.out / "generator.safetensors");
        const std::string log = core::readFile(broken.out / "log.csv");
        QCOMPARE(std::count(log.begin(), log.end(), '\n'), std::ptrdiff_t(5));
        for (const char* sheet : {"reals.png", "fakes-000000.png", "fakes-000000.016.png", "fakes-000000.032.png"})
            QVERIFY2(fs::exists(broken.out / sheet), sheet);
    }

    void aNetworkToStartFromGivesItsSizes() {
        GanConfig first = config("sizes");
        first.channelBase = 48;
        first.mappingLayers = 3;
        const core::GanResult trained = core::trainGenerator(first, {}, control_);
        for (const fs::path& file : {trained.generator, first.out / "checkpoint.safetensors"}) {
            GanConfig second = core::ganPreset("cpu", 16);
            core::takeNetworkSizes(second, file);
            QCOMPARE(second.zDim, 8);
            QCOMPARE(second.wDim, 8);
            QCOMPARE(second.mappingLayers, 3);
            QCOMPARE(second.channelBase, 48);
            QCOMPARE(second.channelMax, 8);
            QCOMPARE(second.resolution, 16);
        }
        GanConfig none;
        SYPER_REFUSES(core::takeNetworkSizes(none, path("none.pkl")), core::Errc::NotFound);
        SYPER_REFUSES(core::ganPreset("best", 64), core::Errc::BadArgument);
    }

    void theFrechetDistanceIsMeasuredAtSnapshots() {
        GanConfig c = config("fid");
        c.fidModel = std::string(SYPER_TEST_DATA "/../../resources/models/teacher.safetensors");
        c.fidPictures = 4;
        c.fidSnapshots = true;
        std::vector<double> measured;
        const core::GanResult result = core::trainGenerator(
            c,
            [&](const core::GanPoint& point) {
                if (!std::isnan(point.fid)) measured.push_back(point.fid);
                QCOMPARE(point.snapshot, !std::isnan(point.fid));
            },
            control_);
        QCOMPARE(measured.size(), std::size_t(2));
        QCOMPARE(result.fid.value(), measured.back());
    }

    void theResultDoesNotDependOnTheThreads() {
        const int before = core::computeThreads();
        core::setComputeThreads(1);
        const GanConfig one = config("one");
        core::trainGenerator(one, {}, control_);
        core::setComputeThreads(2);
        const GanConfig two = config("two");
        core::trainGenerator(two, {}, control_);
        QCOMPARE(core::computeThreads(), 2);
        core::setComputeThreads(before);
        sameTensors(one.out / "checkpoint.safetensors", two.out / "checkpoint.safetensors");
    }

    void aStepThatIsGivenUpLeavesTheStateAsItWas() {
        const GanConfig c = config("unused");
        core::GanState state(c);
        core::GanState::Backup backup = state.begin();
        backup.generator.push_back(state.generatorAdam.copy());
        backup.discriminator.push_back(state.discriminatorAdam.copy());
        const core::TensorMap before = copyOf(state.tensors());
        core::GanStep step(c, state);
        const at::Tensor real = at::randn({8, 3, 8, 8}, stream(1));
        step.run(real, control_);
        QVERIFY(!at::equal(state.tensors().at("D/b8.conv0.weight"), before.at("D/b8.conv0.weight")));
        state.restore(backup);
        for (const auto& [name, tensor] : before.entries())
            if (!name.starts_with("G_ema/")) QVERIFY2(at::equal(state.tensors().at(name), tensor), name.c_str());

        core::RunControl stopped;
        stopped.requestStop();
        QVERIFY_EXCEPTION_THROWN(step.run(real, stopped), core::Stopped);
        QVERIFY(at::equal(state.tensors().at("random"), before.at("random")));
    }

    void augmentationFollowsTheDiscriminator() {
        GanConfig sure = config("sure");
        sure.target = -1.0;  // any answer is too sure
        sure.adaKimg = 0.064;
        QVERIFY(core::trainGenerator(sure, {}, control_).p > 0.4);
        GanConfig fixed = config("fixed");
        fixed.aug = "fixed";
        fixed.p = 0.3;
        QCOMPARE(core::trainGenerator(fixed, {}, control_).p, 0.3);
    }

    void aFolderWithARunAndOtherPicturesAreRefused() {
        const GanConfig c = config("taken");
        SYPER_REFUSES(core::continueGenerator(c, {}, {}, control_), core::Errc::NotFound);
        core::trainGenerator(c, {}, control_);
        SYPER_REFUSES(core::trainGenerator(c, {}, control_), core::Errc::BadArgument);
        GanConfig other = c;
        other.tensor = pictures(8, 77);
        SYPER_REFUSES(core::continueGenerator(other, {}, {}, control_), core::Errc::BadArgument);
        core::writeFile(c.out / "run.json", "{\"pictures\": 3");
        SYPER_REFUSES(core::continueGenerator(c, {}, {}, control_), core::Errc::BadFormat);
    }

    void impossibleSettingsAreRefused() {
        const auto refused = [&](const char* name, auto change) {
            GanConfig c = config(name);
            change(c);
            SYPER_REFUSES(core::trainGenerator(c, {}, control_), core::Errc::BadArgument);
            QVERIFY(!fs::exists(c.out));
        };
        refused("a", [](GanConfig& c) { c.shard = 3; });
        refused("b", [](GanConfig& c) { c.batch = c.shard = 6; });
        refused("c", [](GanConfig& c) { c.kimg = 0; });
        refused("d", [](GanConfig& c) { c.aug = "some"; });
        refused("e", [](GanConfig& c) { c.p = 1.5; });
        refused("f", [](GanConfig& c) { c.resolution = 12; });
        refused("g", [](GanConfig& c) { c.augPipe = "none"; });
    }

private:
    [[nodiscard]] std::string path(const char* name) const {
        return folder_.filePath(QString::fromLatin1(name)).toStdString();
    }

    /// A file of 16 random pictures.
    [[nodiscard]] std::string pictures(int side, std::uint64_t seed) const {
        core::TensorMap map;
        map.set("images", at::randint(0, 256, {16, 3, side, side}, stream(seed)).to(at::kByte));
        const std::string file = path(("pictures" + std::to_string(seed) + ".safetensors").c_str());
        core::writeSafetensors(file, map);
        return file;
    }

    /// Four steps at 8 px, a line of the log each.
    [[nodiscard]] GanConfig config(const char* name) const {
        GanConfig c;
        c.tensor = pictures(8, 1);
        c.out = path(name);
        c.resolution = 8;
        c.zDim = c.wDim = 8;
        c.mappingLayers = 2;
        c.channelBase = 64;
        c.channelMax = 8;
        c.batch = 8;
        c.shard = 4;
        c.kimg = 0.032;
        c.tickKimg = 0.008;
        c.snapTicks = 2;
        c.r1Interval = 2;
        c.p = 0.5;
        c.seed = 3;
        return c;
    }

    /// The gradient of `penalty` by the tensor `name`, which asks for one, is its change along that gradient.
    static void compareWithDifferences(const std::function<at::Tensor()>& penalty, core::TensorMap& tensors,
                                       const std::string& name, double step) {
        const at::Tensor weight = tensors.at(name);
        const at::Tensor gradient = torch::autograd::grad({penalty()}, {weight})[0];
        const at::Tensor direction = gradient / gradient.square().mean().sqrt();
        const auto moved = [&](double by) {
            tensors.set(name, (weight.detach() + direction * by).requires_grad_(true));
            return penalty().item<double>();
        };
        const double difference = (moved(step) - moved(-step)) / (2 * step);
        const double wanted = (gradient * direction).sum().item<double>();
        QVERIFY(std::abs(wanted) > 1e-5);
        QVERIFY2(std::abs(difference - wanted) < 0.03 * std::abs(wanted),
                 qPrintable(QString::number(difference) + QLatin1Char(' ') + QString::number(wanted)));
    }

    static core::TensorMap copyOf(const core::TensorMap& tensors) {
        core::TensorMap copy;
        for (const auto& [name, tensor] : tensors.entries()) copy.set(name, tensor.clone());
        return copy;
    }

    static void sameTensors(const fs::path& a, const fs::path& b) {
        const core::TensorMap one = core::readSafetensors(a), two = core::readSafetensors(b);
        QCOMPARE(one.size(), two.size());
        for (const auto& [name, tensor] : one.entries()) QVERIFY2(at::equal(tensor, two.at(name)), name.c_str());
    }

    QTemporaryDir folder_;
    core::RunControl control_;
};

QTEST_APPLESS_MAIN(TestGanTraining)
#include "tst_gan_training.moc"
