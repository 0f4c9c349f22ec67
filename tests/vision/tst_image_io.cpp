// SPDX-License-Identifier: GPL-3.0-or-later
#include <unistd.h>

#include <QTemporaryDir>
#include <QTemporaryFile>
#include <QtTest>
#include <cstdio>

#include "core/api/error.h"
#include "support/picture_bytes.h"
#include "support/refuses.h"
#include "vision/image_io.h"
#include "vision/picture_format.h"

using namespace syper;
using namespace syper::test;
using core::Errc;

namespace {

core::Image8 decode(const QByteArray& bytes) {
    return vision::decodeImage(bytesOf(bytes), "picture");
}

/// 'r', 'g', 'b' or 'k' (dark) in the middle of a quarter.
char colourAt(const core::Image8& image, int quarterX, int quarterY) {
    const std::uint8_t* p =
        image.row(image.height() * (1 + 2 * quarterY) / 4) + 3 * (image.width() * (1 + 2 * quarterX) / 4);
    if (p[0] > 150) return 'r';
    if (p[1] > 150) return 'g';
    return p[2] > 150 ? 'b' : 'k';
}

/// Upper left, upper right, lower left, lower right.
QByteArray corners(const core::Image8& image) {
    return {QByteArray(1, colourAt(image, 0, 0)) + colourAt(image, 1, 0) + colourAt(image, 0, 1) +
            colourAt(image, 1, 1)};
}

}  // namespace

