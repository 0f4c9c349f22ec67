// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QDirIterator>
#include <QTemporaryDir>
#include <QtTest>

#include "core/util/files.h"
#include "support/picture_bytes.h"
#include "support/refuses.h"
#include "vision/crop_job.h"
#include "vision/csv.h"
#include "vision/image_io.h"
#include "vision/landmark_table.h"

using namespace syper;
using namespace syper::test;
using core::Errc;

namespace {

constexpr const char* kHeader = "file,x1,y1,x2,y2,x3,y3,x4,y4,x5,y5\n";
constexpr const char* kPoints = ",60,60,100,60,80,80,65,100,95,100\n";
constexpr const char* kSmallPoints = ",20,20,30,20,25,26,21,31,29,31\n";

/// Pictures and a table of landmarks, so that no detector is needed.
class Workplace {
public:
    void add(const QString& name, const QByteArray& bytes) const {
        QDir().mkpath(QFileInfo(path(name)).path());
        writeBytes(path(name), bytes);
    }
    void addPicture(const QString& name) const {
        add(name, encoded(cornerPicture(160, 160), name.endsWith("jpg") ? ".jpg" : ".png"));
    }
    [[nodiscard]] QString path(const QString& name) const { return dir_.filePath(name); }
    [[nodiscard]] vision::CropJob job() const {
        return {.given = {path("in").toStdString()},
                .out = path("out").toStdString(),
                .landmarks = path("points.csv").toStdString()};
    }
    [[nodiscard]] QStringList written() const {
        QStringList names;
        QDirIterator at(path("out"), QDir::Files, QDirIterator::Subdirectories);
        while (at.hasNext()) names += at.next().mid(path("out").size() + 1);
        names.sort();
        return names;
    }
    [[nodiscard]] vision::CsvTable table() const {
        return vision::parseCsv(core::readFile(path("out/crops.csv").toStdString()), "crops.csv");
    }

private:
    QTemporaryDir dir_;
};

vision::CropOutcome run(const vision::CropJob& job) {
    core::RunControl control;
    return vision::cropPictures(job, control);
}

}  // namespace

