// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>

#include "support/program.h"
#include "support/tensors.h"

using namespace syper;
using test::runSyper;

class TestCliEvaluate : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void scoresGiveTheFiguresOfTheVectors_data() {
        QTest::addColumn<QString>("draw");
        QTest::addColumn<QString>("separator");
        QTest::newRow("a, comma") << "a"
                                  << ",";
        QTest::newRow("b, tab") << "b"
                                << "\t";
        QTest::newRow("c, semicolon") << "c"
                                      << ";";
    }
    void scoresGiveTheFiguresOfTheVectors() {
        QFETCH(QString, draw);
        QFETCH(QString, separator);
        const std::string key = draw.toStdString();
        const core::TensorMap file = test::testTensors("metrics.safetensors");
        const at::Tensor scores = file.at(key + "_scores"), labels = file.at(key + "_labels");
        QByteArray text = "score" + separator.toUtf8() + "label\n";
        for (std::int64_t i = 0; i < scores.numel(); ++i)
            text += QByteArray::number(double(scores.data_ptr<float>()[i]), 'g', 17) + separator.toUtf8() +
                    QByteArray::number(labels.data_ptr<int>()[i]) + "\n";
        test::writeText(path("v.csv"), text);
        const auto run = runSyper({"evaluate", "--scores", path("v.csv"), "--json"});
        SYPER_SUCCEEDS(run);
        const QJsonObject row = run.json()["results"].toArray().at(0).toObject();
        QCOMPARE(row["name"].toString(), QStringLiteral("v"));
        QVERIFY(std::abs(row["eer"].toDouble() - file.at(key + "_eer")[0].item<double>()) < 1e-9);
        QVERIFY(std::abs(row["eer_threshold"].toDouble() - file.at(key + "_eer")[1].item<double>()) < 1e-9);
        QVERIFY(std::abs(row["auc"].toDouble() - file.at(key + "_auc").item<double>()) < 1e-9);
        const char* names[] = {"1e-2", "1e-3", "1e-4", "1e-5", "1e-6"};
        for (int i = 0; i < 5; ++i)
            QVERIFY(std::abs(row["fnmr"].toObject()[QLatin1String(names[i])].toDouble() -
                             file.at(key + "_fnmr")[i].item<double>()) < 1e-9);
        QCOMPARE(row["genuine"].toInt() + row["impostor"].toInt(), int(scores.numel()));
        QVERIFY(row.contains("rank1") && row["rank1"].isNull() && row["eer_ci"].isNull());
    }

    void severalFilesStandSideBySideWithIntervalsAndPlots() {
        test::writeText(path("fp.csv"), sample(0));
        test::writeText(path("model_w4a4.csv"), sample(3));
        const QStringList arguments{"evaluate",    "--scores", path("fp.csv"), "--scores", path("model_w4a4.csv"),
                                    "--bootstrap", "50",       "--seed",       "4",        "--plot",
                                    path("plots"), "--json"};
        const auto run = runSyper(arguments);
        SYPER_SUCCEEDS(run);
        const QJsonArray rows = run.json()["results"].toArray();
        QCOMPARE(rows.size(), 2);
        QCOMPARE(rows[1].toObject()["name"].toString(), QStringLiteral("model_w4a4"));
        for (const QJsonValue& each : rows) {
            const QJsonObject row = each.toObject();
            const QJsonArray ci = row["eer_ci"].toArray();
            QCOMPARE(ci.size(), 2);
            QVERIFY(ci[0].toDouble() <= row["eer"].toDouble() && row["eer"].toDouble() <= ci[1].toDouble());
            QVERIFY(row["fnmr_at_most"].toObject()["1e-2"].isDouble());
            QVERIFY(row["fnmr_at_most"].toObject()["1e-3"].isNull());  // 200 impostors are too few
        }
        QCOMPARE(runSyper(arguments).out, run.out);
        const QByteArray svg = test::readText(path("plots/det.svg"));
        QVERIFY(svg.contains("0072B2") && svg.contains("D55E00"));
        QCOMPARE(QJsonDocument::fromJson(test::readText(path("plots/report.json"))).object()["results"].toArray(),
                 rows);
        // The scores that were written give the same figures again.
        const auto again = runSyper({"evaluate", "--scores", path("plots/scores.csv"), "--json"});
        SYPER_SUCCEEDS(again);
        for (int i = 0; i < 2; ++i)
            QCOMPARE(again.json()["results"].toArray()[i].toObject()["eer"], rows[i].toObject()["eer"]);
    }

    void peopleGetATable() {
        test::writeText(path("t.csv"), sample(0));
        const auto run = runSyper({"evaluate", "--scores", path("t.csv")});
        QCOMPARE(run.status, 0);
        QVERIFY(run.out.contains("EER %") && run.out.contains("FNMR %") && run.out.contains("1e-6"));
    }

    void mistakesAreOneLine() {
        test::writeText(path("one.csv"), "0.5,1\n0.4,1\n");
        test::writeText(path("nan.csv"), "0.5,1\nnan,0\n");
        SYPER_FAILS(runSyper({"evaluate", "--scores", path("one.csv"), "--json"}), 1, "impostor");
        SYPER_FAILS(runSyper({"evaluate", "--scores", path("nan.csv"), "--json"}), 1, "line 2");
        SYPER_FAILS(runSyper({"evaluate", "--scores", path("none.csv")}), 1, "none.csv");
        SYPER_FAILS(runSyper({"evaluate"}), 2, "--scores");
        SYPER_FAILS(runSyper({"evaluate", "--scores", path("one.csv"), "--bootstrap", "1"}), 2, "--bootstrap");
        SYPER_FAILS(runSyper({"evaluate", "--scores", path("one.csv"), "--bootstrap", "-3"}), 2, "--bootstrap");
        SYPER_FAILS(runSyper({"evaluate", "--nonsense"}), 2, "nonsense");
    }

private:
    QString path(const char* name) const { return folder_.filePath(QLatin1String(name)); }

    /// 40 genuine and 200 impostor scores; every `flipped`-th genuine one is low.
    static QByteArray sample(int flipped) {
        QByteArray text;
        for (int i = 0; i < 240; ++i) {
            const bool genuine = i < 40;
            const double score =
                (genuine ? 0.6 : 0.1) + (i * 37 % 101) / 200.0 - (genuine && flipped > 0 && i % flipped == 0 ? 0.5 : 0);
            text += QByteArray::number(score, 'g', 17) + (genuine ? ",1\n" : ",0\n");
        }
        return text;
    }

    QTemporaryDir folder_;
};

QTEST_GUILESS_MAIN(TestCliEvaluate)
#include "tst_cli_evaluate.moc"
