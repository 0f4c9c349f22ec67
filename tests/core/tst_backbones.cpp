// SPDX-License-Identifier: GPL-3.0-or-later
#include <torch/csrc/autograd/autograd.h>

#include <nlohmann/json.hpp>

#include "core/util/files.h"
#include "support/formula.h"
#include "support/tensors.h"

using namespace syper;
using core::Errc;
using core::Model;

namespace {

Model smallModel() {
    return Model::random(core::backboneKind("mobilefacenet"), {.inputSize = 32, .dimension = 16}, 1);
}

at::Tensor evaluated(const Model& model, const at::Tensor& images) {
    const at::NoGradGuard guard;
    return model.forward(images, {});
}

}  // namespace

class TestBackbones : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void stateDictsHaveTheOfficialNamesAndShapes_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("network");
        QTest::addColumn<QString>("scheme");
        for (const char* network : {"mobilefacenet", "iresnet18", "iresnet34", "iresnet50"})
            QTest::newRow(network) << network << network << "";
        for (const char* network : {"mobilefacenet", "iresnet18"}) {
            const QString key = QString(network) + "_quantized";
            QTest::newRow(qPrintable(key)) << key << network << "paper";
        }
    }
    void stateDictsHaveTheOfficialNamesAndShapes() {
        QFETCH(QString, key);
        QFETCH(QString, network);
        QFETCH(QString, scheme);
        const auto wanted = nlohmann::json::parse(core::readFile(test::dataPath("backbones/state_dict_keys.json")))
                                .at(key.toStdString());
        const core::QuantScheme* quant = scheme.isEmpty() ? nullptr : &core::quantScheme(scheme.toStdString());
        const auto specs = core::listTensors(core::backboneKind(network.toStdString()), {}, quant);
        QCOMPARE(specs.size(), wanted.size());
        for (std::size_t i = 0; i < specs.size(); ++i) {
            QCOMPARE(specs[i].name, wanted[i].at(0).get<std::string>());
            QCOMPARE(specs[i].shape, wanted[i].at(1).get<std::vector<std::int64_t>>());
        }
    }

    void embeddingsAreThoseOfThePublishedNetworks_data() {
        QTest::addColumn<QString>("network");
        QTest::addColumn<int>("side");
        QTest::addColumn<QString>("images");
        QTest::newRow("mobilefacenet") << "mobilefacenet" << 224 << "img";
        QTest::newRow("iresnet18_64px") << "iresnet18" << 64 << "img64";
        QTest::newRow("iresnet34_64px") << "iresnet34" << 64 << "img64";
        QTest::newRow("iresnet50_64px") << "iresnet50" << 64 << "img64";
    }
    void embeddingsAreThoseOfThePublishedNetworks() {
        QFETCH(QString, network);
        QFETCH(int, side);
        QFETCH(QString, images);
        const core::TensorMap wanted = test::testTensors("backbones/embeddings.safetensors");
        const std::string salt = wanted.metadata.at("salt");
        const Model model = test::formulaModel(salt, network.toStdString(), side);
        const at::Tensor got = evaluated(model, test::formulaImages(salt + "/" + images.toStdString(), 2, side));
        SYPER_COMPARE_REL(got, wanted.at(QTest::currentDataTag()), 1e-4);
        if (const at::Tensor* count = wanted.find(network.toStdString() + "_params"))
            QCOMPARE(model.parameters(), count->item<std::int64_t>());
    }

    void parametersAtFullSizeAreThePapersCounts() {
        const auto count = [](const char* name) {
            return core::parameterCount(core::listTensors(core::backboneKind(name), {}));
        };
        constexpr std::int64_t kFixed = 512;  // the last gamma of iResNet, which the paper does not count: it never trains
        QCOMPARE(count("mobilefacenet"), std::int64_t(1275776));
        QCOMPARE(count("iresnet18"), 62560256 + kFixed);
        QCOMPARE(count("iresnet50"), 82125504 + kFixed);
    }

    void sizesAreReadFromTheStateDict() {
        for (const core::BackboneKind& kind : core::backboneKinds())
            for (const int side : {32, 64}) {
                core::TensorMap tensors;
                for (const auto& spec : core::listTensors(kind, {.inputSize = side, .dimension = 24}))
                    tensors.set(spec.name, at::empty(spec.shape));
                const auto identity = core::identifyBackbone(tensors);
                QVERIFY(identity.has_value());
                QCOMPARE(identity->kind->name, kind.name);
                QCOMPARE(identity->shape.inputSize, side);
                QCOMPARE(identity->shape.dimension, 24);
            }
    }

    void otherStateDictsAreNoBackbone() {
        core::TensorMap tensors;
        tensors.set("fc.weight", at::ones({512, 700}));
        tensors.set("features.running_mean", at::ones({512}));
        QVERIFY(!core::identifyBackbone(tensors).has_value());
        SYPER_REFUSES(Model::fromTensors(tensors, {}, "x.pth"), Errc::BadFormat);
        SYPER_REFUSES(core::backboneKind("vgg"), Errc::BadArgument);
    }

    void damagedStateDictsAreRefused_data() {
        QTest::addColumn<QString>("damage");
        for (const char* damage : {"nan", "infinite", "missing", "shape", "stranger", "integers", "negative variance"})
            QTest::newRow(damage) << damage;
    }
    void damagedStateDictsAreRefused() {
        QFETCH(QString, damage);
        const Model model = smallModel();
        core::TensorMap damaged;
        for (const auto& [name, tensor] : model.tensors().entries()) {
            at::Tensor value = tensor.detach().clone();
            if (name == "conv_34.project.bn.bias") {
                if (damage == "nan") value[3] = std::nan("");
                if (damage == "infinite") value[0] = INFINITY;
                if (damage == "missing") continue;
                if (damage == "shape") value = value.slice(0, 1);
                if (damage == "integers") value = value.to(at::kLong);
            }
            if (damage == "negative variance" && name == "conv1.bn.running_var") value.fill_(-1);
            damaged.set(name, value);
        }
        if (damage == "stranger") damaged.set("conv_99.weight", at::ones({1}));
        SYPER_REFUSES(Model::fromTensors(damaged, {}, "x.pth"), Errc::BadFormat);
    }

    void missingBatchCountersAreFilledIn() {
        const Model model = smallModel();
        core::TensorMap old;
        for (const auto& [name, tensor] : model.tensors().entries())
            if (!name.ends_with("num_batches_tracked")) old.set(name, tensor);
        QCOMPARE(Model::fromTensors(old, {}, "old").tensors().size(), model.tensors().size());
    }

    void wrongPictureSizesAreNamed() {
        SYPER_REFUSES(evaluated(smallModel(), at::zeros({1, 3, 64, 64})), Errc::BadShape);
    }

    void evaluationLeavesTheModelAsItWas() {
        const Model model = smallModel();
        const Model before = model.clone();
        core::PassUpdates updates;
        (void)model.forward(test::formulaImages("e", 2, 32), {}, &updates);
        QVERIFY(updates.empty());
        for (const auto& [name, tensor] : model.tensors().entries())
            QVERIFY(at::equal(tensor, before.tensors().at(name)));
    }

    void statisticsChangeAtCommitOnly() {
        Model model = smallModel();
        const at::Tensor before = model.tensors().at("conv1.bn.running_mean").clone();
        core::PassUpdates updates;
        (void)model.forward(test::formulaImages("s", 4, 32), {.training = true}, &updates);
        QVERIFY(at::equal(model.tensors().at("conv1.bn.running_mean"), before));
        model.commit(updates);
        QVERIFY(!at::equal(model.tensors().at("conv1.bn.running_mean"), before));
        QCOMPARE(model.tensors().at("conv1.bn.num_batches_tracked").item<std::int64_t>(), std::int64_t(1));
    }

    void everyTrainedTensorGetsAGradient_data() {
        QTest::addColumn<QString>("network");
        QTest::newRow("mobilefacenet") << "mobilefacenet";
        QTest::newRow("iresnet18") << "iresnet18";
    }
    void everyTrainedTensorGetsAGradient() {
        QFETCH(QString, network);
        const Model model =
            Model::random(core::backboneKind(network.toStdString()), {.inputSize = 32, .dimension = 16}, 1);
        const at::Tensor y = model.forward(test::formulaImages("g", 4, 32), {.training = true});
        // A random direction, since the last normalisation makes plain sums constant.
        const at::Tensor direction =
            at::from_blob(test::formulaUniform("d", 64).data(), {4, 16}, at::kDouble).to(at::kFloat);
        const auto gradients = torch::autograd::grad({(y * direction).sum()}, model.trained());
        const auto names = model.trainedNames();
        QCOMPARE(gradients.size(), names.size());
        for (std::size_t i = 0; i < gradients.size(); ++i)
            QVERIFY2(gradients[i].abs().max().item<double>() > 0, names[i].c_str());
        QCOMPARE(std::ranges::count(names, "features.weight"), 0);
    }

    void gradientsAreThoseOfFiniteDifferences() {
        Model model = smallModel();
        const at::Tensor images = test::formulaImages("f", 4, 32);
        const auto loss = [&] { return model.forward(images, {.training = true}).slice(1, 0, 4).pow(3).sum(); };
        const at::Tensor slopes = model.tensors().at("conv_6_sep.prelu.weight");
        const at::Tensor gradient = torch::autograd::grad({loss()}, {slopes})[0];
        const at::Tensor direction = gradient / gradient.norm();
        const at::NoGradGuard guard;
        const double step = 1e-2;
        slopes.add_(direction, step);
        const double above = loss().item<double>();
        slopes.sub_(direction, 2 * step);
        const double below = loss().item<double>();
        const double wanted = gradient.norm().item<double>(), got = (above - below) / (2 * step);
        QVERIFY2(std::abs(got - wanted) < 0.02 * wanted, qPrintable(QString("%1 for %2").arg(got).arg(wanted)));
    }

    void aStopAtAnyGateIsTheCallersStop() {
        const Model model = smallModel();
        const at::Tensor images = test::formulaImages("t", 2, 32);
        core::RunControl control;
        const at::Tensor y = model.forward(images, {.training = true, .control = &control});
        control.requestStop();
        QVERIFY_EXCEPTION_THROWN((void)torch::autograd::grad({y.sum()}, model.trained()), core::Stopped);
        QVERIFY_EXCEPTION_THROWN((void)model.forward(images, {.control = &control}), core::Stopped);
    }

    void dropoutIsTheKeysAndOnlyInTraining() {
        const Model model = Model::random(core::backboneKind("iresnet18"), {.inputSize = 16, .dimension = 16}, 1);
        const at::NoGradGuard guard;
        const at::Tensor images = test::formulaImages("o", 2, 16);
        const auto pass = [&](std::uint64_t key) {
            return model.forward(images, {.training = true, .dropoutKey = key});
        };
        QVERIFY(at::equal(pass(1), pass(1)));
        QVERIFY(!at::equal(pass(1), pass(2)));
        QVERIFY(at::equal(evaluated(model, images), evaluated(model, images)));
    }

    void clonesDoNotShareMemory() {
        const Model model = smallModel();
        const Model copy = model.clone();
        const at::NoGradGuard guard;
        copy.tensors().at("conv1.conv.weight").zero_();
        QVERIFY(model.tensors().at("conv1.conv.weight").abs().max().item<double>() > 0);
        QVERIFY(copy.tensors().at("conv1.conv.weight").requires_grad());
    }
};

QTEST_APPLESS_MAIN(TestBackbones)
#include "tst_backbones.moc"
