// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <QWheelEvent>

#include "widgets/image_convert.h"
#include "widgets/sample_view.h"
#include "widgets/theme.h"

using namespace syper;
using namespace syper::ui;

namespace {

/// Every pixel of its own colour.
core::Image8 map(int width, int height) {
    core::Image8 image(width, height);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            image.row(y)[3 * x] = std::uint8_t(x * 7);
            image.row(y)[3 * x + 1] = std::uint8_t(y * 11);
            image.row(y)[3 * x + 2] = std::uint8_t(x + y);
        }
    return image;
}

}  // namespace

class TestSampleView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { Theme::apply(ThemeMode::Light); }

    void convertedPicturesShareTheirPixels() {
        QImage wrapped;
        const std::uint8_t* pixels = nullptr;
        {
            const core::Image8 image = map(5, 3);
            pixels = image.data();
            wrapped = toQImage(image);
        }
        QCOMPARE(wrapped.constBits(), pixels);  // no copy, and still there
        QCOMPARE(wrapped.pixelColor(4, 2), QColor(28, 22, 6));
        QVERIFY(toQImage({}).isNull());
    }

    void everyPixelIsABlockOfWholeDevicePixels() {
        SampleView view;
        view.resize(230, 190);
        const QImage picture = toQImage(map(17, 13));
        view.setImage(picture);
        const QImage grabbed = view.grab().toImage();
        const double ratio = view.devicePixelRatioF();
        const QRectF where = view.pictureRect();
        const int block = int(std::lround(where.width() * ratio)) / 17;
        QVERIFY(block >= 12);
        QCOMPARE(where.width() * ratio, 17.0 * block);
        const QPoint corner = (where.topLeft() * ratio).toPoint();
        for (int y = 0; y < 13 * block; ++y)
            for (int x = 0; x < 17 * block; ++x)
                QCOMPARE(grabbed.pixelColor(corner.x() + x, corner.y() + y), picture.pixelColor(x / block, y / block));
    }

    void aPictureLargerThanTheViewFits() {
        SampleView view;
        view.resize(100, 100);
        view.setImage(toQImage(map(300, 200)));
        QVERIFY(QRectF(view.rect()).adjusted(-1, -1, 1, 1).contains(view.pictureRect()));
        view.setZoom(1.0);
        QCOMPARE(view.pictureRect().width() * view.devicePixelRatioF(), 300.0);
        QTest::mouseDClick(&view, Qt::LeftButton);
        QCOMPARE(view.zoom(), 0.0);
    }

    void thePinnedPictureIsShownOnlyWhileAsked() {
        SampleView view;
        view.resize(100, 100);
        QImage red(10, 10, QImage::Format_RGB888), blue(10, 10, QImage::Format_RGB888);
        red.fill(Qt::red);
        blue.fill(Qt::blue);
        view.setImage(blue);
        view.showPinned(true);
        QVERIFY(!view.showsPinned());  // nothing pinned
        view.setPinned(red);
        const auto at = [&view](double share) {
            const QImage grabbed = view.grab().toImage();
            return grabbed.pixelColor(int(grabbed.width() * share), grabbed.height() * 3 / 4);
        };
        QCOMPARE(at(0.5), QColor(Qt::red));
        view.showPinned(false);
        QCOMPARE(at(0.5), QColor(Qt::blue));
        view.setCompare(Compare::Wipe);
        QTest::mouseClick(&view, Qt::LeftButton, {}, {70, 50});
        QCOMPARE(at(0.5), QColor(Qt::red));
        QCOMPARE(at(0.85), QColor(Qt::blue));
    }

    void theWipeIsDraggedAndStepped() {
        SampleView view;
        view.resize(200, 200);
        view.setImage(toQImage(map(20, 20)));
        view.setPinned(toQImage(map(40, 40)));
        QTest::keyClick(&view, Qt::Key_Left);
        QCOMPARE(view.wipeAt(), 0.5);  // no wipe yet
        view.setCompare(Compare::Wipe);
        QTest::mousePress(&view, Qt::LeftButton, {}, {100, 100});
        QTest::mouseMove(&view, {150, 100});
        QTest::mouseRelease(&view, Qt::LeftButton, {}, {150, 100});
        const QRectF where = view.pictureRect();
        QCOMPARE(view.wipeAt(), (150.0 - where.left()) / where.width());
        const double before = view.wipeAt();
        QTest::keyClick(&view, Qt::Key_Left);
        QTest::keyClick(&view, Qt::Key_Left, Qt::ShiftModifier);
        QVERIFY(std::abs(view.wipeAt() - (before - 0.11)) < 1e-9);
        for (int i = 0; i < 20; ++i) QTest::keyClick(&view, Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(view.wipeAt(), 1.0);
    }

    void besideEachOtherBothHaveTheSameExtent() {
        SampleView view;
        view.resize(210, 100);
        QImage red(10, 10, QImage::Format_RGB888), blue(20, 20, QImage::Format_RGB888);
        red.fill(Qt::red);
        blue.fill(Qt::blue);
        view.setImage(blue);
        view.setPinned(red);
        view.setCompare(Compare::Beside);
        const QImage grabbed = view.grab().toImage();
        const double ratio = view.devicePixelRatioF();
        const QRectF where = view.pictureRect();
        QVERIFY(where.left() >= 105.0);
        const auto at = [&](QPointF point) { return grabbed.pixelColor((point * ratio).toPoint()); };
        const QPointF apart(view.width() - (view.width() - size::kGap) / 2.0, 0.0);
        for (const QPointF& inside : {where.center(), where.bottomRight() - QPointF(2, 2)}) {
            QCOMPARE(at(inside), QColor(Qt::blue));
            QCOMPARE(at(inside - apart), QColor(Qt::red));
        }
    }

    void blinkingShowsBothByTurnsOnlyWhileSeen() {
        SampleView view;
        view.resize(100, 100);
        QImage red(10, 10, QImage::Format_RGB888), blue(10, 10, QImage::Format_RGB888);
        red.fill(Qt::red);
        blue.fill(Qt::blue);
        view.setImage(blue);
        view.setPinned(red);
        view.setCompare(Compare::Blink);
        view.show();
        const auto now = [&view] {
            const QImage grabbed = view.grab().toImage();
            return grabbed.pixelColor(grabbed.width() / 2, grabbed.height() * 3 / 4);
        };
        QCOMPARE(now(), QColor(Qt::red));
        QTRY_COMPARE(now(), QColor(Qt::blue));
        QTRY_COMPARE(now(), QColor(Qt::red));
        view.setCompare(Compare::Hold);
        QCOMPARE(now(), QColor(Qt::blue));
    }

    void theDifferenceIsMeasuredAndDrawn() {
        SampleView view;
        view.resize(100, 100);
        QImage a(10, 10, QImage::Format_RGB888), b(10, 10, QImage::Format_RGB888);
        a.fill(QColor(100, 100, 100));
        b.fill(QColor(100, 100, 100));
        view.setPinned(a);
        view.setImage(b);
        QVERIFY(view.difference().picture.isNull());  // not asked for
        view.setCompare(Compare::Difference);
        QCOMPARE(view.difference().largest, 0);
        b.setPixelColor(5, 8, QColor(110, 90, 255));
        view.setImage(b);
        QCOMPARE(view.difference().largest, 155);
        QCOMPARE(view.difference().mean, (10.0 + 10.0 + 155.0) / 300.0);
        QCOMPARE(view.difference().picture.pixelColor(5, 8), QColor(40, 40, 255));
        QCOMPARE(view.difference().picture.pixelColor(4, 8), QColor(0, 0, 0));
        // A coarse stand-in is compared at its own size.
        QImage coarse(5, 5, QImage::Format_RGB888);
        coarse.fill(QColor(100, 100, 100));
        view.setImage(coarse, {10, 10});
        QCOMPARE(view.difference().picture.size(), QSize(5, 5));
        QCOMPARE(view.difference().largest, 0);
        QVERIFY(!view.grab().isNull());
    }

    void theWheelZoomsAndKeepsWhatIsUnderThePointer() {
        SampleView view;
        view.resize(200, 200);
        view.setImage(toQImage(map(20, 20)));
        const QPointF at(60, 80);
        const auto under = [&] { return (at - view.pictureRect().topLeft()) / view.pictureRect().width(); };
        const QPointF before = under();
        QWheelEvent turn(at, view.mapToGlobal(at), {}, {0, 120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase,
                         false);
        QApplication::sendEvent(&view, &turn);
        QVERIFY(view.zoom() > 10.0);
        QVERIFY((under() - before).manhattanLength() < 0.01);
    }

    void anEmptyViewPaintsNothing() {
        SampleView view;
        view.resize(50, 50);
        QVERIFY(view.pictureRect().isEmpty());
        QVERIFY(!view.grab().isNull());
    }
};

QTEST_MAIN(TestSampleView)
#include "tst_sample_view.moc"
