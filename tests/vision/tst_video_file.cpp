// SPDX-License-Identifier: GPL-3.0-or-later
// Films.
#include "vision/video_file.h"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>
#include <opencv2/videoio.hpp>

#include "core/api/error.h"
#include "support/refuses.h"

using namespace syper;
using core::Errc;

namespace {

core::Image8 shade(int level, int width = 32, int height = 16) {
    core::Image8 image(width, height);
    for (std::size_t i = 0; i < image.bytes(); ++i) image.data()[i] = std::uint8_t(i % 3 == 0 ? level : 40);
    return image;
}

}  // namespace

class TestVideoFile : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyFrameIsInIt() {
        vision::VideoFile film(path("a.mp4"), 32, 16, 25.0);
        for (int i = 0; i < 37; ++i) film.add(shade(i * 5));
        QVERIFY(!QFile::exists(file("a.mp4")));
        film.finish();
        cv::VideoCapture reader(path("a.mp4"));
        QCOMPARE(reader.get(cv::CAP_PROP_FPS), 25.0);
        cv::Mat frame;
        int count = 0;
        for (; reader.read(frame); ++count) {
            QCOMPARE(frame.cols, 32);
            // Red is red: channel 2 of OpenCV's order.
            QVERIFY2(std::abs(int(frame.at<cv::Vec3b>(8, 16)[2]) - count * 5) < 16, qPrintable(QString::number(count)));
        }
        QCOMPARE(count, 37);
        QCOMPARE(QDir(folder_.path()).entryList({"*.part*"}).size(), 0);
    }

    void anAbandonedFilmLeavesNothing() {
        {
            vision::VideoFile film(path("b.mp4"), 32, 16, 25.0);
            film.add(shade(1));
        }
        QVERIFY(!QFile::exists(file("b.mp4")) && !QFile::exists(file("b.part.mp4")));
        vision::VideoFile empty(path("c.mp4"), 32, 16, 25.0);
        empty.finish();
        QVERIFY(!QFile::exists(file("c.mp4")) && !QFile::exists(file("c.part.mp4")));
    }

    void aFullDiskIsToldAndWhatIsFilmedIsKept() {
        std::uintmax_t left = std::uintmax_t(1) << 30;
        vision::VideoFile film(path("d.mp4"), 32, 16, 25.0, [&left] { return left; });
        for (int i = 0; i < 5; ++i) film.add(shade(i));
        left = 1000;
        try {
            film.add(shade(9));
            QFAIL("a frame went onto a full disk");
        } catch (const core::Error& error) {
            QCOMPARE(error.code(), Errc::Io);
            QVERIFY2(QByteArray(error.what()).contains("full after 5 frames"), error.what());
        }
        film.finish();
        cv::VideoCapture reader(path("d.mp4"));
        int count = 0;
        while (reader.grab()) ++count;
        QCOMPARE(count, 5);
        // Where not even the first one has room, nothing is said to be kept.
        vision::VideoFile none(path("none.mp4"), 32, 16, 25.0, [] { return std::uintmax_t(1000); });
        try {
            none.add(shade(1));
            QFAIL("a frame went onto a full disk");
        } catch (const core::Error& error) {
            QCOMPARE(error.code(), Errc::Io);
            QVERIFY2(!QByteArray(error.what()).contains("kept"), error.what());
        }
    }

    void impossibleFilmsAreRefused() {
        SYPER_REFUSES(vision::VideoFile(path("e.mp4"), 33, 16, 25.0), Errc::BadArgument);
        SYPER_REFUSES(vision::VideoFile(path("e.mp4"), 32, 16, 0.0), Errc::BadArgument);
        SYPER_REFUSES(vision::VideoFile("/proc/none/e.mp4", 32, 16, 25.0), Errc::Io);
        vision::VideoFile film(path("f.mp4"), 32, 16, 25.0);
        SYPER_REFUSES(film.add(shade(1, 16, 16)), Errc::BadArgument);
    }

private:
    [[nodiscard]] QString file(const char* name) const { return folder_.filePath(QLatin1String(name)); }
    [[nodiscard]] std::string path(const char* name) const { return file(name).toStdString(); }
    QTemporaryDir folder_;
};

QTEST_APPLESS_MAIN(TestVideoFile)
#include "tst_video_file.moc"
