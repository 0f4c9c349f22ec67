// SPDX-License-Identifier: GPL-3.0-or-later
#include <onnx/checker.h>
#include <onnx/onnx_pb.h>

#include <QTemporaryDir>
#include <set>

#include "core/api/embedder.h"
#include "core/api/export.h"
#include "core/backbones/model_file.h"
#include "core/formats/load.h"
#include "core/formats/torch_writer.h"
#include "core/quant/deploy.h"
#include "core/runtime/onnx_export.h"
#include "core/runtime/packed_file.h"
#include "core/util/files.h"
#include "support/formula.h"
#include "support/random_network.h"
#include "support/tensors.h"

using namespace syper;
using core::Errc;
namespace fs = std::filesystem;

namespace {

onnx::ModelProto checked(const std::string& bytes) {
    onnx::ModelProto model;
    if (!model.ParseFromString(bytes)) throw std::runtime_error("not a message");
    onnx::checker::check_model(model);
    return model;
}

int nodesOf(const onnx::ModelProto& model, const std::string& type) {
    int count = 0;
    for (const auto& node : model.graph().node()) count += node.op_type() == type ? 1 : 0;
    return count;
}

}  // namespace

class TestExport : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        const core::Model model = core::Model::random(core::backboneKind("mobilefacenet"), {.inputSize = 32}, 1);
        core::saveModel(file("fp32.safetensors"), model);
        core::saveModel(file("paper.safetensors"), model.quantized(core::quantScheme("paper"), {8, 8}));
        core::RunControl control;
        const at::NoGradGuard guard;
        core::writeSafetensors(file("deploy.safetensors"),
                               core::runtime::packNetwork(core::quantizeForIntegers(
                                   core::runtime::foldModel(model), {4, 4}, test::formulaImages("x", 2, 32), control)));
    }

    void floatNetworksAreValidOnnx() {
        const auto result = core::exportModel(file("fp32.safetensors"), "onnx", file("fp32.onnx"));
        QCOMPARE(result.opset, 13);
        const onnx::ModelProto model = checked(core::readFile(file("fp32.onnx")));
        QCOMPARE(nodesOf(model, "Conv"), 50);
        QCOMPARE(nodesOf(model, "BatchNormalization") + nodesOf(model, "QuantizeLinear"), 0);
        QCOMPARE(model.graph().output(0).type().tensor_type().shape().dim(1).dim_value(), std::int64_t(512));
    }

    void wholeNetworksAreValidOnnxWithQuantizers() {
        core::exportModel(file("deploy.safetensors"), "onnx", file("deploy.onnx"));
        const onnx::ModelProto model = checked(core::readFile(file("deploy.onnx")));
        QCOMPARE(nodesOf(model, "Conv"), 50);
        // Weights and biases, but for the last layer's bias, which is real.
        QCOMPARE(nodesOf(model, "DequantizeLinear"), 2 * 50 - 1 + nodesOf(model, "QuantizeLinear"));
        const auto net =
            core::runtime::unpackNetwork(core::readSafetensors(file("deploy.safetensors")), "deploy.safetensors");
        const auto sums = core::runtime::keptAsSums(net);
        const auto kept = std::count(sums.begin(), sums.end(), true);
        const auto shortcuts = std::count_if(net.layers.begin(), net.layers.end(),
                                             [](const core::runtime::Layer& layer) { return layer.shortcut > 0; });
        QVERIFY(kept > shortcuts && shortcuts > 0);
        QCOMPARE(nodesOf(model, "Round"), int(kept));
        // All codes but the picture's have 4 bits, and every sum 16.
        QCOMPARE(nodesOf(model, "Clip"), nodesOf(model, "QuantizeLinear") - 1 + int(kept + shortcuts));
    }

    void everyKindOfLayerIsValidOnnx() {
        for (unsigned seed = 1; seed <= 20; ++seed) {
            const auto model = checked(core::runtime::onnxOf(test::RandomNetwork(seed).make()).bytes());
            std::set<std::string> names;
            for (const auto& node : model.graph().node())
                for (const auto& output : node.output()) QVERIFY2(names.insert(output).second, output.c_str());
        }
    }

    void stateDictsComeBackFromPth_data() {
        QTest::addColumn<QString>("model");
        QTest::newRow("fp32") << "fp32";
        QTest::newRow("paper") << "paper";
    }
    void stateDictsComeBackFromPth() {
        QFETCH(QString, model);
        const fs::path from = file(model.toStdString() + ".safetensors"), to = file(model.toStdString() + "_w8a8.pth");
        core::exportModel(from, "pth", to);
        const core::LoadedFile read = core::loadFile(to);
        QCOMPARE(read.container, std::string("torch-zip"));
        const core::TensorMap wanted = core::readSafetensors(from);
        QCOMPARE(read.tensors.size(), wanted.size());
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            QCOMPARE(read.tensors.entries()[i].name, wanted.entries()[i].name);
            QVERIFY(at::equal(read.tensors.entries()[i].tensor, wanted.entries()[i].tensor));
        }
        QCOMPARE(core::loadModel(to).scheme() != nullptr, model == QStringLiteral("paper"));
    }

    void everyTypeComesBackFromPth() {
        core::TensorMap tensors;
        for (const auto type : {at::kFloat, at::kDouble, at::kHalf, at::kBFloat16, at::kLong, at::kInt, at::kShort,
                                at::kChar, at::kByte, at::kBool})
            tensors.set(core::dtypeName(type), at::ones({2, 3}, type));
        tensors.set("scalar", at::zeros({}));
        tensors.set("turned", at::arange(6).view({2, 3}).t());
        core::writeFile(file("types.pth"), core::torchFileBytes(tensors));
        const core::LoadedFile read = core::loadFile(file("types.pth"));
        for (const auto& [name, tensor] : read.tensors.entries())
            QVERIFY2(at::equal(tensor, tensors.at(name)), name.c_str());
    }

    void modelsKeepTheirMetadataAsSafetensors() {
        const std::vector<core::ModelThreshold> thresholds{{.fmr = 0.01, .value = 0.4, .set = "eyes"}};
        for (const char* name : {"fp32", "deploy"}) {
            core::writeModelThresholds(file(std::string(name) + ".safetensors"), thresholds);
            const std::string format = name == std::string("deploy") ? "packed" : "safetensors";
            core::exportModel(file(std::string(name) + ".safetensors"), format, file("copy.safetensors"));
            QCOMPARE(core::Embedder::load(file("copy.safetensors")).info().thresholds.size(), std::size_t(1));
        }
    }

    void whatCannotBeExportedSaysWhatToDo() {
        const auto refuses = [&](const char* name, const char* format, Errc code) {
            SYPER_REFUSES(core::exportModel(file(name), format, file("none")), code);
            QVERIFY(!fs::exists(file("none")));
        };
        refuses("fp32.safetensors", "packed", Errc::Unsupported);
        refuses("deploy.safetensors", "pth", Errc::Unsupported);
        refuses("fp32.safetensors", "tflite", Errc::BadArgument);
        refuses("missing.safetensors", "onnx", Errc::NotFound);
        SYPER_REFUSES(core::exportModel(file("fp32.safetensors"), "pth", file("fp32.safetensors")), Errc::BadArgument);
    }

private:
    [[nodiscard]] fs::path file(const std::string& name) const { return fs::path(folder_.path().toStdString()) / name; }
    QTemporaryDir folder_;
};

QTEST_APPLESS_MAIN(TestExport)
#include "tst_export.moc"
