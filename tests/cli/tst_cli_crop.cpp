// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QtTest>

#include "support/picture_bytes.h"
#include "support/program.h"

using namespace syper::test;

class TestCliCrop : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QVERIFY2(QFile::exists(SYPER_PORTRAIT), "the portrait is missing; install python3-skimage and configure again");
    }
    void aPortraitGivesTwoEyesAndTheRestItsReasons() {
        const QTemporaryDir dir;
        QVERIFY(QFile::copy(SYPER_PORTRAIT, dir.filePath("face.png")));
        writeBytes(dir.filePath("text.jpg"), "words");
        writeBytes(dir.filePath("wall.png"), encoded(cv::Mat(300, 200, CV_8UC3, cv::Scalar(90, 90, 90)), ".png"));
        const ProgramRun run = runSyper({"crop", dir.path(), "--out", dir.filePath("eyes"), "--json"});
        SYPER_SUCCEEDS(run);
        QCOMPARE(run.json()["faces"].toInt(), 1);
        QCOMPARE(run.json()["crops"].toInt(), 2);
        QCOMPARE(run.json()["failed"].toInt(), 2);
        QCOMPARE(run.json()["failures"].toArray().size(), 2);
        QVERIFY(QFile::exists(dir.filePath("eyes/face_left.png")) &&
                QFile::exists(dir.filePath("eyes/face_right.png")));
        QCOMPARE(readText(dir.filePath("eyes/crops.csv")).count('\n'), 5);
    }
    void picturesOnTheirSideGiveTheSameEyes() {
        const QTemporaryDir dir;
        const cv::Mat face = cv::imread(SYPER_PORTRAIT);
        cv::Mat lying;
        cv::rotate(face, lying, cv::ROTATE_90_COUNTERCLOCKWISE);
        writeBytes(dir.filePath("lying.jpg"), withExif(encoded(lying, ".jpg", {cv::IMWRITE_JPEG_QUALITY, 98}), 6));
        writeBytes(dir.filePath("upright.png"), encoded(face, ".png"));
        SYPER_SUCCEEDS(runSyper({"crop", dir.path(), "--out", dir.filePath("eyes"), "--json"}));
        const cv::Mat one = cv::imread(dir.filePath("eyes/lying_left.png").toStdString());
        const cv::Mat other = cv::imread(dir.filePath("eyes/upright_left.png").toStdString());
        QCOMPARE(one.size(), other.size());
        QVERIFY(cv::norm(one, other, cv::NORM_L1) / double(one.total() * 3) < 12.0);
    }
    void landmarksComeFromATable() {
        const QTemporaryDir dir;
        QVERIFY(QFile::copy(SYPER_PORTRAIT, dir.filePath("face.png")));
        writeText(dir.filePath("points.csv"),
                  "file,x1,y1,x2,y2,x3,y3,x4,y4,x5,y5\nface.png,204,100,247,103,225,128,206,141,243,142\n");
        const ProgramRun run = runSyper(
            {"crop", "face.png", "--out", "eyes", "--landmarks", "points.csv", "--size", "96", "--json"}, dir.path());
        SYPER_SUCCEEDS(run);
        QCOMPARE(cv::imread(dir.filePath("eyes/face_right.png").toStdString()).cols, 96);
    }
    void aSecondRunAddsToTheTable() {
        const QTemporaryDir dir;
        QVERIFY(QFile::copy(SYPER_PORTRAIT, dir.filePath("one.png")));
        QVERIFY(QFile::copy(SYPER_PORTRAIT, dir.filePath("two.png")));
        for (const char* name : {"one.png", "two.png", "two.png"})
            SYPER_SUCCEEDS(runSyper({"crop", name, "--out", "eyes", "--json"}, dir.path()));
        const QByteArray table = readText(dir.filePath("eyes/crops.csv"));
        QCOMPARE(table.count('\n'), 5);
        QVERIFY(table.contains("one_left.png") && table.contains("two_left.png"));
    }
    void whatCannotBeDoneIsSaidInOneLine() {
        const QTemporaryDir dir;
        writeBytes(dir.filePath("wall.png"), encoded(cv::Mat(30, 30, CV_8UC3, cv::Scalar(90, 90, 90)), ".png"));
        const QString out = dir.filePath("eyes"), wall = dir.filePath("wall.png");
        SYPER_FAILS(runSyper({"crop", wall, "--out", out}), 1, "no face");
        SYPER_FAILS(runSyper({"crop", dir.filePath("none.png"), "--out", out}), 1, "none.png");
        SYPER_FAILS(runSyper({"crop", wall, "--out", out, "--detector", "eagle"}), 2, "eagle");
        SYPER_FAILS(runSyper({"crop", wall}), 2, "--out");
        SYPER_FAILS(runSyper({"crop", wall, "--out", out, "--size", "0"}), 2, "--size");
    }
};

QTEST_APPLESS_MAIN(TestCliCrop)
#include "tst_cli_crop.moc"