class TestImageIo : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void losslessFormatsGiveTheirExactPixels_data() {
        QTest::addColumn<QByteArray>("ending");
        for (const char* ending : {".png", ".bmp", ".tiff", ".ppm"}) QTest::newRow(ending) << QByteArray(ending);
    }
    void losslessFormatsGiveTheirExactPixels() {
        QFETCH(QByteArray, ending);
        cv::Mat bgr(19, 31, CV_8UC3);
        cv::randu(bgr, 0, 256);
        const core::Image8 image = decode(encoded(bgr, ending.constData()));
        QCOMPARE(image.width(), 31);
        QCOMPARE(image.height(), 19);
        QCOMPARE(image.order(), core::PixelOrder::Rgb);
        for (int y = 0; y < 19; ++y)
            for (int x = 0; x < 31; ++x)
                for (int c = 0; c < 3; ++c) QCOMPARE(image.row(y)[3 * x + c], bgr.at<cv::Vec3b>(y, x)[2 - c]);
    }

    void everyOrientationIsTurnedUpright_data() {
        QTest::addColumn<int>("orientation");
        QTest::addColumn<QByteArray>("wanted");
        // Stored: red and green above, blue and dark below. What EXIF says of row 0 and column 0, worked out by hand.
        const char* wanted[] = {"rgbk", "grkb", "kbgr", "bkrg", "rbgk", "brkg", "kgbr", "gkrb"};
        for (int i = 0; i < 8; ++i) QTest::addRow("%d", i + 1) << i + 1 << QByteArray(wanted[i]);
    }
    void everyOrientationIsTurnedUpright() {
        QFETCH(int, orientation);
        QFETCH(QByteArray, wanted);
        const cv::Mat stored = cornerPicture(48, 32);
        const QByteArray png = withChunk(encoded(stored, ".png"), "eXIf", exifBlock(orientation));
        for (const QByteArray& bytes :
             {withExif(encoded(stored, ".jpg"), orientation), png, tiffBytes(stored, orientation)}) {
            const core::Image8 image = decode(bytes);
            QCOMPARE(image.width(), orientation >= 5 ? 32 : 48);
            QCOMPARE(image.height(), orientation >= 5 ? 48 : 32);
            QCOMPARE(corners(image), wanted);
        }
    }
    void senselessOrientationCountsAsNone() {
        const QByteArray jpeg = encoded(cornerPicture(48, 32), ".jpg");
        for (const int orientation : {0, 9, 200})
            QCOMPARE(corners(decode(withExif(jpeg, orientation))), QByteArray("rgbk"));
    }

    void grayDeepAndTransparentPicturesBecomeRgb() {
        cv::Mat gray(8, 8, CV_8UC1, cv::Scalar(77));
        QCOMPARE(int(decode(encoded(gray, ".png")).data()[1]), 77);
        QCOMPARE(int(decode(encoded(gray, ".jpg")).data()[2]), 77);
        QCOMPARE(int(decode(encoded(gray, ".pgm")).data()[0]), 77);
        cv::Mat deep(8, 8, CV_16UC1, cv::Scalar(200 * 256 + 255));
        QCOMPARE(int(decode(encoded(deep, ".png")).data()[0]), 200);
        cv::Mat clear(8, 8, CV_8UC4, cv::Scalar(10, 20, 30, 0));
        const core::Image8 image = decode(encoded(clear, ".png"));
        QCOMPARE(image.channels(), 3);
        QCOMPARE(int(image.data()[0]), 30);
        QCOMPARE(int(image.data()[2]), 10);
    }
    void palettePicturesBecomeTheirColours() {
        QByteArray rows, packed(64, '\0');
        for (int y = 0; y < 2; ++y) rows += QByteArray("\0\1", 2);  // no filter, palette entry 1
        uLongf size = uLongf(packed.size());
        QCOMPARE(compress(reinterpret_cast<Bytef*>(packed.data()), &size,
                          reinterpret_cast<const Bytef*>(rows.constData()), uLong(rows.size())),
                 Z_OK);
        const QByteArray png = QByteArray("\x89PNG\r\n\x1a\n") +
                               pngChunk("IHDR", bigEndian(1) + bigEndian(2) + QByteArray("\x08\x03\0\0\0", 5)) +
                               pngChunk("PLTE", QByteArray("\0\0\0\x05\x06\x07", 6)) +
                               pngChunk("tRNS", QByteArray("\xFF\x00", 2)) +
                               pngChunk("IDAT", packed.left(qsizetype(size))) + pngChunk("IEND", {});
        const core::Image8 image = decode(png);
        QCOMPARE(image.height(), 2);
        QCOMPARE(QByteArray(reinterpret_cast<const char*>(image.data()), 3), QByteArray("\x05\x06\x07"));
    }
    void aSinglePixelIsAPicture() {
        const cv::Mat one(1, 1, CV_8UC3, cv::Scalar(1, 2, 3));
        const core::Image8 image = decode(encoded(one, ".png"));
        QCOMPARE(image.width(), 1);
        QCOMPARE(int(image.data()[0]), 3);
        QCOMPARE(decode(encoded(one, ".jpg")).height(), 1);
    }
    void contentDecidesWhateverTheEnding() {
        QTemporaryDir dir;
        const QString path = dir.filePath("really_a_jpeg.png");
        writeBytes(path, encoded(cornerPicture(40, 40), ".jpg"));
        QCOMPARE(corners(vision::readImage(path.toStdString())), QByteArray("rgbk"));
    }

    void cutPicturesAreRefused_data() {
        QTest::addColumn<QByteArray>("whole");
        cv::Mat noise(64, 64, CV_8UC3);
        cv::randu(noise, 0, 256);
        for (const char* ending : {".jpg", ".png", ".bmp", ".tiff", ".ppm", ".webp"})
            QTest::newRow(ending) << encoded(noise, ending);
        QTest::newRow("progressive") << encoded(noise, ".jpg", {cv::IMWRITE_JPEG_PROGRESSIVE, 1});
        QTest::newRow("with EXIF") << withExif(encoded(noise, ".jpg"), 6);
    }
    void cutPicturesAreRefused() {
        QFETCH(QByteArray, whole);
        QVERIFY(!decode(whole).empty());
        for (const double part : {0.999, 0.9, 0.5, 0.1, 0.01})
            SYPER_REFUSES(decode(whole.left(qsizetype(double(whole.size()) * part))), Errc::BadFormat);
        for (qsizetype length = 0; length < 40; ++length) SYPER_REFUSES(decode(whole.left(length)), Errc::BadFormat);
    }
    void bytesAfterTheEndAreAllowed() {
        const cv::Mat picture = cornerPicture(40, 40);
        for (const char* ending : {".jpg", ".png"})
            QCOMPARE(corners(decode(encoded(picture, ending) + "trailing")), QByteArray("rgbk"));
    }
    void whatIsNotPixelsInAPngChangesNothing() {
        QByteArray png = encoded(cornerPicture(40, 40), ".png");
        for (const char* type : {"iCCP", "tEXt", "gAMA", "zTXt"}) png = withChunk(png, type, "no sensible content");
        QCOMPARE(corners(decode(png)), QByteArray("rgbk"));
    }
    void damageInsideAPngIsNoticed() {
        QByteArray png = encoded(cornerPicture(64, 64), ".png");
        png[png.indexOf("IDAT") + 20] = char(png[png.indexOf("IDAT") + 20] ^ 0x10);
        SYPER_REFUSES(decode(png), Errc::BadFormat);
    }

    void whatLibrariesSayStaysInside_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("readable");
        cv::Mat noise(64, 64, CV_8UC3);
        cv::randu(noise, 0, 256);
        const QByteArray jpeg = encoded(noise, ".jpg");
        // Where the data end too early the rest is made up; stray bytes at the end harm nothing.
        QTest::newRow("JPEG whose data end too early") << jpeg.left(jpeg.size() / 2) + jpeg.right(2) << false;
        QTest::newRow("JPEG with stray bytes") << jpeg.chopped(2) + QByteArray(3, '\0') + jpeg.right(2) << true;
        QTest::newRow("PNG whose pixels do not unpack") << pngAnnouncing(64, 64, QByteArray(400, 'x')) << false;
    }
    void whatLibrariesSayStaysInside() {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, readable);
        QTemporaryFile said;
        QVERIFY(said.open());
        const int before = ::dup(STDERR_FILENO);
        ::dup2(said.handle(), STDERR_FILENO);
        bool read = true;
        try {
            (void)decode(bytes);
        } catch (const core::Error& error) {
            read = false;
        }
        const qint64 duringDecoding = QFile(said.fileName()).size();
        std::fputs("heard", stderr);  // what others say still arrives
        std::fflush(stderr);
        ::dup2(before, STDERR_FILENO);
        ::close(before);
        QCOMPARE(read, readable);
        QCOMPARE(duringDecoding, 0);
        QCOMPARE(QFile(said.fileName()).size(), 5);
    }

    void hugeDimensionsAreRefusedBeforeDecoding_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("PNG over the limit") << pngAnnouncing(20000, 20000, QByteArray(400, 'x'));
        QTest::newRow("PNG of the largest size") << pngAnnouncing(0x7FFFFFFF, 0x7FFFFFFF, QByteArray(400, 'x'));
        QTest::newRow("PNG within the limit, next to no data") << pngAnnouncing(10000, 10000, QByteArray(400, 'x'));
        QTest::newRow("PNG of no size") << pngAnnouncing(0, 0, QByteArray(400, 'x'));
        QByteArray jpeg = encoded(cornerPicture(16, 16), ".jpg");
        const qsizetype frame = jpeg.indexOf(QByteArray("\xFF\xC0", 2));
        jpeg.replace(frame + 5, 4, QByteArray("\xFF\xF0\xFF\xF0", 4));
        QTest::newRow("JPEG over the limit") << jpeg;
        QTest::newRow("PNM over the limit") << QByteArray("P6\n99999 99999\n255\n") + QByteArray(1000, 'x');
        QTest::newRow("PNM whose numbers overflow") << QByteArray("P6\n99999999999999999999 1\n255\n");
        QByteArray bmp = encoded(cornerPicture(16, 16), ".bmp");
        bmp.replace(18, 8, QByteArray("\xFF\xFF\xFF\x7F\xFF\xFF\xFF\x7F", 8));
        QTest::newRow("BMP over the limit") << bmp;
    }
    void hugeDimensionsAreRefusedBeforeDecoding() {
        QFETCH(QByteArray, bytes);
        SYPER_REFUSES(vision::checkPicture(bytesOf(bytes), "picture"), Errc::BadFormat);
    }

    void whatIsNoPictureIsRefused_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("code");
        QTest::newRow("nothing") << QByteArray() << int(Errc::BadFormat);
        QTest::newRow("text") << QByteArray("not a picture at all") << int(Errc::BadFormat);
        QTest::newRow("text that begins like a BMP")
            << QByteArray("BMW is a car maker from Munich, it says here, and so on") << int(Errc::BadFormat);
        QTest::newRow("GIF") << QByteArray("GIF89a\1\0\1\0") << int(Errc::Unsupported);
        QTest::newRow("HEIC") << QByteArray(
                                     "\0\0\0\x18"
                                     "ftypheic",
                                     12)
                              << int(Errc::Unsupported);
        QTest::newRow("PDF") << QByteArray("%PDF-1.4") << int(Errc::Unsupported);
        const QByteArray png = encoded(cornerPicture(16, 16), ".png");
        QTest::newRow("animated PNG") << withChunk(png, "acTL", QByteArray(8, '\0')) << int(Errc::Unsupported);
        QTest::newRow("JPEG without a picture") << QByteArray("\xFF\xD8\xFF\xD9", 4) << int(Errc::BadFormat);
    }
    void whatIsNoPictureIsRefused() {
        QFETCH(QByteArray, bytes);
        QFETCH(int, code);
        SYPER_REFUSES(decode(bytes), Errc(code));
    }
    void messagesNameTheFile() {
        QTemporaryDir dir;
        const QString path = dir.filePath("holiday.jpg");
        writeBytes(path, "no picture");
        try {
            (void)vision::readImage(path.toStdString());
            QFAIL("read a text as a picture");
        } catch (const core::Error& error) {
            QVERIFY(QByteArray(error.what()).contains("holiday.jpg"));
        }
        SYPER_REFUSES(vision::readImage(dir.filePath("none.jpg").toStdString()), Errc::NotFound);
        SYPER_REFUSES(vision::readImage(dir.path().toStdString()), Errc::Io);
    }
};

QTEST_APPLESS_MAIN(TestImageIo)
#include "tst_image_io.moc"
