// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <cmath>

#include "core/api/train_teacher.h"
#include "core/formats/safetensors.h"
#include "core/train/eye_augment.h"
#include "core/train/identity_batches.h"
#include "core/train/input_size.h"
#include "core/util/files.h"
#include "support/tensors.h"

using namespace syper;
using core::Errc;

namespace {

/// Waves whose frequencies are the class's and whose phase is the picture's: easy to tell apart, never the same twice.
class WaveSet : public core::ImageSet {
public:
    WaveSet(std::int64_t classes, std::int64_t each) : classes_(classes), size_(classes * each) {}
    std::int64_t size() const override { return size_; }
    std::string name(std::int64_t index) const override { return "wave" + std::to_string(index); }
    void load(std::int64_t index, int side, std::span<float> out) const override {
        const double frequency = double(index % classes_ + 1) * 0.05, phase = double(index / classes_);
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = float(std::sin(frequency * double(int(i) % side) + phase + double(i / std::size_t(side * side))));
    }
    std::string digest() const override { return "waves" + std::to_string(size_); }
    core::LabelledSet labelled() const {
        core::LabelledSet set{std::make_shared<WaveSet>(*this), {}};
        for (std::int64_t i = 0; i < size_; ++i) set.labels.push_back(i % classes_);
        return set;
    }

private:
    std::int64_t classes_, size_;
};

core::TeacherConfig smallRun(const QString& out) {
    core::TeacherConfig config;
    config.data = WaveSet(3, 2).labelled();
    config.steps = 4;
    config.batch = 2;
    config.checkpointEvery = 100;
    config.out = out.toStdString();
    return config;
}

}  // namespace

