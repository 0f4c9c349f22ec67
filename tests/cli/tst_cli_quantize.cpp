// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QTemporaryDir>
#include <cmath>
#include <csignal>

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

    void aNetworksPicturesTeachAsTheirFilesWould() {
        const auto files = runSyper({"sample", "--network", network(), "--seeds", "0-7", "--writer", "syper",
                                     "--outdir", path("sampled"), "--json"});
        SYPER_SUCCEEDS(files);
        const auto fromFiles = runSyper(learnFrom({"--images", path("sampled"), "--mirror", "none"}, "from-files"));
        SYPER_SUCCEEDS(fromFiles);
        const auto fromNetwork = runSyper(learnFrom({"--network", network(), "--count", "8"}, "from-network"));
        SYPER_SUCCEEDS(fromNetwork);
        QCOMPARE(fromNetwork.json()["loss"], fromFiles.json()["loss"]);
        QCOMPARE(fromNetwork.json()["loss"].toArray().size(), 3);
    }

    void aNetworksRunThatIsInterruptedGoesOnAsIfItHadNot() {
        const QStringList whole = learnFrom({"--network", network(), "--count", "8"}, "straight");
        const auto straight = runSyper(whole);
        SYPER_SUCCEEDS(straight);
        QStringList broken = learnFrom({"--network", network(), "--count", "8"}, "broken");
        broken << "--resume"
               << "--progress"
               << "jsonl";
        broken.replace(broken.indexOf("--steps") + 1, "100000");
        QProcess program;
        program.start(QStringLiteral(SYPER_BIN "/syper"), broken);
        program.setReadChannel(QProcess::StandardError);
        while (!program.canReadLine()) QVERIFY(program.waitForReadyRead(60000));
        QCOMPARE(::kill(pid_t(program.processId()), SIGINT), 0);
        QVERIFY(program.waitForFinished(60000));
        QCOMPARE(program.exitCode(), 130);
        QCOMPARE(program.readAllStandardOutput(), QByteArray());
        const QByteArray last = program.readAllStandardError().trimmed().split('\n').last();
        QVERIFY2(last.contains("interrupted"), last.constData());
        const qsizetype done = test::readText(path("broken/curves.csv")).count('\n') - 1;
        QVERIFY(done >= 1);
        // The same steps in one go, however many they were.
        const QString steps = QString::number(done + 2);
        broken.replace(broken.indexOf("--steps") + 1, steps);
        broken.removeLast();
        broken.removeLast();
        QStringList again = whole;
        again.replace(again.indexOf("--steps") + 1, steps);
        again.replace(again.indexOf("--out") + 1, path("again"));
        const auto resumed = runSyper(broken), unbroken = runSyper(again);
        SYPER_SUCCEEDS(resumed);
        SYPER_SUCCEEDS(unbroken);
        QCOMPARE(resumed.json()["loss"], unbroken.json()["loss"]);
        QVERIFY(test::readText(path("broken/student.safetensors")) ==
                test::readText(path("again/student.safetensors")));
    }

    void resultsTellWhereTheyComeFrom() {
        const auto learned = runSyper(quantize("told") + QStringList{"--json"});
        SYPER_SUCCEEDS(learned);
        const QJsonObject run = manifest("told/manifest.json");
        QCOMPARE(run["verb"].toString(), QStringLiteral("quantize"));
        QCOMPARE(run["models"].toArray().at(0)["role"].toString(), QStringLiteral("teacher"));
        QCOMPARE(run["files"].toArray().at(0)["file"].toString(), QStringLiteral("student.safetensors"));
        QVERIFY(run["pictures"]["count"].toInt() == 8 && run["command"].toArray().contains(path("told")));
        const auto embedded = runSyper({"embed", "--model", path("teacher.safetensors"), path("pictures.safetensors"),
                                        "--out", path("e/rows.npz"), "--json"});
        SYPER_SUCCEEDS(embedded);
        QCOMPARE(manifest("e/manifest.json")["files"].toArray().at(0)["file"].toString(), QStringLiteral("rows.npz"));
        // The names in the archive are NumPy's texts: four bytes a character.
        const QString name = path("pictures.safetensors") + "#7";
        const QByteArray points(reinterpret_cast<const char*>(name.toUcs4().data()), name.size() * 4);
        QVERIFY(test::readText(path("e/rows.npz")).contains(points));
    }

    void filesInTheCurrentFolderNeedNoPath() {
        QDir(folder_.path()).mkdir("here");
        test::writeText(path("here/eye_left.ppm"), "P6 2 2 255\n" + QByteArray(12, 'x'));
        const auto run =
            runSyper({"embed", "--model", "../teacher.safetensors", "eye_left.ppm", "--out", "rows.csv", "--json"},
                     path("here"));
        SYPER_SUCCEEDS(run);
        QCOMPARE(run.json()["mirrored"].toInt(), 1);
        QVERIFY(test::readText(path("here/rows.csv")).contains("\neye_left.ppm,"));
        QVERIFY(QFile::exists(path("here/manifest.json")));
    }

    void oddPicturesAreRefusedInOneLine() {
        core::TensorMap odd;
        at::Tensor images = test::formulaImages("odd", 3, 32);
        images[1][0][5][5] = std::nan("");
        odd.set("images", images);
        core::writeSafetensors(file("nan.safetensors"), odd);
        SYPER_FAILS(runSyper({"embed", "--model", path("teacher.safetensors"), path("nan.safetensors"), "--out",
                              path("r.npy")}),
                    1, "picture 1");
    }

    void cudaIsRefusedWhereThereIsNone() {
        qputenv("CUDA_VISIBLE_DEVICES", "");  // what a computer with CUDA shows the program
        for (const QStringList& verb : {QStringList{"inspect", path("teacher.safetensors")}, quantize("cuda"),
                                        QStringList{"embed", "--model", path("teacher.safetensors"),
                                                    path("pictures.safetensors"), "--out", path("r.npy")}})
            SYPER_FAILS(runSyper(verb + QStringList{"--device", "cuda"}), 1, "--device cpu");
        QVERIFY(!QFile::exists(path("cuda")));
        qunsetenv("CUDA_VISIBLE_DEVICES");
    }

    void wrongUseSaysWhatIsWanted() {
        SYPER_FAILS(
            runSyper({"quantize", "--bits", "9,8", "--images", path("pictures.safetensors"), "--out", path("x")}), 2,
            "--bits");
        SYPER_FAILS(runSyper({"quantize", "--bits", "8,8", "--images", "a", "--network", "b", "--out", path("x")}), 2,
                    "--images");
        SYPER_FAILS(runSyper({"embed", "--model", path("teacher.safetensors"), path("pictures.safetensors"), "--out",
                              path("rows.txt")}),
                    2, ".safetensors");
        SYPER_FAILS(runSyper({"embed", "--model", path("pictures.safetensors"), path("pictures.safetensors"), "--out",
                              path("r.npy")}),
                    1, "pictures.safetensors");
    }

private:
    QString path(const QString& name) const { return folder_.filePath(name); }
    std::string file(const std::string& name) const { return path(QString::fromStdString(name)).toStdString(); }
    static QString network() { return QString::fromStdString(test::dataPath("generator/tiny32.pkl")); }
    QJsonObject manifest(const QString& name) const {
        return QJsonDocument::fromJson(test::readText(path(name))).object();
    }
    /// quantize() with other pictures.
    QStringList learnFrom(const QStringList& pictures, const QString& out) const {
        QStringList all = quantize(out);
        const qsizetype at = all.indexOf("--images");
        all.remove(at, 2);
        return all + pictures + QStringList{"--json"};
    }
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
