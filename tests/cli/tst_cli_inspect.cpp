// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QTemporaryDir>

#include "core/backbones/registry.h"
#include "core/generator/shape.h"
#include "core/quant/scheme.h"
#include "core/util/sha256.h"
#include "support/program.h"
#include "support/tensors.h"

using namespace syper;
using test::runSyper;

namespace {

QString sample(const char* name) {
    return QString::fromStdString(test::dataPath(std::string("formats/") + name));
}

core::TensorMap zerosOf(const std::vector<core::TensorSpec>& specs) {
    core::TensorMap tensors;
    for (const core::TensorSpec& spec : specs) tensors.set(spec.name, at::zeros(spec.shape, at::kChar));  // small
    return tensors;
}

}  // namespace

class TestCliInspect : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aGeneratorIsToldByItsNamesAndShapes() {
        core::GeneratorShape shape;
        shape.zDim = 12;
        shape.wDim = 10;
        shape.cDim = 3;
        shape.mappingLayers = 2;
        shape.resolution = 16;
        shape.architecture = core::Architecture::Resnet;
        shape.channels = {8, 6, 4};
        core::writeSafetensors(path("g.safetensors").toStdString(), core::randomGenerator(shape, 1));
        const auto run = runSyper({"inspect", path("g.safetensors"), "--json"});
        SYPER_SUCCEEDS(run);
        const QJsonObject said = run.json();
        QCOMPARE(said["kind"].toString(), QStringLiteral("generator"));
        QCOMPARE(said["architecture"].toString(), QStringLiteral("resnet"));
        QCOMPARE(said["resolution"].toInt(), 16);
        QCOMPARE(said["z_dim"].toInt(), 12);
        QCOMPARE(said["w_dim"].toInt(), 10);
        QCOMPARE(said["c_dim"].toInt(), 3);
        QCOMPARE(said["num_ws"].toInt(), 6);
        QCOMPARE(said["mapping_layers"].toInt(), 2);
        QCOMPARE(said["sha256"].toString(),
                 QString::fromStdString(core::sha256File(path("g.safetensors").toStdString())));
        QCOMPARE(said["bytes"].toInteger(), QFileInfo(path("g.safetensors")).size());
    }

    void backbonesAreToldApart_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"mobilefacenet", "iresnet18"}) QTest::newRow(name) << QString(name);
    }
    void backbonesAreToldApart() {
        QFETCH(QString, name);
        const core::BackboneKind& kind = core::backboneKind(name.toStdString());
        const auto specs = core::listTensors(kind, {.inputSize = 32, .dimension = 512});
        core::writeSafetensors(path("model.safetensors").toStdString(), zerosOf(specs));
        const auto run = runSyper({"inspect", path("model.safetensors"), "--json"});
        SYPER_SUCCEEDS(run);
        QCOMPARE(run.json()["kind"].toString(), QStringLiteral("backbone"));
        QCOMPARE(run.json()["architecture"].toString(), name);
        QCOMPARE(run.json()["input_size"].toInt(), 32);
        QCOMPARE(run.json()["parameters"].toInteger(), core::parameterCount(specs));
        QCOMPARE(run.json()["tensors"].toArray().size(), qsizetype(specs.size()));
    }

    void aQuantizedModelsBitsComeFromItsMetadataOrItsName() {
        const core::BackboneKind& kind = core::backboneKind("mobilefacenet");
        core::TensorMap tensors =
            zerosOf(core::listTensors(kind, {.inputSize = 32, .dimension = 512}, &core::quantScheme("paper")));
        core::writeSafetensors(path("eyes_w6a4_flip.safetensors").toStdString(), tensors);
        const auto named = runSyper({"inspect", path("eyes_w6a4_flip.safetensors"), "--json"});
        SYPER_SUCCEEDS(named);
        QCOMPARE(named.json()["kind"].toString(), QStringLiteral("quantized"));
        QCOMPARE(named.json()["bits"].toArray(), QJsonArray({6, 4}));
        QCOMPARE(named.json()["layers"].toInt(), 50);
        QCOMPARE(named.json()["float_layers"].toInt(), 5);
        tensors.metadata = {{"weight_bits", "8"}, {"activation_bits", "8"}};
        core::writeSafetensors(path("eyes_w6a4_flip.safetensors").toStdString(), tensors);
        QCOMPARE(runSyper({"inspect", path("eyes_w6a4_flip.safetensors"), "--json"}).json()["bits"].toArray(),
                 QJsonArray({8, 8}));
    }

    void bitsThatNothingSaysAreNull() {
        const core::BackboneKind& kind = core::backboneKind("mobilefacenet");
        const core::BackboneShape shape{.inputSize = 32, .dimension = 512};
        core::writeSafetensors(path("eyes.safetensors").toStdString(),
                               zerosOf(core::listTensors(kind, shape, &core::quantScheme("paper"))));
        const auto run = runSyper({"inspect", path("eyes.safetensors"), "--json"});
        SYPER_SUCCEEDS(run);
        QVERIFY(run.json().contains("bits") && run.json()["bits"].isNull());
    }

    void datasetsAreCounted() {
        QDir().mkpath(path("eyes/a"));
        for (const char* file : {"eyes/one.png", "eyes/a/two.png"}) test::writeText(path(file), "\x89PNG\r\n\x1a\n");
        test::writeText(path("eyes/a/notes.png"), "no picture");
        test::writeText(path("eyes/labels.csv"), "file,identity\none.png,anna\na/two.png,ben\n");
        const auto folder = runSyper({"inspect", path("eyes"), "--json"});
        SYPER_SUCCEEDS(folder);
        QCOMPARE(folder.json()["kind"].toString(), QStringLiteral("dataset"));
        QCOMPARE(folder.json()["images"].toInt(), 2);
        QCOMPARE(folder.json()["classes"].toInt(), 2);
        QCOMPARE(runSyper({"inspect", path("eyes/labels.csv"), "--json"}).json()["images"].toInt(), 2);
        test::writeText(path("dataset.json"),
                        R"({"labels": [["00000/a.png", 6], ["00000/b.png", 6], ["00000/c.png", 1]]})");
        const QJsonObject list = runSyper({"inspect", path("dataset.json"), "--json"}).json();
        QCOMPARE(list["labelled"].toInt(), 3);
        QCOMPARE(list["classes"].toInt(), 2);
        QDir().mkpath(path("none"));
        SYPER_FAILS(runSyper({"inspect", path("none")}), 1, "without pictures");
    }

    void theTensorListIsForPeopleToo() {
        const auto run = runSyper({"inspect", sample("nested.zip.pth"), "--tensors"});
        QCOMPARE(run.status, 0);
        QVERIFY(run.out.contains("conv.weight") && run.out.contains("4 x 3 x 3 x 3") &&
                run.out.contains("13, and 1 beside them"));
        QVERIFY(!runSyper({"inspect", sample("nested.zip.pth")}).out.contains("4 x 3 x 3 x 3"));
    }

    void convertingKeepsTypesAndNamesOfTheStateDict() {
        const auto run = runSyper({"convert", sample("nested.legacy.pth"), path("out/nested.safetensors"), "--json"});
        SYPER_SUCCEEDS(run);
        QCOMPARE(run.json()["tensors"].toInt(), 14);
        QCOMPARE(run.json()["bytes"].toInteger(), QFileInfo(path("out/nested.safetensors")).size());
        const core::TensorMap got = core::readSafetensors(path("out/nested.safetensors").toStdString());
        const core::TensorMap want = core::readSafetensors(sample("expected.safetensors").toStdString());
        QVERIFY(got.contains("optimizer.state.0.momentum_buffer"));
        QCOMPARE(got.at("half").scalar_type(), at::kHalf);
        QCOMPARE(got.at("bf16").scalar_type(), at::kBFloat16);
        QCOMPARE(got.at("flag").scalar_type(), at::kBool);
        for (const auto& [name, tensor] : want.entries())
            if (name != "weight") QVERIFY2(at::equal(got.at(name).to(tensor.scalar_type()), tensor), name.c_str());
    }

    void f32IsForRealNumbersAlone() {
        SYPER_SUCCEEDS(runSyper({"convert", sample("plain.zip.pth"), path("f32.safetensors"), "--f32", "--json"}));
        const core::TensorMap got = core::readSafetensors(path("f32.safetensors").toStdString());
        for (const char* name : {"half", "bf16", "f64", "conv.weight"})
            QCOMPARE(got.at(name).scalar_type(), at::kFloat);
        QCOMPARE(got.at("i64").scalar_type(), at::kLong);
        QCOMPARE(got.at("flag").scalar_type(), at::kBool);
    }

    void aConvertedCheckpointLoadsAsTheOldOneDid() {
        SYPER_SUCCEEDS(runSyper({"convert", sample("snapshot.pkl"), path("snapshot.safetensors"), "--json"}));
        const QJsonObject before = runSyper({"inspect", sample("snapshot.pkl"), "--json"}).json();
        const QJsonObject after = runSyper({"inspect", path("snapshot.safetensors"), "--json"}).json();
        for (const char* key : {"kind", "parameters", "tensors", "networks"})
            QVERIFY2(before[QLatin1String(key)] == after[QLatin1String(key)], key);
        QVERIFY(after["metadata"].toObject()["init_kwargs"].toString().contains("conv_clamp"));
    }

    void failuresAreOneLineAndLeaveNothing() {
        SYPER_FAILS(runSyper({"inspect", path("missing.pkl")}), 1, "missing.pkl");
        SYPER_FAILS(runSyper({"convert", sample("refuse_os_system.pkl"), path("no.safetensors")}), 1, "posix.system");
        SYPER_FAILS(runSyper({"convert", path("dataset.safetensors"), path("no.safetensors")}), 1,
                    "dataset.safetensors");
        SYPER_FAILS(runSyper({"inspect"}), 2, "FILE");
        QVERIFY(!QFile::exists(path("no.safetensors")) && !QFile::exists(path("no.safetensors.part")));
        QVERIFY(QFile::copy(sample("expected.safetensors"), path("same.safetensors")));
        SYPER_FAILS(runSyper({"convert", path("same.safetensors"), path("same.safetensors")}), 1, "onto itself");
    }

private:
    QString path(const char* name) const { return folder_.filePath(QLatin1String(name)); }

    QTemporaryDir folder_;
};

QTEST_APPLESS_MAIN(TestCliInspect)
#include "tst_cli_inspect.moc"
