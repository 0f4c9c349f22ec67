// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "support/refuses.h"
#include "vision/csv.h"

using namespace syper;

class TestCsv : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cellsAreReadAsWritten() {
        const auto csv = vision::parseCsv(
            "\xEF\xBB\xBF"
            "file, side\r\n\"a, b\",L\n\n\"say \"\"hi\"\"\" ,\r\n",
            "t");
        QVERIFY(csv.header == std::vector<std::string>({"file", "side"}));
        QVERIFY(csv.rows == std::vector<std::vector<std::string>>({{"a, b", "L"}, {"say \"hi\"", ""}}));
        QVERIFY(csv.column("side") == 1U);
        QVERIFY(!csv.column("none"));
    }
    void whatIsWrittenIsReadBack() {
        for (const char* text : {"plain", "a,b", "say \"hi\"", "two\nlines", ""}) {
            const auto csv = vision::parseCsv("a,b\n" + vision::csvCell(text) + ",x\n", "t");
            QCOMPARE(csv.rows.at(0).at(0), std::string(text));
        }
    }
    void theLastLineNeedsNoBreak() { QCOMPARE(vision::parseCsv("a\nb", "t").rows.size(), std::size_t(1)); }
    void nothingIsAnEmptyTable() { QVERIFY(vision::parseCsv("", "t").header.empty()); }
    void rowsOfAnotherLengthAreRefusedWithTheirLine() {
        try {
            (void)vision::parseCsv("a,b\n1,2\n\"x\ny\",2\n3\n", "some.csv");
            QFAIL("read a row that is too short");
        } catch (const core::Error& error) {
            QVERIFY2(QByteArray(error.what()).contains("some.csv, line 5"), error.what());
        }
        SYPER_REFUSES(vision::parseCsv("a\n1,2\n", "t"), core::Errc::BadFormat);
    }
};

QTEST_APPLESS_MAIN(TestCsv)
#include "tst_csv.moc"
