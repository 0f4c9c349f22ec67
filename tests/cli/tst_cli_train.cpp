// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>

#include "core/backbones/model.h"
#include "support/program.h"
#include "support/tensors.h"

using namespace syper;
using test::runSyper;

class TestCliTrain : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        core::TensorMap map;
        map.set("images", at::randint(0, 256, {12, 3, 8, 8}).to(at::kByte));
        core::writeSafetensors(path("eyes.safetensors").toStdString(), map);
    }

    void trainsAGeneratorThatCanBeReadBack() {
        const auto run = runSyper(arguments("run") + QStringList{"--fid-model", "none", "--json"});
        SYPER_SUCCEEDS(run);
        const QJsonObject result = run.json();
        QCOMPARE(result["kimg"].toDouble(), 0.016);
        QVERIFY(result.contains("fid") && result["fid"].isNull());
        QCOMPARE(result["images"].toInt(), 12);
        const auto info = runSyper({"inspect", path("run/generator.safetensors"), "--json"});
        SYPER_SUCCEEDS(info);
        QCOMPARE(info.json()["kind"].toString(), QStringLiteral("generator"));
        QCOMPARE(info.json()["resolution"].toInt(), 8);
        QCOMPARE(info.json()["z_dim"].toInt(), 8);
        const QList<QByteArray> log = test::readText(path("run/log.csv")).trimmed().split('\n');
        QCOMPARE(log.size(), 3);
        QVERIFY(log[0].startsWith("kimg,seconds,"));
        QVERIFY(QFile::exists(path("run/checkpoint.safetensors")));

        SYPER_FAILS(runSyper(arguments("run")), 1, "another run");
        // More can be asked of a run that has ended.
        const auto more = runSyper(arguments("run", "0.024") + QStringList{"--continue", "--json"});
        SYPER_SUCCEEDS(more);
        QCOMPARE(more.json()["kimg"].toDouble(), 0.024);
    }

    void startsFromOtherWeightsInFloat16() {
        const auto first = runSyper(arguments("first") + QStringList{"--json"});
        SYPER_SUCCEEDS(first);
        const QStringList grown =
            arguments("grown", "0.016", "16") +
            QStringList{"--resume", path("first/checkpoint.safetensors"), "--fp16", "--json", "--progress", "jsonl"};
        const auto run = runSyper(grown);
        QVERIFY2(run.status == 0, run.err.constData());
        const QByteArray line = run.err.split('\n').first();
        QVERIFY2(QJsonDocument::fromJson(line).object().contains("loss_G"), line.constData());
        const auto info = runSyper({"inspect", path("grown/generator.safetensors"), "--tensors", "--json"});
        SYPER_SUCCEEDS(info);
        QCOMPARE(info.json()["resolution"].toInt(), 16);
        QCOMPARE(info.json()["tensors"].toArray().at(0).toObject()["dtype"].toString(), QStringLiteral("F16"));
    }

    void theFrechetDistanceIsOnTheModelsEmbeddings() {
        core::writeSafetensors(
            path("model.safetensors").toStdString(),
            core::Model::random(core::backboneKind("mobilefacenet"), {.inputSize = 32, .dimension = 16}, 3).tensors());
        const QStringList wanted = arguments("fid") + QStringList{"--fid-model", path("model.safetensors"), "--json"};
        const auto run = runSyper(wanted);
        SYPER_SUCCEEDS(run);
        QVERIFY(run.json()["fid"].toDouble() > 0);
        const QJsonObject manifest = QJsonDocument::fromJson(test::readText(path("fid/manifest.json"))).object();
        QCOMPARE(manifest["models"].toArray().at(0)["role"].toString(), QStringLiteral("features"));
        QCOMPARE(manifest["files"].toArray().at(0)["file"].toString(), QStringLiteral("generator.safetensors"));
        // The same pictures and the same generator are the same distance apart.
        QStringList again = wanted;
        again.replace(again.indexOf("--outdir") + 1, path("fid2"));
        QCOMPARE(runSyper(again).json()["fid"], run.json()["fid"]);
    }

    void theDocumentsKnowTheVerbsInside() {
        const auto man = runSyper({"documents", "man"});
        QCOMPARE(man.status, 0);
        for (const char* part : {".SS train generator\n", ".SS train teacher\n", "augpipe"})
            QVERIFY2(man.out.contains(part), part);
        const auto bash = runSyper({"documents", "bash"});
        test::writeText(path("syper.bash"), bash.out);
        const auto complete = [&](const char* line, const char* word) {
            QProcess shell;
            shell.start("bash",
                        {"-c", QStringLiteral("source %1; COMP_WORDS=(%2); COMP_CWORD=$((${#COMP_WORDS[@]}-1)); "
                                              "_syper; echo ${COMPREPLY[@]}")
                                   .arg(path("syper.bash"), QLatin1String(line))});
            shell.waitForFinished();
            return shell.readAllStandardOutput().contains(word);
        };
        QVERIFY(complete("syper tr", "train"));
        QVERIFY(complete("syper train gen", "generator"));
        QVERIFY(complete("syper train generator --aug", "--augpipe"));
        QVERIFY(complete("syper quantize --ste", "--steps"));
        QVERIFY(!complete("syper quantize --aug", "--augpipe"));
    }

    void wrongUseIsRefusedInOneLine() {
        SYPER_FAILS(runSyper({"train"}), 2, "--help");
        SYPER_FAILS(runSyper({"train", "generator", "--data", path("eyes.safetensors")}), 2, "--outdir");
        SYPER_FAILS(runSyper(arguments("x") + QStringList{"--aug", "much"}), 2, "--aug");
        SYPER_FAILS(runSyper(arguments("x") + QStringList{"--aug", "fixed"}), 1, "--p");
        SYPER_FAILS(runSyper({"train", "generator", "--data", path("none"), "--outdir", path("x")}), 1, "none");
        SYPER_FAILS(runSyper(arguments("x") + QStringList{"--continue"}), 1, "--continue");
        QVERIFY(!QFile::exists(path("x/run.json")));
    }

private:
    [[nodiscard]] QString path(const char* name) const { return folder_.filePath(QString::fromLatin1(name)); }

    /// Two steps at 8 px.
    [[nodiscard]] QStringList arguments(const char* outdir, const char* kimg = "0.016", const char* side = "8") const {
        return {"train",          "generator",
                "--data",         path("eyes.safetensors"),
                "--outdir",       path(outdir),
                "--kimg",         QString::fromLatin1(kimg),
                "--resolution",   QString::fromLatin1(side),
                "--cbase",        "128",
                "--cmax",         "8",
                "--latent",       "8",
                "--map",          "2",
                "--batch",        "8",
                "--tick",         "0.008",
                "--snap",         "5",
                "--fid-pictures", "12"};
    }

    QTemporaryDir folder_;
};

QTEST_APPLESS_MAIN(TestCliTrain)
#include "tst_cli_train.moc"
