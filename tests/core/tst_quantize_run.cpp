// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <numeric>

#include "core/api/compute.h"
#include "core/api/quantize.h"
#include "core/backbones/model_file.h"
#include "core/util/files.h"
#include "support/array_set.h"
#include "support/formula.h"
#include "support/tensors.h"

using namespace syper;
using core::Errc;
using core::QuantizeConfig;
using core::QuantizePoint;
namespace fs = std::filesystem;

namespace {

constexpr int kSide = 32;

core::QuantizeResult run(const QuantizeConfig& config) {
    core::RunControl control;
    return core::runQuantize(config, {}, control);
}

/// Runs until step `step` is complete, then stops.
void runTo(const QuantizeConfig& config, std::int64_t step) {
    core::RunControl control;
    QVERIFY_EXCEPTION_THROWN((void)core::runQuantize(
                                 config,
                                 [&](const QuantizePoint& p) {
                                     if (p.step == step) control.requestStop();
                                 },
                                 control),
                             core::Stopped);
}

}  // namespace

class TestQuantizeRun : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        core::setComputeThreads(1);  // small layers on two threads wait for each other on a busy machine
        core::saveModel(path("teacher.safetensors"), core::Model::random(core::backboneKind("mobilefacenet"),
                                                                         {.inputSize = kSide, .dimension = 16}, 3));
        core::saveModel(path("resnet.safetensors"),
                        core::Model::random(core::backboneKind("iresnet18"), {.inputSize = 16, .dimension = 16}, 3));
    }

    void aRunWritesItsFilesAndSaysWhatItDid() {
        QuantizeConfig c = config("whole");
        std::vector<QuantizePoint> points;
        core::RunControl control;
        const auto result = core::runQuantize(
            c, [&](const QuantizePoint& p) { points.push_back(p); }, control);
        QCOMPARE(result.steps, std::int64_t(5));
        QCOMPARE(result.loss.size(), std::size_t(5));
        QCOMPARE(points.size(), std::size_t(5));
        QCOMPARE(points.back().step, points.back().steps);
        QCOMPARE(points[3].epoch, 2);  // 12 pictures, batches of 4
        QVERIFY(std::abs(result.cosineToTeacher) <= 1.0 + 1e-6);
        const core::Model teacher = core::loadModel(c.teacher);
        QCOMPARE(result.bytesFp32, teacher.parameters() * 4);
        QCOMPARE(result.bytesPacked, teacher.parameters());
        const std::string curves = core::readFile(c.out / "curves.csv");
        QVERIFY(curves.starts_with("step,epoch,loss,grad_norm,lr,seconds,cosine\n1,1,"));
        QCOMPARE(std::ranges::count(curves, '\n'), 6);
        const auto report = nlohmann::json::parse(core::readFile(c.out / "report.json"));
        QCOMPARE(report.at("final_loss").get<double>(), result.finalLoss);
        QCOMPARE(report.at("settings").at("weight_bits").get<int>(), 8);
        const core::Model student = core::loadModel(result.student);
        QCOMPARE(student.bits().activations, 8);
        QCOMPARE(student.scheme()->name(), std::string("paper"));
        QVERIFY(student.tensors().metadata.contains(core::kMetaTeacher));
        for (const auto& entry : fs::recursive_directory_iterator(c.out)) QVERIFY(entry.path().extension() != ".part");
    }

    void aStopAfterAnyStepGivesTheUnbrokenRunsWeights_data() {
        QTest::addColumn<QString>("network");
        QTest::addColumn<int>("every");
        QTest::addColumn<QString>("scheme");
        const auto row = [](const char* scheme, const char* network, int every) {
            QTest::newRow(
                (std::string(scheme) + ", " + network + ", checkpoints every " + std::to_string(every)).c_str())
                << network << every << scheme;
        };
        for (const char* network : {"teacher", "resnet"})
            for (const int every : {1, 2, 100}) row("paper", network, every);
        row("deploy", "teacher", 2);
        row("deploy", "teacher", 100);
        row("deploy", "resnet", 1);
    }
    void aStopAfterAnyStepGivesTheUnbrokenRunsWeights() {
        QFETCH(QString, network);
        QFETCH(int, every);
        QFETCH(QString, scheme);
        const std::string tag = (network + scheme).toStdString() + std::to_string(every);
        QuantizeConfig straight = config(tag + "straight"), broken = config(tag + "broken");
        for (QuantizeConfig* c : {&straight, &broken}) {
            c->teacher = path(network.toStdString() + ".safetensors");
            if (network == "resnet") c->images = set(16);
            c->scheme = scheme.toStdString();
            c->checkpointEvery = every;
            c->augment = every == 2;
            c->freezeAfterSteps = 3;
            c->lr = 0.05;
        }
        const auto wanted = run(straight);
        broken.resume = true;  // starts anew where there is nothing
        runTo(broken, 1);
        runTo(broken, 3);
        const auto got = run(broken);
        QCOMPARE(got.loss, wanted.loss);
        QCOMPARE(got.gradNorm, wanted.gradNorm);
        QCOMPARE(got.cosineToTeacher, wanted.cosineToTeacher);
        QVERIFY(core::readFile(got.student) == core::readFile(wanted.student));
    }

    void theNumberOfThreadsChangesNoBit_data() {
        QTest::addColumn<QString>("network");
        QTest::addColumn<int>("bits");
        QTest::addColumn<QString>("scheme");
        for (const int bits : {8, 4}) {
            QTest::addRow("paper, MobileFaceNet, %d bits", bits) << "teacher" << bits << "paper";
            QTest::addRow("paper, iResNet-18, %d bits", bits) << "resnet" << bits << "paper";
        }
        QTest::newRow("deploy, MobileFaceNet") << "teacher" << 8 << "deploy";
        QTest::newRow("deploy, iResNet-18") << "resnet" << 4 << "deploy";
    }
    void theNumberOfThreadsChangesNoBit() {
        QFETCH(QString, network);
        QFETCH(int, bits);
        QFETCH(QString, scheme);
        std::vector<std::string> students;
        std::vector<std::vector<double>> losses, norms;
        for (const int threads : {1, 2, 3}) {
            core::setComputeThreads(threads);
            QuantizeConfig c = config((network + scheme + "%1t%2").arg(bits).arg(threads).toStdString());
            c.scheme = scheme.toStdString();
            c.teacher = path(network.toStdString() + ".safetensors");
            c.images = set(network == "resnet" ? 16 : kSide);
            c.weightBits = c.activationBits = bits;
            c.lr = 0.05;
            const auto result = run(c);
            losses.push_back(result.loss);
            norms.push_back(result.gradNorm);
            students.push_back(core::readFile(result.student));
        }
        core::setComputeThreads(1);
        for (std::size_t i = 1; i < students.size(); ++i) {
            QCOMPARE(losses[i], losses[0]);
            QCOMPARE(norms[i], norms[0]);
            QVERIFY(students[i] == students[0]);
        }
    }

    void aStopInMidStepLosesOnlyThatStep() {
        const QuantizeConfig straight = config("mid-straight");
        QuantizeConfig broken = config("mid");
        broken.resume = true;
        const auto wanted = run(straight);
        // The set asks for the stop while step 3 loads its pictures; gates before and in the passes then end it.
        struct StoppingSet final : core::ImageSet {
            const core::ImageSet& inner;
            core::RunControl& control;
            mutable int loads = 0;
            StoppingSet(const core::ImageSet& i, core::RunControl& c) : inner(i), control(c) {}
            std::int64_t size() const override { return inner.size(); }
            std::string name(std::int64_t i) const override { return inner.name(i); }
            std::string digest() const override { return inner.digest(); }
            void load(std::int64_t i, int side, std::span<float> out) const override {
                if (++loads == 12) control.requestStop();
                inner.load(i, side, out);
            }
        };
        core::RunControl control;
        QuantizeConfig stopped = broken;
        stopped.images = std::make_shared<StoppingSet>(*broken.images, control);
        QVERIFY_EXCEPTION_THROWN((void)core::runQuantize(stopped, {}, control), core::Stopped);
        QVERIFY(core::readFile(run(broken).student) == core::readFile(wanted.student));
    }

    void theFileOfAStepIsThereWhenItIsTold() {
        QuantizeConfig c = config("told");
        c.checkpointEvery = 1;
        core::RunControl control;
        (void)core::runQuantize(
            c,
            [&](const QuantizePoint& p) {
                QVERIFY(fs::exists(c.out / "checkpoints" / ("step_0000000" + std::to_string(p.step) + ".safetensors")));
                QCOMPARE(std::distance(fs::directory_iterator(c.out / "checkpoints"), fs::directory_iterator()), 1);
            },
            control);
    }

    void aFolderWithAnotherRunIsRefused() {
        const QuantizeConfig c = config("taken");
        (void)run(c);
        SYPER_REFUSES(run(c), Errc::BadArgument);
        QuantizeConfig other = c;
        other.resume = true;
        (void)run(other);  // the same run, finished already
        other.weightBits = 4;
        SYPER_REFUSES(run(other), Errc::BadArgument);
        other = c;
        other.resume = true;
        other.images = std::make_shared<test::ArraySet>(test::formulaImages("other", 12, kSide), "other");
        SYPER_REFUSES(run(other), Errc::BadArgument);
    }

    void aFinishedRunCanBeMadeLonger() {
        QuantizeConfig shorter = config("longer"), straight = config("longer-straight");
        straight.steps = 7;
        (void)run(shorter);
        shorter.resume = true;
        shorter.steps = 7;
        QCOMPARE(run(shorter).loss, run(straight).loss);
        shorter.steps = 2;
        SYPER_REFUSES(run(shorter), Errc::BadArgument);
    }

    void leftOverPartFilesGo() {
        const QuantizeConfig c = config("parts");
        core::writeFile(c.out / "student.safetensors.part", "x");
        core::writeFile(c.out / "checkpoints" / "step_00000001.safetensors.part", "x");
        (void)run(c);
        QVERIFY(!fs::exists(c.out / "student.safetensors.part"));
        QVERIFY(!fs::exists(c.out / "checkpoints" / "step_00000001.safetensors.part"));
    }

    void damagedCheckpointsAreNamed() {
        QuantizeConfig c = config("damaged");
        (void)run(c);
        c.resume = true;
        core::writeFile(c.out / "checkpoints" / "step_00000005.safetensors", "12345678");
        SYPER_REFUSES(run(c), Errc::BadFormat);
        fs::remove(c.out / "checkpoints" / "step_00000005.safetensors");
        SYPER_REFUSES(run(c), Errc::BadArgument);
    }

    void rangesStandStillAfterTheirStep() {
        QuantizeConfig two = config("range2"), five = config("range5");
        two.steps = two.freezeAfterSteps = five.freezeAfterSteps = 2;
        const auto range = [](const core::QuantizeResult& r) {
            double sum = 0;
            const core::Model student = core::loadModel(r.student);
            for (const auto& [name, tensor] : student.tensors().entries())
                if (name.ends_with(".x_max")) sum += tensor.item<double>();
            return sum;
        };
        const auto a = run(two), b = run(five);
        QCOMPARE(range(a), range(b));
        five.out = path("range5-open");
        five.freezeAfterSteps = 0;
        QVERIFY(range(run(five)) > range(b));
    }

    void theRateIsATenthFromTheEighthEpoch() {
        QuantizeConfig c = config("rate");
        c.images = set(kSide, 4);
        c.steps = 0;
        c.epochs = 9;
        std::vector<double> lr;
        core::RunControl control;
        (void)core::runQuantize(
            c, [&](const QuantizePoint& p) { lr.push_back(p.lr); }, control);
        QCOMPARE(lr.size(), std::size_t(9));
        QCOMPARE(lr[0], 0.01 * 4 / 512.0);
        QCOMPARE(lr[6], lr[0]);
        QCOMPARE(lr[7], 0.1 * lr[0]);
        QCOMPARE(lr[8], 0.1 * lr[0]);
    }

    void orderAndSeedDecideTheBatches() {
        const auto losses = [&](const char* name, bool shuffle, std::uint64_t seed) {
            QuantizeConfig c = config(name);
            c.shuffle = shuffle;
            c.seed = seed;
            c.steps = 2;
            return run(c).loss;
        };
        const auto shuffled = losses("s1", true, 1);
        QVERIFY(shuffled != losses("s2", true, 2));
        QCOMPARE(losses("s3", false, 1), losses("s4", false, 2));
        QVERIFY(shuffled != losses("s5", false, 1));
    }

    void wholeNumbersAreTrainedTowardsTheTeacher() {
        QuantizeConfig c = config("whole-numbers");
        c.scheme = "deploy";
        c.weightBits = c.activationBits = 4;
        c.steps = 40;
        c.lr = 1e-3;
        const auto trained = run(c);
        QCOMPARE(trained.loss.size(), std::size_t(40));
        const auto mean = [&](std::size_t from) {
            return std::accumulate(trained.loss.begin() + std::ptrdiff_t(from),
                                   trained.loss.begin() + std::ptrdiff_t(from + 6), 0.0);
        };
        QVERIFY2(mean(34) < 0.8 * mean(0), qPrintable(QString::number(mean(34) / mean(0))));
        c.out = path("calibrated");
        c.steps = 0;
        const auto calibrated = run(c);
        QCOMPARE(calibrated.steps, std::int64_t(0));
        QVERIFY(trained.cosineToTeacher > calibrated.cosineToTeacher);
        c.resume = true;
        c.steps = 3;
        QCOMPARE(run(c).loss.front(), trained.loss.front());  // training may follow a calibration
    }

    void anInitialStudentIsTakenAndAStrangerRefused() {
        QuantizeConfig first = config("init-first"), second = config("init-second");
        second.init = run(first).student;
        second.weightBits = second.activationBits = 4;
        (void)run(second);
        second.out = path("init-third");
        second.init = path("resnet.safetensors");
        SYPER_REFUSES(run(second), Errc::BadArgument);
        second.init.clear();
        second.teacher = path("init-first/student.safetensors");
        SYPER_REFUSES(run(second), Errc::BadArgument);
    }

    void impossibleSettingsAreRefusedBeforeAnyWork_data() {
        QTest::addColumn<int>("which");
        for (int i = 0; i < 8; ++i) QTest::addRow("%d", i) << i;
    }
    void impossibleSettingsAreRefusedBeforeAnyWork() {
        QFETCH(int, which);
        QuantizeConfig c = config("impossible" + std::to_string(which));
        if (which == 0) c.weightBits = 1;
        if (which == 1) c.scheme = "none";
        if (which == 2) c.batch = 13;  // more than there are pictures
        if (which == 3) c.steps = c.epochs = 0;
        if (which == 4) c.momentum = 1.0;
        if (which == 5) c.lr = std::nan("");
        if (which == 6) c.images = nullptr;
        if (which == 7) c.checkpointEvery = 0;
        SYPER_REFUSES(run(c), Errc::BadArgument);
        QVERIFY(!fs::exists(c.out));
    }

    void aDivergedRunSaysSoAndKeepsWhatWasComplete() {
        QuantizeConfig c = config("diverged");
        c.lr = 1e30;
        c.clip = 1e30;
        SYPER_REFUSES(run(c), Errc::Internal);
        QVERIFY(fs::exists(c.out / "curves.csv"));
    }

    void theEstimateComesFromAMeasuredStep() {
        core::RunControl control;
        const QuantizeConfig c = config("estimate");
        const auto estimate = core::estimateQuantize(c, control);
        QVERIFY(estimate.has_value());
        QCOMPARE(estimate->steps, std::int64_t(5));
        QVERIFY(estimate->seconds() > 0);
        QVERIFY(!fs::exists(c.out));
        QuantizeConfig few = c;
        few.batch = 13;
        QVERIFY(!core::estimateQuantize(few, control).has_value());
        few.scheme = "deploy";
        few.steps = 0;  // nothing is trained, so no batch must be filled
        const auto calibration = core::estimateQuantize(few, control);
        QVERIFY(calibration && calibration->steps == 0 && calibration->seconds() > 0);
    }

private:
    std::string path(const std::string& name) const { return folder_.path().toStdString() + "/" + name; }
    static std::shared_ptr<const core::ImageSet> set(int side, std::int64_t count = 12) {
        return std::make_shared<test::ArraySet>(test::formulaImages("run", count, side));
    }
    QuantizeConfig config(const std::string& name) const {
        QuantizeConfig c;
        c.teacher = path("teacher.safetensors");
        c.images = set(kSide);
        c.batch = 4;
        c.steps = 5;
        c.out = path(name);
        return c;
    }

    QTemporaryDir folder_;
};

QTEST_APPLESS_MAIN(TestQuantizeRun)
#include "tst_quantize_run.moc"
