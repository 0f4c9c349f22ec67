// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>

#include "core/formats/load.h"
#include "support/program.h"
#include "support/small_models.h"
#include "support/tensors.h"

using namespace syper;
using test::runSyper;

class TestCliExport : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        test::writeSmallModel(path("teacher.safetensors").toStdString(), 3);
        core::TensorMap pictures;
        pictures.set("images", test::formulaImages("cli", 6, 32));
        core::writeSafetensors(path("pictures.safetensors").toStdString(), pictures);
        const auto run = runSyper({"quantize", "--teacher", path("teacher.safetensors"), "--bits", "8,8", "--scheme",
                                   "deploy", "--images", path("pictures.safetensors"), "--out", path("run"), "--json"});
        SYPER_SUCCEEDS(run);
        QVERIFY(run.json()["cosine_to_teacher"].toDouble() > 0.9);
        QCOMPARE(run.json()["steps"].toInt(), 0);
        QCOMPARE(run.json()["bytes_packed"].toInt(), int(QFileInfo(student()).size()));
    }

    void theStudentIsInspectedAndEmbedsInWholeNumbers() {
        const auto info = runSyper({"inspect", student(), "--json"});
        SYPER_SUCCEEDS(info);
        QCOMPARE(info.json()["kind"].toString(), QStringLiteral("quantized"));
        QCOMPARE(info.json()["scheme"].toString(), QStringLiteral("deploy"));
        QCOMPARE(info.json()["bits"].toArray(), QJsonArray({8, 8}));
        const auto embed = runSyper(
            {"embed", "--model", student(), path("pictures.safetensors"), "--out", path("rows.npy"), "--json"});
        SYPER_SUCCEEDS(embed);
        QVERIFY(embed.json()["runtime"].toString().startsWith("integer, "));
    }

    void everyFormatIsWritten_data() {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("format");
        QTest::addColumn<int>("opset");
        QTest::newRow("FP32 ONNX") << "teacher.safetensors"
                                   << "onnx" << 13;
        QTest::newRow("QDQ ONNX") << "run/student.safetensors"
                                  << "onnx" << 13;
        QTest::newRow("packed") << "run/student.safetensors"
                                << "packed" << 0;
        QTest::newRow("safetensors") << "teacher.safetensors"
                                     << "safetensors" << 0;
        QTest::newRow("pth") << "teacher.safetensors"
                             << "pth" << 0;
    }
    void everyFormatIsWritten() {
        QFETCH(QString, model);
        QFETCH(QString, format);
        QFETCH(int, opset);
        const QString out = path("exported." + format);
        const auto run = runSyper({"export", "--model", path(model), "--format", format, "--out", out, "--json"});
        SYPER_SUCCEEDS(run);
        QCOMPARE(run.json()["bytes"].toInt(), int(QFileInfo(out).size()));
        QCOMPARE(run.json()["opset"].toInt(), opset);
    }

    void wrongUseSaysWhatIsWanted() {
        SYPER_FAILS(runSyper({"export", "--model", student(), "--format", "pth", "--out", path("no.pth")}), 1,
                    "cannot export");
        SYPER_FAILS(runSyper({"export", "--model", student(), "--format", "gguf", "--out", path("no")}), 2, "gguf");
        SYPER_FAILS(runSyper({"quantize", "--teacher", student(), "--bits", "8,8", "--images",
                              path("pictures.safetensors"), "--out", path("again")}),
                    1, "whole numbers");
        SYPER_FAILS(
            runSyper({"quantize", "--teacher", path("teacher.safetensors"), "--bits", "8,8", "--scheme", "deploy",
                      "--epochs", "4", "--images", path("pictures.safetensors"), "--out", path("epochs")}),
            2, "--steps");
    }

private:
    [[nodiscard]] QString path(const QString& name) const { return folder_.filePath(name); }
    [[nodiscard]] QString student() const { return path("run/student.safetensors"); }
    QTemporaryDir folder_;
};

QTEST_APPLESS_MAIN(TestCliExport)
#include "tst_cli_export.moc"
