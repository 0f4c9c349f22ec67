// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/latent_functions.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/api/sampler.h"
#include "support/refuses.h"
#include "vision/image_io.h"
#include "vision/resize.h"

using namespace syper;
using Part = service::ProjectionTarget::Part;

namespace {

/// Bright on the left, dark on the right, so that a mirrored one differs.
core::Image8 slope(int width, int height) {
    core::Image8 image(width, height);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < 3; ++c) image.row(y)[3 * x + c] = std::uint8_t(255 - 255 * x / width);
    return image;
}

bool equal(const core::Image8& a, const core::Image8& b) {
    return a.width() == b.width() && a.bytes() == b.bytes() && std::equal(a.data(), a.data() + a.bytes(), b.data());
}

}  // namespace

/// What of a photograph is projected.
class TestLatentFunctions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QVERIFY2(QFile::exists(SYPER_PORTRAIT), "the portrait is missing; install python3-skimage and configure again");
        qputenv("SYPER_HOME", home_.path().toUtf8());
    }

    void ofAFaceTheEyeIsTaken() {
        const service::ProjectionTarget found = target_(SYPER_PORTRAIT, 64);
        QCOMPARE(found.part, Part::Eye);
        QCOMPARE(found.image.width(), 64);
        QCOMPARE(found.image.height(), 64);
        QVERIFY(!found.mirrored);
        QVERIFY(!equal(found.image, vision::centreSquare(vision::readImage(SYPER_PORTRAIT), 64)));
    }

    void whatHasNoFaceIsTakenFromItsMiddle_data() {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::addColumn<bool>("whole");
        QTest::newRow("the crop of an eye") << 224 << 224 << true;
        QTest::newRow("a panorama") << 900 << 200 << false;
        QTest::newRow("a large picture") << 1200 << 900 << false;
        QTest::newRow("a pixel") << 1 << 1 << false;
    }
    void whatHasNoFaceIsTakenFromItsMiddle() {
        QFETCH(int, width);
        QFETCH(int, height);
        QFETCH(bool, whole);
        const core::Image8 picture = slope(width, height);
        const service::ProjectionTarget found = target_(written("plain.png", picture), 32);
        QCOMPARE(found.part, whole ? Part::Whole : Part::Middle);
        QVERIFY(equal(found.image, vision::centreSquare(picture, 32)));
        QVERIFY(!found.mirrored);
    }

    void theCropOfALeftEyeIsMirrored() {
        const core::Image8 picture = slope(100, 100);
        const core::Image8 plain = vision::centreSquare(picture, 32);
        const service::ProjectionTarget found = target_(written("s1_left.png", picture), 32);
        QVERIFY(found.mirrored);
        QVERIFY(equal(found.image, core::mirrored(plain)));
        QVERIFY(!equal(found.image, plain));
        // A table beside it knows better: it was mirrored when it was cut out.
        QFile table(home_.filePath(QStringLiteral("labels.csv")));
        QVERIFY(table.open(QIODevice::WriteOnly));
        table.write("file,mirrored\ns1_left.png,1\n");
        table.close();
        QVERIFY(equal(target_(written("s1_left.png", picture), 32).image, plain));
        QVERIFY(table.remove());
    }

    void whatIsNoPictureIsRefusedByName() {
        const std::filesystem::path path = home_.filePath(QStringLiteral("no.png")).toStdString();
        QFile file(QString::fromStdString(path.string()));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("\x89PNG but nothing else");
        file.close();
        SYPER_REFUSES(target_(path, 32), core::Errc::BadFormat);
    }

private:
    std::filesystem::path written(const char* name, const core::Image8& picture) {
        const std::filesystem::path path = home_.filePath(QLatin1String(name)).toStdString();
        core::writePng(path, picture);
        return path;
    }

    QTemporaryDir home_;
    std::function<service::ProjectionTarget(const std::filesystem::path&, int)> target_ =
        service::engineLatent().target;
};

QTEST_GUILESS_MAIN(TestLatentFunctions)
#include "tst_latent_functions.moc"
