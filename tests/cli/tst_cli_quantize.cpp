// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>

#include "core/backbones/model_file.h"
#include "core/formats/load.h"
#include "support/formula.h"
#include "support/program.h"
#include "support/tensors.h"

using namespace syper;
using test::runSyper;

class TestCliQuantize : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        core::saveModel(file("teacher.safetensors"), core::Model::random(core::backboneKind("mobilefacenet"),
                                                                         {.inputSize = 32, .dimension = 16}, 3));
        core::TensorMap pictures;
        pictures.set("images", test::formulaImages("cli", 8, 32));
        core::writeSafetensors(file("pictures.safetensors"), pictures);
    }

    void aStudentIsMadeToldAndEmbeds() {
        const auto run = runSyper(quantize("run") + QStringList{"--json"});
        SYPER_SUCCEEDS(run);
        const QJsonObject said = run.json();
        QCOMPARE(said["steps"].toInt(), 3);
        QCOMPARE(said["loss"].toArray().size(), 3);
        QCOMPARE(said["grad_norm"].toArray().size(), 3);
        QCOMPARE(said["final_loss"].toDouble(), said["loss"].toArray().at(2).toDouble());
        for (const char* key : {"cosine_to_teacher", "bytes_fp32", "bytes_packed"})
            QVERIFY(said.contains(QLatin1String(key)));
        for (const char* ending : {"safetensors", "npy", "npz", "csv"}) {
            const QString out = path("rows.") + ending;
            const auto embed = runSyper({"embed", "--model", path("run/student.safetensors"),
                                         path("pictures.safetensors"), "--out", out, "--threads", "1", "--json"});
            SYPER_SUCCEEDS(embed);
            QCOMPARE(embed.json()["count"].toInt(), 8);
            QCOMPARE(embed.json()["dimension"].toInt(), 16);
            QCOMPARE(embed.json()["mirrored"].toInt(), 0);
        }
        const at::Tensor rows = core::loadFile(file("rows.safetensors")).tensors.at("embeddings").clone();
        SYPER_COMPARE(rows.norm(2, 1), at::ones({8}), 1e-5);
        for (const char* ending : {"npy", "npz"})
            SYPER_COMPARE(core::loadFile(file(std::string("rows.") + ending)).tensors.entries().front().tensor, rows,
                          0.0);
        QCOMPARE(test::readText(path("rows.csv")).count('\n'), 9);
    }

    void everyStepIsALineAndAnInterruptedRunGoesOn() {
        const auto first = runSyper(quantize("lines") + QStringList{"--resume", "--progress", "jsonl", "--json"});
        QCOMPARE(first.status, 0);
        QCOMPARE(first.err.count('\n'), 3);
        const QJsonObject last = QJsonDocument::fromJson(first.err.trimmed().split('\n').last()).object();
        QCOMPARE(last["step"].toInt(), 3);
        QCOMPARE(last["steps"].toInt(), 3);
        QCOMPARE(last["seconds_left"].toDouble(), 0.0);
        QVERIFY(last.contains("phase") && last.contains("loss"));
        SYPER_FAILS(runSyper(quantize("lines")), 1, "another run");
        QStringList longer = quantize("lines") + QStringList{"--resume", "--json"};
        longer.replace(longer.indexOf("3"), "4");
        const auto second = runSyper(longer);
        SYPER_SUCCEEDS(second);
        QCOMPARE(second.json()["loss"].toArray().size(), 4);
        QCOMPARE(second.json()["loss"].toArray().at(1), first.json()["loss"].toArray().at(1));
    }

    void wrongUseSaysWhatIsWanted() {
        SYPER_FAILS(
            runSyper({"quantize", "--bits", "9,8", "--images", path("pictures.safetensors"), "--out", path("x")}), 2,
            "--bits");
        SYPER_FAILS(runSyper({"quantize", "--bits", "8,8", "--images", "a", "--network", "b", "--out", path("x")}), 2,
                    "--images");
        SYPER_FAILS(runSyper({"embed", "--model", path("teacher.safetensors"), path("pictures.safetensors"), "--out",
                              path("rows.txt")}),
                    1, ".safetensors");
        SYPER_FAILS(runSyper({"embed", "--model", path("pictures.safetensors"), path("pictures.safetensors"), "--out",
                              path("r.npy")}),
                    1, "pictures.safetensors");
    }

private:
    QString path(const QString& name) const { return folder_.filePath(name); }
    std::string file(const std::string& name) const { return path(QString::fromStdString(name)).toStdString(); }
    QStringList quantize(const QString& out) const {
        return {"quantize",
                "--teacher",
                path("teacher.safetensors"),
                "--bits",
                "8,8",
                "--images",
                path("pictures.safetensors"),
                "--batch",
                "4",
                "--steps",
                "3",
                "--checkpoint-every",
                "1",
                "--threads",
                "1",
                "--out",
                path(out)};
    }

    QTemporaryDir folder_;
};

QTEST_APPLESS_MAIN(TestCliQuantize)
#include "tst_cli_quantize.moc"
