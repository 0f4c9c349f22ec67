// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QTemporaryDir>

#include "support/program.h"
#include "support/small_models.h"
#include "support/tensors.h"

using namespace syper;
using test::runSyper;

class TestCliDemo : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { test::writeSmallModel(folder_.filePath("teacher.safetensors").toStdString(), 5); }

    void demoTellsTheWholeJobOnOnePage() {
        const auto run = demo("first", "1");
        SYPER_SUCCEEDS(run);
        const QJsonObject result = run.json();
        QVERIFY(result["samples"].toInt() >= 12);
        QVERIFY(result["final_loss"].isDouble());
        const QJsonArray models = result["models"].toArray();
        QCOMPARE(models.size(), 3);
        const QStringList names{"FP32", "W8A8", "W4A4"};
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(models[i].toObject()["name"].toString(), names[i]);
            QVERIFY(models[i].toObject()["eer"].isDouble() && models[i].toObject()["bytes"].toInteger() > 0);
        }
        QVERIFY(models[0].toObject()["bytes"].toInteger() > models[2].toObject()["bytes"].toInteger());

        const QByteArray page = test::readText(at("first/index.html"));
        QVERIFY(page.contains("prefers-color-scheme") && page.contains("data:image/png;base64,"));
        QVERIFY(page.contains("data:image/svg+xml;base64,"));
        QVERIFY(!page.contains("<script") && !page.contains("src=\"http") && !page.contains("nan"));
        QCOMPARE(page.count("<img"), page.count("alt=\""));
        QCOMPARE(QDir(at("first/samples")).entryList({"seed*.png"}).size(), qsizetype(result["samples"].toInt()));
        QVERIFY(test::readText(at("first/loss.svg")).contains("009E73"));
        QVERIFY(test::readText(at("first/det.svg")).contains("D55E00"));
    }

    void anotherSeedGivesOtherPicturesAndTheSameSeedTheSame() {
        SYPER_SUCCEEDS(demo("second", "2"));
        SYPER_SUCCEEDS(demo("first", "1"));  // over the earlier demo
        const QByteArray again = test::readText(at("first/samples/seed1000.png"));
        QVERIFY(!again.isEmpty());
        QVERIFY(again != test::readText(at("second/samples/seed2000.png")));
        SYPER_SUCCEEDS(demo("third", "1"));
        QCOMPARE(test::readText(at("third/samples/seed1000.png")), again);
    }

    void mistakesAreOneLine() {
        SYPER_FAILS(runSyper({"demo"}), 2, "--out");
        SYPER_FAILS(runSyper({"demo", "--out", at("x"), "--network", at("none.pkl")}), 1, "none.pkl");
        SYPER_FAILS(runSyper({"demo", "--out", at("x"), "--network", at("teacher.safetensors")}), 1,
                    "teacher.safetensors");
        SYPER_FAILS(runSyper({"demo", "--out", at("x"), "--steps", "0"}), 2, "--steps");
    }

private:
    QString at(const char* name) const { return folder_.filePath(QLatin1String(name)); }
    test::ProgramRun demo(const char* out, const char* seed) const {
        return runSyper({"demo", "--out", at(out), "--quick", "--steps", "2", "--threads", "1", "--seed", seed,
                         "--network", QString::fromStdString(test::dataPath("generator/tiny32.pkl")), "--teacher",
                         at("teacher.safetensors"), "--json"});
    }
    QTemporaryDir folder_;
};

QTEST_GUILESS_MAIN(TestCliDemo)
#include "tst_cli_demo.moc"