class TestCropJob : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cropsAreNamedByTheirSideAndKeepSubFolders() {
        const Workplace place;
        place.addPicture("in/a.png");
        place.addPicture("in/deep/er/b.jpg");
        place.add("points.csv", QByteArray(kHeader) + "in/a.png" + kPoints + "in/deep/er/b.jpg" + kPoints);
        const vision::CropOutcome outcome = run(place.job());
        QCOMPARE(outcome.faces, 2);
        QCOMPARE(outcome.crops, 4);
        QVERIFY(outcome.failures.empty());
        QCOMPARE(place.written(),
                 QStringList({"a_left.png", "a_right.png", "crops.csv", "deep/er/b_left.png", "deep/er/b_right.png"}));
        const core::Image8 left = vision::readImage(place.path("out/a_left.png").toStdString());
        QCOMPARE(left.width(), 224);
        const vision::CsvTable table = place.table();
        QCOMPARE(table.rows.size(), std::size_t(4));
        QCOMPARE(table.rows[1][*table.column("crop")], std::string("a_right.png"));
        QCOMPARE(table.rows[1][*table.column("x2")], std::string("100.00"));
        QCOMPARE(table.rows[2][*table.column("picture")], place.path("in/deep/er/b.jpg").toStdString());
    }
    void theSideIsTheOneSeenInThePicture() {
        const Workplace place;
        place.addPicture("in/a.png");  // red at the left, green at the right
        place.add("points.csv", QByteArray(kHeader) + "a.png" + kPoints);
        vision::CropJob job = place.job();
        job.crop.size = 64;
        run(job);
        const core::Image8 left = vision::readImage(place.path("out/a_left.png").toStdString());
        QCOMPARE(left.width(), 64);
        QVERIFY(left.row(20)[3 * 20] > 150);  // red, not mirrored
    }
    void badPicturesAreListedAndDoNotStopTheRest() {
        const Workplace place;
        place.addPicture("in/a.png");
        place.add("in/b.png", "no picture, it says");
        place.addPicture("in/c.png");
        place.addPicture("in/d.png");
        place.add("points.csv",
                  QByteArray(kHeader) + "a.png" + kPoints + "b.png" + kPoints + "d.png" + ",5,5,5,5,5,5,5,5,5,5\n");
        const vision::CropOutcome outcome = run(place.job());
        QCOMPARE(outcome.pictures, 4);
        QCOMPARE(outcome.faces, 1);
        QCOMPARE(outcome.failures.size(), std::size_t(3));
        const vision::CsvTable table = place.table();
        QCOMPARE(table.rows.size(), std::size_t(5));
        const auto reason = [&](std::size_t row) {
            return QString::fromStdString(table.rows[row][*table.column("reason")]);
        };
        QVERIFY(reason(0).isEmpty());
        QVERIFY(reason(2).contains("b.png"));
        QVERIFY(reason(3).contains("points.csv"));
        QVERIFY(reason(4).contains("no face"));
    }
    void furtherFacesAreNumbered() {
        const Workplace place;
        place.addPicture("in/a.png");
        place.add("points.csv", QByteArray(kHeader) + "a.png" + kSmallPoints + "a.png" + kPoints);
        QCOMPARE(run(place.job()).faces, 1);
        QCOMPARE(place.table().rows[0][6], std::string("60.00"));  // the larger one
        vision::CropJob job = place.job();
        job.allFaces = true;
        QCOMPARE(run(job).crops, 4);
        QCOMPARE(place.written(),
                 QStringList({"a_face2_left.png", "a_face2_right.png", "a_left.png", "a_right.png", "crops.csv"}));
    }
    void picturesOfOneStemDoNotOverwriteEachOther() {
        const Workplace place;
        place.addPicture("in/a.jpg");
        place.addPicture("in/a.png");
        place.addPicture("more/a.png");
        place.add("points.csv",
                  QByteArray(kHeader) + "in/a.jpg" + kPoints + "in/a.png" + kPoints + "more/a.png" + kPoints);
        vision::CropJob job = place.job();
        job.given.push_back(place.path("more").toStdString());
        QCOMPARE(run(job).crops, 6);
        QCOMPARE(place.written(), QStringList({"a_left.png", "a_png_2_left.png", "a_png_2_right.png", "a_png_left.png",
                                               "a_png_right.png", "a_right.png", "crops.csv"}));
    }
    void earlierResultsAreNoInput() {
        const Workplace place;
        place.addPicture("in/a.png");
        place.add("points.csv", QByteArray(kHeader) + "a.png" + kPoints);
        vision::CropJob job = place.job();
        job.out = place.path("in/eyes").toStdString();
        QCOMPARE(run(job).pictures, 1);
        QCOMPARE(run(job).pictures, 1);
    }
    void leftOverPartsGoAndNothingElse() {
        const Workplace place;
        place.addPicture("in/a.png");
        place.add("points.csv", QByteArray(kHeader) + "a.png" + kPoints);
        place.add("out/deep/x_left.png.part", "half");
        place.add("out/other.part", "not ours");
        run(place.job());
        QCOMPARE(place.written(), QStringList({"a_left.png", "a_right.png", "crops.csv", "other.part"}));
    }
    void aStopKeepsWhatIsFinished() {
        const Workplace place;
        for (const char* name : {"in/a.png", "in/b.png", "in/c.png"}) place.addPicture(name);
        place.add("points.csv", QByteArray(kHeader) + "a.png" + kPoints + "b.png" + kPoints + "c.png" + kPoints);
        core::RunControl* running = nullptr;
        core::RunControl control([&](const core::Progress& progress) {
            if (progress.done == 2) running->requestStop();
        });
        running = &control;
        bool stopped = false;
        try {
            (void)vision::cropPictures(place.job(), control);
        } catch (const core::Stopped&) {
            stopped = true;
        }
        QVERIFY(stopped);
        QCOMPARE(place.written(), QStringList({"a_left.png", "a_right.png", "b_left.png", "b_right.png", "crops.csv"}));
        QCOMPARE(place.table().rows.size(), std::size_t(4));
    }
    void jobsThatCannotRunAreRefused() {
        const Workplace place;
        place.addPicture("in/a.png");
        place.add("points.csv", QByteArray(kHeader) + "a.png" + kPoints);
        vision::CropJob job = place.job();
        job.crop.size = 3;
        SYPER_REFUSES(run(job), Errc::BadArgument);
        job = place.job();
        job.landmarks = place.path("none.csv").toStdString();
        SYPER_REFUSES(run(job), Errc::NotFound);
        job = place.job();
        job.landmarks.clear();
        job.detector = "eagle";
        SYPER_REFUSES(run(job), Errc::BadArgument);
        job = place.job();
        job.out = place.path("points.csv").toStdString();  // a file, not a folder
        SYPER_REFUSES(run(job), Errc::Io);
    }

    void landmarksAreFoundByPathElseByName() {
        const Workplace place;
        place.add("t/points.csv", QByteArray(kHeader) + "one/a.png" + kPoints + "two/a.png" + kSmallPoints + "b.png" +
                                      kPoints + "elsewhere/given.png" + kSmallPoints);
        const vision::LandmarkTable table(place.path("t/points.csv").toStdString());
        const auto firstX = [&](const QString& picture) { return table.find(picture.toStdString()).at(0)[0].x; };
        QCOMPARE(firstX("elsewhere/given.png"), 20.0);
        QCOMPARE(firstX(place.path("t/one/a.png")), 60.0);
        QCOMPARE(firstX(place.path("t/two/../two/a.png")), 20.0);
        QCOMPARE(firstX("/any/where/b.png"), 60.0);
        QVERIFY(table.find("c.png").empty());
        SYPER_REFUSES(table.find("three/a.png"), Errc::BadFormat);
    }
    void senselessTablesAreRefused() {
        const Workplace place;
        const auto refused = [&](const QByteArray& text) {
            place.add("t.csv", text);
            SYPER_REFUSES(vision::LandmarkTable(place.path("t.csv").toStdString()), Errc::BadFormat);
        };
        refused("");
        refused("picture,x1\n");
        refused("file,x1,y1,x2,y2,x3,y3,x4,y4,x5\n");
        refused(QByteArray(kHeader) + "a.png,60,60,100,60,80,80,65,100,95,many\n");
        refused(QByteArray(kHeader) + "a.png,60,60,100,60,80,80,65,100,95,nan\n");
        refused(QByteArray(kHeader) + "a.png,60\n");
    }
};

QTEST_APPLESS_MAIN(TestCropJob)
#include "tst_crop_job.moc"
