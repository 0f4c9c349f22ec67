// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>

#include "support/program.h"
#include "support/protocol_trees.h"
#include "support/small_models.h"
#include "support/tensors.h"

using namespace syper;

namespace {

/// One thread: these models are so small that a second one only waits for the first.
test::ProgramRun runSyper(const QStringList& arguments) {
    return test::runSyper(arguments + QStringList{"--threads", "1"});
}

/// The picture of a name: its first characters say who it is.
test::PutPicture byName(std::size_t from, std::size_t count) {
    return [=](const std::filesystem::path& file) {
        const std::string name = file.filename().string();
        test::writePicture(file, name.substr(from, count), double(std::hash<std::string>()(name) % 100) / 100.0);
    };
}

QJsonObject firstRow(const test::ProgramRun& run) {
    return run.json()["results"].toArray().at(0).toObject();
}

}  // namespace

class TestCliRecognition : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        test::writeSmallModel(file("one.safetensors"), 1);
        test::writeSmallModel(file("two.safetensors"), 2);
        test::writeSmallModel(file("fold1.safetensors"), 1);
        test::writeSmallModel(file("fold2.safetensors"), 2);
        test::writePicture(file("a.png"), "a");
        test::writePicture(file("b.png"), "b");
        std::string labels = "file,identity,side,mirrored\n", bare = "";
        for (int identity = 0; identity < 4; ++identity)
            for (const char side : {'L', 'R'})
                for (int shot = 0; shot < 3; ++shot) {
                    const std::string name = "p" + std::to_string(identity) + side + std::to_string(shot) + ".png";
                    test::writePicture(file("set") / name, name.substr(0, 3), shot);
                    labels +=
                        name + "," + std::to_string(identity) + "," + side + "," + (side == 'L' ? "1" : "0") + "\n";
                }
        core::writeFile(file("set/labels.csv"), labels);
    }

    void verifyComparesTwoPicturesWithEachModel() {
        const auto run = runSyper({"verify", "--model", at("one.safetensors"), "--model", at("two.safetensors"),
                                   at("a.png"), at("b.png"), "--threshold", "0.5", "--json"});
        SYPER_SUCCEEDS(run);
        const QJsonArray rows = run.json()["results"].toArray();
        QCOMPARE(rows.size(), 2);
        QCOMPARE(rows[0].toObject()["model"].toString(), QStringLiteral("one"));
        for (const QJsonValue& each : rows) {
            const QJsonObject row = each.toObject();
            QVERIFY(row["score"].toDouble() >= -1.000001 && row["score"].toDouble() <= 1.000001);
            QCOMPARE(row["threshold"].toDouble(), 0.5);
            QCOMPARE(row["accept"].toBool(), row["score"].toDouble() >= 0.5);
            QVERIFY(row["milliseconds"].toDouble() > 0);
        }
        QVERIFY(rows[0].toObject()["score"] != rows[1].toObject()["score"]);
    }
    void aPictureIsTheSameAsItselfAndWithoutThresholdNothingIsDecided() {
        const auto run = runSyper({"verify", "--model", at("one.safetensors"), at("a.png"), at("a.png"), "--json"});
        SYPER_SUCCEEDS(run);
        QVERIFY(std::abs(firstRow(run)["score"].toDouble() - 1.0) < 1e-5);
        QVERIFY(firstRow(run)["accept"].isNull() && firstRow(run)["threshold"].isNull());
    }
    void leftEyesAreMirroredByTheirName() {
        QFile::copy(at("a.png"), at("a_left.png"));
        const QStringList start{"verify", "--model", at("one.safetensors"), at("a.png"), at("a_left.png"), "--json"};
        const auto mirrored = runSyper(start), plain = runSyper(start + QStringList{"--mirror", "none"});
        SYPER_SUCCEEDS(mirrored);
        SYPER_SUCCEEDS(plain);
        QCOMPARE(mirrored.json()["mirrored"].toInt(), 1);
        QVERIFY(firstRow(mirrored)["score"].toDouble() < firstRow(plain)["score"].toDouble());
    }
    void mistakesOfVerifyAreOneLine() {
        const QString model = at("one.safetensors");
        core::writeFile(file("cut.png"), "P6\n40 40\n255\nxyz");
        SYPER_FAILS(runSyper({"verify", "--model", model, at("a.png"), at("none.png")}), 1, "none.png");
        SYPER_FAILS(runSyper({"verify", "--model", at("none.pth"), at("a.png"), at("b.png")}), 1, "none.pth");
        SYPER_FAILS(runSyper({"verify", "--model", at("a.png"), at("a.png"), at("b.png")}), 1, "a.png");
        SYPER_FAILS(runSyper({"verify", "--model", model, at("set"), at("b.png")}), 1, "24 pictures");
        SYPER_FAILS(runSyper({"verify", "--model", model, at("cut.png"), at("b.png")}), 1, "cut.png");
        SYPER_FAILS(runSyper({"verify", "--model", model, at("a.png")}), 2, "image2");
        SYPER_FAILS(runSyper({"verify", "--model", model, at("a.png"), at("b.png"), "--threshold", "x"}), 2,
                    "threshold");
    }

    void labelsGiveAllPairsOfOneSide() {
        const QStringList arguments{"evaluate",
                                    "--model",
                                    at("one.safetensors"),
                                    "--model",
                                    at("two.safetensors"),
                                    "--labels",
                                    at("set/labels.csv"),
                                    "--bootstrap",
                                    "20",
                                    "--plot",
                                    at("plots"),
                                    "--json"};
        const auto run = runSyper(arguments);
        SYPER_SUCCEEDS(run);
        const QJsonArray rows = run.json()["results"].toArray();
        QCOMPARE(rows.size(), 2);
        for (const QJsonValue& each : rows) {
            const QJsonObject row = each.toObject();
            QCOMPARE(row["genuine"].toInt(), 8 * 3);  // three shots a class
            QCOMPARE(row["impostor"].toInt(), 24 * 23 / 2 - 24 - 4 * 9);
            QVERIFY(row["rank1"].isDouble() && row["rank1_ci"].isArray());
            QVERIFY(row["eer_ci"].toArray().size() == 2);
        }
        QCOMPARE(run.json()["mirrored"].toInt(), 0);  // the table says that they are done, and no name says left
        QCOMPARE(run.json()["bootstrap_unit"].toString(), QStringLiteral("subject"));
        // What was written gives the same figures, and the same subjects.
        const auto again = runSyper({"evaluate", "--scores", at("plots/scores.csv"), "--bootstrap", "20", "--json"});
        SYPER_SUCCEEDS(again);
        QCOMPARE(firstRow(again)["eer"], rows[0].toObject()["eer"]);
        QCOMPARE(firstRow(again)["auc_ci"], rows[0].toObject()["auc_ci"]);
        QVERIFY(test::readText(at("plots/scores.csv")).contains("p0L0.png,p0L1.png"));
    }

    void pairsAreScoredInTheirOrder() {
        core::writeFile(file("pairs.txt"), "p0L0.png p0L1.png 1\np0L0.png p1L0.png 0\np0L0.png p0L0.png 1\n");
        const auto run = runSyper({"evaluate", "--model", at("one.safetensors"), "--pairs", at("pairs.txt"), "--images",
                                   at("set"), "--plot", at("pairplots"), "--json"});
        SYPER_SUCCEEDS(run);
        QCOMPARE(firstRow(run)["genuine"].toInt(), 2);
        QVERIFY(firstRow(run)["rank1"].isNull());
        QCOMPARE(run.json()["pictures"].toInt(), 3);  // each once
        const QByteArrayList lines = test::readText(at("pairplots/scores.csv")).split('\n');
        const auto pair =
            runSyper({"verify", "--model", at("one.safetensors"), at("set/p0L0.png"), at("set/p1L0.png"), "--json"});
        SYPER_SUCCEEDS(pair);
        QVERIFY(std::abs(lines.at(2).split(',').at(0).toDouble() - firstRow(pair)["score"].toDouble()) < 1e-5);
    }

    void protocolsRunOverTheirFolds() {
        test::makeUfprTree(file("ufpr"), byName(0, 5));
        test::makeLfwTree(file("lfw"), byName(0, 3));
        test::makeCasiaTree(file("casia"), byName(0, 6));
        test::makeIdentityFolders(file("folders"), byName(0, 1));
        const auto evaluate = [&](const QString& model, const QStringList& rest) {
            return runSyper(QStringList{"evaluate", "--model", at(qPrintable(model)), "--json", "--protocol"} + rest);
        };
        const auto ufpr = evaluate("fold{fold}.safetensors", {"ufpr-closed-world", "--data", at("ufpr")});
        SYPER_SUCCEEDS(ufpr);
        QCOMPARE(firstRow(ufpr)["genuine"].toInt(), 2);
        QCOMPARE(firstRow(ufpr)["impostor"].toInt(), 2);
        QCOMPARE(firstRow(ufpr)["fold"].toInt(), 1);
        QVERIFY(firstRow(ufpr)["rank1"].isDouble());
        QCOMPARE(ufpr.json()["mirrored"].toInt(), 6);

        const auto lfw = evaluate("fold{fold}.safetensors", {"lfw", "--data", at("lfw"), "--fold", "1,2"});
        SYPER_SUCCEEDS(lfw);
        const QJsonArray rows = lfw.json()["results"].toArray();
        QCOMPARE(rows.size(), 3);
        const QJsonObject mean = rows[2].toObject();
        QCOMPARE(mean["fold"].toString(), QStringLiteral("mean"));
        const double a = rows[0].toObject()["auc"].toDouble(), b = rows[1].toObject()["auc"].toDouble();
        QVERIFY(std::abs(mean["auc"].toDouble() - (a + b) / 2) < 1e-12);
        QVERIFY(std::abs(mean["auc_std"].toDouble() - std::abs(a - b) / 2) < 1e-12);
        QVERIFY(mean["rank1"].isNull() && mean["fnmr_std"].toObject()["1e-2"].isDouble());

        const auto casia = evaluate("one.safetensors", {"casia-m1-s3", "--data", at("casia")});
        SYPER_SUCCEEDS(casia);
        QCOMPARE(firstRow(casia)["genuine"].toInt(), 4);
        QCOMPARE(firstRow(casia)["impostor"].toInt(), 16);
        QCOMPARE(casia.json()["mirrored"].toInt(), 4);

        const auto folders = evaluate("one.safetensors", {"identity-folders", "--data", at("folders")});
        SYPER_SUCCEEDS(folders);
        QCOMPARE(firstRow(folders)["genuine"].toInt(), 2);
        SYPER_FAILS(evaluate("one.safetensors", {"lfw", "--data", at("lfw"), "--fold", "11"}), 2, "fold");
        SYPER_FAILS(evaluate("one.safetensors", {"identity-folders", "--data", at("folders"), "--fold", "1"}), 2,
                    "fold");
        SYPER_FAILS(evaluate("one.safetensors", {"lfw", "--data", at("casia")}), 1, "pairs.txt");
        SYPER_FAILS(evaluate("one.safetensors", {"nonsense", "--data", at("lfw")}), 2, "protocol");
    }

    void groupsOfAColumnAreCountedAtTheThresholdsOfAll() {
        std::string labels = "file,identity,tone\n";
        for (int i = 0; i < 30; ++i) {
            const std::string name = "q" + std::to_string(i) + ".png";
            test::writePicture(file("toned") / name, "q" + std::to_string(i / 2), i % 2);
            labels += name + "," + std::to_string(i / 2) + (i < 10 ? ",dark\n" : i < 28 ? ",light\n" : ",\n");
        }
        core::writeFile(file("toned/labels.csv"), labels);
        test::writeSmallModel(file("toned.safetensors"), 3);
        const QString model = at("toned.safetensors"), table = at("toned/labels.csv");
        const auto run = runSyper({"evaluate", "--model", model, "--labels", table, "--by", "tone", "--json"});
        SYPER_SUCCEEDS(run);
        const QJsonArray groups = firstRow(run)["groups"].toArray();
        QCOMPARE(groups.size(), 2);
        QCOMPARE(groups[0].toObject()["name"].toString(), QStringLiteral("dark"));
        QCOMPARE(groups[0].toObject()["genuine"].toInt(), 5);
        QCOMPARE(groups[0].toObject()["impostor"].toInt(), 10 * 9 / 2 - 5);
        QCOMPARE(groups[1].toObject()["genuine"].toInt(), 9);
        QVERIFY(groups[1].toObject()["fmr"].toObject()["1e-2"].isDouble());
        QVERIFY(groups[1].toObject()["fmr"].toObject()["1e-3"].isNull());  // too few for that threshold
        const auto people = runSyper({"evaluate", "--model", model, "--labels", table, "--by", "tone"});
        QVERIFY(people.out.contains("toned, light"));
        SYPER_FAILS(runSyper({"evaluate", "--model", model, "--labels", table, "--by", "age"}), 1, "'age'");
        SYPER_FAILS(runSyper({"evaluate", "--model", model, "--pairs", "x", "--by", "age"}), 2, "--labels");
    }
    void thresholdsAreWrittenIntoTheModelAndDecideFromThenOn() {
        // 15 classes of 2: 420 impostor pairs show FMR 1e-2, not 1e-3.
        std::string labels;
        for (int i = 0; i < 30; ++i) {
            const std::string name = "q" + std::to_string(i) + ".png";
            test::writePicture(file("many") / name, "q" + std::to_string(i / 2), i % 2);
            labels += name + "," + std::to_string(i / 2) + "\n";
        }
        core::writeFile(file("many/labels.csv"), labels);
        test::writeSmallModel(file("marked.safetensors"), 3);
        const auto run = runSyper({"evaluate", "--model", at("marked.safetensors"), "--labels", at("many/labels.csv"),
                                   "--write-thresholds", "--json"});
        QVERIFY2(run.status == 0, run.err.constData());
        const double threshold = firstRow(run)["threshold_at_most"].toObject()["1e-2"].toDouble();
        const auto verified = runSyper(
            {"verify", "--model", at("marked.safetensors"), at("a.png"), at("b.png"), "--fmr", "1e-2", "--json"});
        SYPER_SUCCEEDS(verified);
        const QJsonObject row = firstRow(verified);
        QVERIFY(std::abs(row["threshold"].toDouble() - threshold) < 1e-12);
        QCOMPARE(row["threshold_set"].toString(), QStringLiteral("many"));
        QCOMPARE(row["accept"].toBool(), row["score"].toDouble() >= threshold);
        // At 1e-3 nothing was measured, so nothing is decided; and writing again changes no weight.
        const auto strict =
            runSyper({"verify", "--model", at("marked.safetensors"), at("a.png"), at("b.png"), "--json"});
        SYPER_SUCCEEDS(strict);
        QVERIFY(firstRow(strict)["accept"].isNull());
        QCOMPARE(firstRow(strict)["score"], row["score"]);
        SYPER_FAILS(runSyper({"evaluate", "--model", at("marked.safetensors"), "--pairs", at("pairs.txt"), "--images",
                              at("set"), "--write-thresholds", "--json"}),
                    1, "too few");
    }

    void contradictoryRequestsAreWrongUsage() {
        const QString model = at("one.safetensors");
        SYPER_FAILS(runSyper({"evaluate", "--model", model}), 2, "--labels");
        SYPER_FAILS(runSyper({"evaluate", "--model", model, "--labels", "a", "--pairs", "b"}), 2, "one of");
        SYPER_FAILS(runSyper({"evaluate", "--model", model, "--scores", "a"}), 2, "--model");
        SYPER_FAILS(runSyper({"evaluate", "--model", model, "--protocol", "lfw"}), 2, "--data");
        SYPER_FAILS(runSyper({"evaluate", "--model", model, "--labels", "a", "--images", "b"}), 2, "--pairs");
        SYPER_FAILS(runSyper({"evaluate", "--model", model, "--labels", at("none.csv")}), 1, "none.csv");
    }

private:
    std::filesystem::path file(const std::string& name) const {
        return std::filesystem::path(folder_.path().toStdString()) / name;
    }
    QString at(const char* name) const { return folder_.filePath(QLatin1String(name)); }
    QTemporaryDir folder_;
};

QTEST_GUILESS_MAIN(TestCliRecognition)
#include "tst_cli_recognition.moc"
