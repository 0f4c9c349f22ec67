// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QTemporaryDir>
#include <QtTest>
#include <cmath>
#include <set>

#include "support/picture_bytes.h"
#include "support/refuses.h"
#include "vision/eye_crops.h"
#include "vision/image_io.h"

using namespace syper;
using namespace syper::test;
using core::Errc;

namespace {

// The middles of the portrait's eyes, marked by hand, and how far a detector may be off: a quarter of their distance.
constexpr vision::Point kLeftEye{203.7, 100.5}, kRightEye{246.7, 103};
constexpr double kTolerance = 11.0;

cv::Mat portrait() {
    return vision::rgbMat(vision::readImage(SYPER_PORTRAIT)).clone();
}

bool near(const vision::Point& got, const vision::Point& wanted, double scale = 1.0) {
    return std::hypot(got.x - wanted.x, got.y - wanted.y) <= kTolerance * scale;
}

cv::Mat even(int width, int height) {
    return {height, width, CV_8UC3, cv::Scalar(128, 120, 110)};
}

}  // namespace

class TestFaces : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QVERIFY2(QFile::exists(SYPER_PORTRAIT), "the portrait is missing; install python3-skimage and configure again");
        QVERIFY(home_.isValid());
        qputenv("SYPER_HOME", home_.path().toUtf8());
    }

    void detectorsHaveNamesOfTheirOwn() {
        std::set<std::string> names;
        int usable = 0;
        for (const vision::DetectorInfo& info : vision::listDetectors()) {
            QVERIFY(names.insert(info.name).second);
            QVERIFY(!info.description.empty() && info.name != "auto");
            usable += info.missing.empty() ? 1 : 0;
        }
        QVERIFY(usable >= 1);
    }
    void unknownDetectorsAreRefusedWithTheKnownOnes() {
        try {
            (void)vision::makeDetector("eagle");
            QFAIL("made a detector of an unknown name");
        } catch (const core::Error& error) {
            for (const vision::DetectorInfo& info : vision::listDetectors())
                QVERIFY(QByteArray(error.what()).contains(info.name.c_str()));
        }
        SYPER_REFUSES(vision::FaceFinder("eagle"), Errc::BadArgument);
    }
    void everyDetectorFindsThePortraitOrSaysWhatItLacks_data() {
        QTest::addColumn<QString>("name");
        for (const vision::DetectorInfo& info : vision::listDetectors())
            QTest::newRow(info.name.c_str()) << QString::fromStdString(info.name);
    }
    void everyDetectorFindsThePortraitOrSaysWhatItLacks() {
        QFETCH(QString, name);
        for (const vision::DetectorInfo& info : vision::listDetectors()) {
            if (info.name != name.toStdString()) continue;
            if (!info.missing.empty()) {
                SYPER_REFUSES(vision::makeDetector(info.name), Errc::NotFound);
                return;
            }
            const auto found = vision::FaceFinder(info.name).find(vision::imageFromMat(portrait()));
            QCOMPARE(found.faces.size(), std::size_t(1));
            QCOMPARE(found.detector, info.name);
            const vision::Landmarks& points = found.faces[0].landmarks;
            QVERIFY(near(points[0], kLeftEye) && near(points[1], kRightEye));
            QVERIFY(points[2].y > points[0].y && points[3].y > points[2].y && points[3].x < points[4].x);
            const vision::Box& box = found.faces[0].box;
            QVERIFY(box.x < points[0].x && box.y < points[0].y && box.x + box.width > points[1].x);
        }
    }
    void filesThatAreNoNetworksAreRefused_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("name");
        QTest::newRow("blazeface") << "face_detection_back_256x256_barracuda.onnx"
                                   << "blazeface";
        QTest::newRow("yunet") << "face_detection_yunet_2022mar.onnx"
                               << "yunet";
        QTest::newRow("haar") << "haarcascade_frontalface_alt2.xml"
                              << "haar";
        QTest::newRow("dlib") << "shape_predictor_68_face_landmarks.dat"
                              << "dlib";
    }
    void filesThatAreNoNetworksAreRefused() {
        QFETCH(QString, file);
        QFETCH(QString, name);
        const QTemporaryDir home;
        QDir().mkpath(home.filePath("detectors"));
        writeBytes(home.filePath("detectors/" + file), "this is no model");
        qputenv("SYPER_HOME", home.path().toUtf8());
        SYPER_REFUSES(vision::makeDetector(name.toStdString()), Errc::BadFormat);
        qputenv("SYPER_HOME", home_.path().toUtf8());
    }

    void lyingFacesAreFoundWithTheirEyesInPlace_data() {
        QTest::addColumn<int>("turn");
        QTest::newRow("a quarter to the right") << int(cv::ROTATE_90_CLOCKWISE);
        QTest::newRow("upside down") << int(cv::ROTATE_180);
        QTest::newRow("a quarter to the left") << int(cv::ROTATE_90_COUNTERCLOCKWISE);
    }
    void lyingFacesAreFoundWithTheirEyesInPlace() {
        QFETCH(int, turn);
        cv::Mat turned;
        cv::rotate(portrait(), turned, turn);
        const auto found = finder().find(vision::imageFromMat(turned));
        QVERIFY(!found.faces.empty());
        const auto moved = [&](const vision::Point& p) -> vision::Point {
            if (turn == cv::ROTATE_90_CLOCKWISE) return {511 - p.y, p.x};
            if (turn == cv::ROTATE_180) return {511 - p.x, 511 - p.y};
            return {p.y, 511 - p.x};
        };
        QVERIFY(near(found.faces[0].landmarks[0], moved(kLeftEye)));
        QVERIFY(near(found.faces[0].landmarks[1], moved(kRightEye)));
        // The crop brings the face upright: it looks as that of the upright picture.
        const auto crop = vision::cropEyes(vision::imageFromMat(turned), found.faces[0].landmarks).left;
        const auto upright = reader().read(vision::imageFromMat(portrait())).faces.at(0).crops.left;
        QVERIFY(cv::norm(vision::matView(crop), vision::matView(upright), cv::NORM_L1) / double(crop.bytes()) < 20.0);
    }
    void smallAndHugePicturesAreRead_data() {
        QTest::addColumn<double>("scale");
        QTest::newRow("160 px") << 160.0 / 512;
        QTest::newRow("8000 px") << 8000.0 / 512;
    }
    void smallAndHugePicturesAreRead() {
        QFETCH(double, scale);
        cv::Mat sized;
        cv::resize(portrait(), sized, cv::Size(), scale, scale, scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
        const auto reading = reader().read(vision::imageFromMat(sized));
        QCOMPARE(reading.faces.size(), std::size_t(1));
        QVERIFY(near(reading.faces[0].face.landmarks[0], {kLeftEye.x * scale, kLeftEye.y * scale}, scale));
        QCOMPARE(reading.faces[0].crops.right.width(), 224);
    }
    void manyFacesComeLargestFirst() {
        cv::Mat small, both = even(900, 512);
        cv::resize(portrait(), small, cv::Size(), 0.6, 0.6, cv::INTER_AREA);
        small.copyTo(both(cv::Rect(0, 0, small.cols, small.rows)));
        portrait().copyTo(both(cv::Rect(388, 0, 512, 512)));
        const core::Image8 image = vision::imageFromMat(both);
        const auto all = reader().read(image, {.crop = {}, .all = true});
        QCOMPARE(all.faces.size(), std::size_t(2));
        QVERIFY(near(all.faces[0].face.landmarks[0], {kLeftEye.x + 388, kLeftEye.y}));
        QVERIFY(near(all.faces[1].face.landmarks[0], {kLeftEye.x * 0.6, kLeftEye.y * 0.6}));
        const auto one = reader().read(image);
        QCOMPARE(one.faces.size(), std::size_t(1));
        QVERIFY(near(one.faces[0].face.landmarks[1], {kRightEye.x + 388, kRightEye.y}));
    }
    void picturesWithoutAFaceHaveNone_data() {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::addColumn<bool>("eye");
        QTest::newRow("one pixel") << 1 << 1 << false;
        QTest::newRow("a line") << 3000 << 2 << false;
        QTest::newRow("a small square") << 224 << 224 << true;
        QTest::newRow("a small rectangle") << 320 << 240 << true;
        QTest::newRow("a strip") << 400 << 200 << false;
        QTest::newRow("a large square") << 1000 << 1000 << false;
    }
    void picturesWithoutAFaceHaveNone() {
        QFETCH(int, width);
        QFETCH(int, height);
        QFETCH(bool, eye);
        const auto reading = reader().read(vision::imageFromMat(even(width, height)));
        QVERIFY(reading.faces.empty());
        QCOMPARE(reading.isEye, eye);
        QVERIFY(reading.detector.empty());
    }
    void anEyeCropIsTakenAsAnEye() {
        const auto eyes = reader().read(vision::imageFromMat(portrait())).faces.at(0).crops;
        for (const core::Image8& crop : {eyes.left, eyes.right}) {
            const auto reading = reader().read(crop);
            QVERIFY(reading.faces.empty() && reading.isEye);
        }
    }
    void grayPicturesAndOtherOrdersGiveTheSameFace() {
        cv::Mat bgr, gray;
        cv::cvtColor(portrait(), bgr, cv::COLOR_RGB2BGR);
        cv::cvtColor(portrait(), gray, cv::COLOR_RGB2GRAY);
        for (const core::Image8& image :
             {vision::imageFromMat(bgr, core::PixelOrder::Bgr), vision::imageFromMat(gray)}) {
            const auto found = finder().find(image);
            QVERIFY(!found.faces.empty() && near(found.faces[0].landmarks[0], kLeftEye));
        }
    }
    void senselessWishesAreRefused() {
        SYPER_REFUSES(reader().read(core::Image8()), Errc::BadArgument);
        SYPER_REFUSES(reader().read(core::Image8(9, 9), {.crop = {.size = 0}}), Errc::BadArgument);
    }

private:
    // Loading the landmark model takes most of a second; the tests share one.
    vision::EyeReader& reader() {
        if (!reader_) reader_ = std::make_unique<vision::EyeReader>();
        return *reader_;
    }
    vision::FaceFinder& finder() {
        if (!finder_) finder_ = std::make_unique<vision::FaceFinder>();
        return *finder_;
    }

    QTemporaryDir home_;  // no files that a user fetched
    std::unique_ptr<vision::EyeReader> reader_;
    std::unique_ptr<vision::FaceFinder> finder_;
};

QTEST_APPLESS_MAIN(TestFaces)
#include "tst_faces.moc"
