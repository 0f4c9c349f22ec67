// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <cmath>

#include "core/api/score_file.h"
#include "core/api/svg_plot.h"
#include "core/api/text_table.h"
#include "core/util/files.h"
#include "support/tensors.h"

using namespace syper;
using core::Errc;

namespace {

using Rows = std::vector<std::vector<std::string>>;

}  // namespace

class TestMetricsFiles : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tablesSplitByTheSeparatorOfTheirFirstRow_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("fields");  // rows with '|', fields with '/'
        QTest::newRow("comma") << QByteArray("a,b\n1, 2 \n") << QByteArray("a/b|1/2");
        QTest::newRow("semicolon before comma") << QByteArray("a,b;c\n1;2\n") << QByteArray("a,b/c|1/2");
        QTest::newRow("tab") << QByteArray("a\tb c\t\n\tx\ty") << QByteArray("a/b c/|/x/y");
        QTest::newRow("spaces") << QByteArray("  a   b c  \n1\t2 \n") << QByteArray("a/b/c|1/2");
        QTest::newRow("byte order mark") << QByteArray(
                                                "\xEF\xBB\xBF"
                                                "a,b")
                                         << QByteArray("a/b");
        QTest::newRow("line ends") << QByteArray("a,b\r\n\r\nc,d\re,f\n\n") << QByteArray("a/b|c/d|e/f");
        QTest::newRow("quotes") << QByteArray("\"a,b\",\"c\"\"d\"\n") << QByteArray("a,b/c\"d");
        QTest::newRow("quotes among spaces") << QByteArray("\"a b\" c") << QByteArray("a b/c");
        QTest::newRow("empty fields") << QByteArray(",\na,,b,\n") << QByteArray("/|a//b/");
        QTest::newRow("nothing") << QByteArray("") << QByteArray("");
        QTest::newRow("blank") << QByteArray(" \n\t\n") << QByteArray("");
    }
    void tablesSplitByTheSeparatorOfTheirFirstRow() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, fields);
        QByteArray got;
        core::readTextTable(written("table.txt", text.toStdString()), [&](const core::TextRow& row) {
            QByteArrayList list;
            for (const std::string_view field : row.fields) list << QByteArray(field.data(), qsizetype(field.size()));
            got += (got.isEmpty() && row.line == 1 ? "" : "|") + list.join('/');
        });
        QCOMPARE(got, fields);
    }
    void rowsKnowTheirLine() {
        std::vector<std::int64_t> lines;
        core::readTextTable(written("lines.txt", "\r\na\r\n\r\nb"),
                            [&](const core::TextRow& row) { lines.push_back(row.line); });
        QCOMPARE(lines, (std::vector<std::int64_t>{2, 4}));
    }
    void tablesThatAreNoTextAreRefused() {
        const auto nothing = [](const core::TextRow&) {};
        SYPER_REFUSES(core::readTextTable(written("zero", std::string("a\0b", 3)), nothing), Errc::BadFormat);
        SYPER_REFUSES(core::readTextTable(written("utf16",
                                                  "\xFF\xFE"
                                                  "a"),
                                          nothing),
                      Errc::BadFormat);
        SYPER_REFUSES(core::readTextTable(written("quote", "\"a,b\n"), nothing), Errc::BadFormat);
        SYPER_REFUSES(core::readTextTable(written("stray", "\"a\"b,c\n"), nothing), Errc::BadFormat);
        SYPER_REFUSES(core::readTextTable(path_ + "/none", nothing), Errc::NotFound);
        SYPER_REFUSES(core::readTextTable(path_, nothing), Errc::Io);
    }

    void scoresAreReadWhateverTheirHeader_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("bare") << QByteArray("0.5,1\n-1e-3,0\n");
        QTest::newRow("header") << QByteArray("score,label\n0.5,1\n-0.001,0\n");
        QTest::newRow("other order") << QByteArray("Label;Extra;Score\n1;x;0.5\n0;y;-0.001\n");
        QTest::newRow("unknown header") << QByteArray("s\tl\n+0.5\t1.0\n-.001\t0.0\n");
        QTest::newRow("words") << QByteArray(
            "\xEF\xBB\xBF"
            "similarity label\r\n0.5 genuine\r\n-0.001 Impostor\r\n");
    }
    void scoresAreReadWhateverTheirHeader() {
        QFETCH(QByteArray, text);
        const auto sets = core::readScores(written("my scores.csv", text.toStdString()));
        QCOMPARE(sets.size(), std::size_t(1));
        QCOMPARE(sets[0].name, std::string("my scores"));
        QCOMPARE(sets[0].comparisons.scores, (std::vector<double>{0.5, -0.001}));
        QCOMPARE(sets[0].comparisons.labels, (std::vector<std::uint8_t>{1, 0}));
        QVERIFY(sets[0].subjects.empty());
    }
    void unusableScoresNameTheirLine_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("part");
        QTest::newRow("nan") << QByteArray("0.5,1\nnan,0\n") << QByteArray("line 2");
        QTest::newRow("nan first") << QByteArray("nan,0\n0.5,1\n") << QByteArray("line 1");
        QTest::newRow("infinite") << QByteArray("0.5,1\n1e999,0\n") << QByteArray("line 2");
        QTest::newRow("no label") << QByteArray("0.5\n") << QByteArray("line 1");
        QTest::newRow("label 2") << QByteArray("0.5,2\n") << QByteArray("'2'");
        QTest::newRow("text") << QByteArray("score,label\n0.5,1\nx,0\n") << QByteArray("line 3");
        QTest::newRow("decimal comma") << QByteArray("0,5;1\n") << QByteArray("0,5");
        QTest::newRow("empty") << QByteArray("") << QByteArray("no scores");
        QTest::newRow("header only") << QByteArray("score,label\n") << QByteArray("no scores");
    }
    void unusableScoresNameTheirLine() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, part);
        const std::string file = written("bad.csv", text.toStdString());
        try {
            (void)core::readScores(file);
            QFAIL("was read");
        } catch (const core::Error& error) {
            QCOMPARE(int(error.code()), int(Errc::BadFormat));
            QVERIFY2(QByteArray(error.what()).contains(part), error.what());
        }
    }
    void writtenScoresComeBackWithTheirModelsAndSubjects() {
        core::Comparisons first, second;
        first.scores = {0.1, 1.0 / 3.0, -5e-324};
        first.labels = {1, 0, 0};
        first.subjectA = {0, 0, 1};
        first.subjectB = {0, 1, 1};
        first.pictureA = {0, 1, 1};
        first.pictureB = {1, 2, 0};
        second = first;
        second.scores[0] = 0.7;
        const std::vector<std::string> subjects{"Ann, \"A\"", "Bo"}, pictures{"a b.png", "c.png", "d,e.png"};
        {
            core::ScoreWriter writer(path_ + "/scores.csv", true, true);
            writer.add("FP32", first, subjects, pictures);
            writer.add("w4 a4", second, subjects, pictures);
            writer.commit();
        }
        const auto sets = core::readScores(path_ + "/scores.csv");
        QCOMPARE(sets.size(), std::size_t(2));
        QCOMPARE(sets[1].name, std::string("w4 a4"));
        QCOMPARE(sets[0].comparisons.scores, first.scores);
        QCOMPARE(sets[1].comparisons.scores, second.scores);
        QCOMPARE(sets[0].comparisons.subjectB, first.subjectB);
        QCOMPARE(sets[0].subjects, subjects);
    }
    void unfinishedScoresLeaveNoFile() {
        { core::ScoreWriter writer(path_ + "/part.csv", false, false); }
        QVERIFY(!QFile::exists(QString::fromStdString(path_ + "/part.csv")));
        QVERIFY(!QFile::exists(QString::fromStdString(path_ + "/part.csv.part")));
    }

    void shortestTextReadsBackEqual() {
        for (const double value : {0.1, 1.0 / 3.0, 5e-324, 1.7976931348623157e308, -0.0})
            QCOMPARE(std::strtod(core::shortestText(value).c_str(), nullptr), value);
        QCOMPARE(core::shortestText(0.25439331), std::string("0.25439331"));
    }

    void detCurvesAreDrawnInTheModelsOwnStyle() {
        const std::vector<double> scores{0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2};
        const std::vector<std::uint8_t> labels{1, 1, 0, 1, 0, 1, 0, 0};
        const auto figures = core::verificationFigures(scores, labels);
        const std::vector<core::DetLine> lines{{"FP <b>", core::modelStyle(32), &figures},
                                               {"W4", core::modelStyle(4), &figures}};
        const std::string svg = core::svgPlot(core::detPlot("DET & more", lines));
        for (const char* part :
             {"0072B2", "D55E00", "stroke-dasharray=\"2 4\"", "FP &lt;b&gt;", "DET &amp; more", "<polygon", "<circle"})
            QVERIFY2(svg.find(part) != std::string::npos, part);
        QVERIFY(svg.find("nan") == std::string::npos);
        QVERIFY(svg.find("<b>") == std::string::npos);
    }
    void stylesOfBitsDifferInColourLineAndMarker() {
        const std::vector<int> bits{32, 8, 6, 4};
        for (const int a : bits)
            for (const int b : bits) {
                if (a == b) continue;
                QVERIFY(core::modelStyle(a).color != core::modelStyle(b).color);
                QVERIFY(core::modelStyle(a).dash != core::modelStyle(b).dash);
                QVERIFY(core::modelStyle(a).marker != core::modelStyle(b).marker);
            }
        QVERIFY(core::modelStyle(8, 1).color != core::modelStyle(8, 0).color);
    }
    void largeCurvesAreThinnedOut() {
        core::PlotCurve curve{"loss", {}, {}, core::modelStyle(32), {}};
        for (int i = 0; i < 200000; ++i) {
            curve.x.push_back(i);
            curve.y.push_back(i == 100000 ? std::nan("") : std::sin(i * 1e-4));
        }
        core::Plot plot{"t", {"step", 0, 200000, false}, {"loss", -1, 1, false}, {curve}, ""};
        const std::string svg = core::svgPlot(plot);
        QVERIFY(svg.size() < 200000);
        QVERIFY(svg.find('M', svg.find("200000")) != std::string::npos);
        plot.y.high = plot.y.low;
        SYPER_REFUSES(core::svgPlot(plot), Errc::BadArgument);
    }

private:
    std::string written(const std::string& name, const std::string& content) {
        core::writeFile(path_ + "/" + name, content);
        return path_ + "/" + name;
    }

    QTemporaryDir folder_;
    std::string path_ = folder_.path().toStdString();
};

QTEST_APPLESS_MAIN(TestMetricsFiles)
#include "tst_metrics_files.moc"