class TestTeacher : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void strengthZeroChangesNothing() {
        core::RandomStream random(1);
        const at::Tensor image = at::linspace(-1, 1, 3 * 32 * 32).reshape({3, 32, 32});
        QVERIFY(at::equal(core::augmentEye(image, 0.0, random), image));
    }

    void augmentedPicturesDifferButStayInRange() {
        const at::Tensor image = at::linspace(-1, 1, 3 * 32 * 32).reshape({3, 32, 32});
        for (std::uint64_t key = 0; key < 50; ++key) {
            core::RandomStream first(key), again(key), other(key + 1000);
            const at::Tensor one = core::augmentEye(image, 1.0, first);
            QVERIFY(at::equal(one, core::augmentEye(image, 1.0, again)));
            QVERIFY(!at::equal(one, core::augmentEye(image, 1.0, other)));
            QVERIFY(one.min().item<float>() >= -1.0F && one.max().item<float>() <= 1.0F);
            QCOMPARE(one.sizes().vec(), image.sizes().vec());
        }
    }

    void aBatchDependsOnItsStepAlone() {
        const core::TeacherConfig config = smallRun(folder_.path());
        core::RunControl control;
        core::IdentityBatches straight(config, 32), jumping(config, 32);
        for (std::int64_t step = 0; step < 5; ++step) (void)straight.batch(step, control);
        const core::LabelledBatch a = straight.batch(5, control), b = jumping.batch(5, control);
        QVERIFY(at::equal(a.images, b.images));
        QVERIFY(at::equal(a.labels, b.labels));
    }

    void anEpochSeesEachPictureOnce() {
        const core::TeacherConfig config = smallRun(folder_.path());
        core::RunControl control;
        core::IdentityBatches batches(config, 32);
        QCOMPARE(batches.stepsPerEpoch(), 3);
        std::vector<int> seen(3, 0);
        for (std::int64_t step = 0; step < 3; ++step) {
            const at::Tensor labels = batches.batch(step, control).labels;
            for (int i = 0; i < 2; ++i) ++seen[std::size_t(labels[i].item<std::int64_t>())];
        }
        QCOMPARE(seen, std::vector<int>({2, 2, 2}));
    }

    void nothingToLearnFromIsRefused() {
        core::TeacherConfig config = smallRun(folder_.path());
        config.batch = 7;
        SYPER_REFUSES(core::IdentityBatches(config, 32), Errc::BadArgument);
        config.data.labels.pop_back();
        SYPER_REFUSES(core::IdentityBatches(config, 32), Errc::BadArgument);
        config.data = {};
        SYPER_REFUSES(core::IdentityBatches(config, 32), Errc::BadArgument);
    }

    void anInterruptedRunEndsWithTheSameWeights() {
        core::TeacherConfig straight = smallRun(folder_.path() + QStringLiteral("/straight"));
        straight.validation = WaveSet(3, 3).labelled();
        core::RunControl control;
        const core::TeacherResult whole = core::trainTeacher(
            straight, [](const core::TeacherPoint&) {}, control);
        QVERIFY(whole.eer.has_value() && *whole.eer >= 0.0 && *whole.eer <= 1.0);

        core::TeacherConfig broken = smallRun(folder_.path() + QStringLiteral("/broken"));
        core::RunControl stopping;
        bool stopped = false;
        try {
            (void)core::trainTeacher(
                broken,
                [&](const core::TeacherPoint& p) {
                    if (p.step == 2) stopping.requestStop();
                },
                stopping);
        } catch (const core::Stopped&) {
            stopped = true;
        }
        QVERIFY(stopped);
        SYPER_REFUSES(core::trainTeacher(
                          broken, [](const core::TeacherPoint&) {}, control),
                      Errc::BadArgument);
        broken.resume = true;
        const core::TeacherResult rest = core::trainTeacher(
            broken, [](const core::TeacherPoint&) {}, control);
        QVERIFY(core::readFile(whole.model) == core::readFile(rest.model));
        QCOMPARE(QString::fromStdString(core::readFile(broken.out / "log.csv")).count(QLatin1Char('\n')), 5);
    }

    void otherSettingsDoNotContinueARun() {
        core::TeacherConfig config = smallRun(folder_.path() + QStringLiteral("/settings"));
        config.steps = 1;
        core::RunControl control;
        (void)core::trainTeacher(
            config, [](const core::TeacherPoint&) {}, control);
        config.resume = true;
        config.margin = 0.2;
        SYPER_REFUSES(core::trainTeacher(
                          config, [](const core::TeacherPoint&) {}, control),
                      Errc::BadArgument);
    }

    void aGrownNetworkKeepsItsWeightsAndItsSumsOverPlaces_data() {
        QTest::addColumn<QString>("backbone");
        QTest::addColumn<QString>("places");
        QTest::newRow("mobilefacenet") << QStringLiteral("mobilefacenet")
                                       << QStringLiteral("output_layer.conv_6_dw.conv.weight");
        QTest::newRow("iresnet18") << QStringLiteral("iresnet18") << QStringLiteral("fc.weight");
    }

    void aGrownNetworkKeepsItsWeightsAndItsSumsOverPlaces() {
        QFETCH(QString, backbone);
        QFETCH(QString, places);
        const core::Model small = core::Model::random(core::backboneKind(backbone.toStdString()), {.inputSize = 32}, 5);
        const core::Model large = core::withInputSize(small, 64);
        QCOMPARE(large.shape().inputSize, 64);
        for (const core::TensorSpec& spec : large.specs()) {
            const at::Tensor before = small.tensors().at(spec.name).detach(),
                             after = large.tensors().at(spec.name).detach();
            if (spec.name != places.toStdString()) {
                QVERIFY2(at::equal(before, after), spec.name.c_str());
                continue;
            }
            QCOMPARE(after.numel(), 4 * before.numel());
            const at::Tensor sums = before.reshape({512, -1}).sum(1), grown = after.reshape({512, -1}).sum(1);
            QVERIFY(at::allclose(sums, grown, 1e-4, 1e-5));
        }
        SYPER_REFUSES(core::withInputSize(small, 100), Errc::BadArgument);
    }

    void aRunCanGrowASmallerModel() {
        core::TeacherConfig config = smallRun(folder_.path() + QStringLiteral("/small"));
        config.inputSize = 32;
        config.steps = 1;
        core::RunControl control;
        const core::TeacherResult small = core::trainTeacher(
            config, [](const core::TeacherPoint&) {}, control);
        config.init = small.model;
        config.inputSize = 64;
        config.out = folder_.filePath(QStringLiteral("large")).toStdString();
        const core::TeacherResult large = core::trainTeacher(
            config, [](const core::TeacherPoint&) {}, control);
        QCOMPARE(core::readSafetensors(large.model).at("output_layer.conv_6_dw.conv.weight").size(3), 4);

        // From a checkpoint the classes come along: at a rate of almost nothing they stay.
        config.init = folder_.filePath(QStringLiteral("small/checkpoint.safetensors")).toStdString();
        config.lr = 1e-30;
        config.out = folder_.filePath(QStringLiteral("from-checkpoint")).toStdString();
        (void)core::trainTeacher(
            config, [](const core::TeacherPoint&) {}, control);
        QVERIFY(at::equal(core::readSafetensors(config.init).at("header.kernel"),
                          core::readSafetensors(config.out / "checkpoint.safetensors").at("header.kernel")));
    }

private:
    QTemporaryDir folder_;
};

QTEST_APPLESS_MAIN(TestTeacher)
#include "tst_teacher.moc"
