// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "core/api/error.h"
#include "support/tensors.h"
#include "vision/resize.h"

using namespace syper;
using namespace syper::test;

namespace {

core::Image8 imageOf(const at::Tensor& hwc) {
    core::Image8 image(int(hwc.size(1)), int(hwc.size(0)));
    std::memcpy(image.data(), hwc.contiguous().data_ptr(), image.bytes());
    return image;
}

at::Tensor tensorOf(const core::Image8& image) {
    return at::from_blob(const_cast<std::uint8_t*>(image.data()), {image.height(), image.width(), image.channels()},
                         at::kByte)
        .clone();
}

core::Image8 pattern(int width, int height) {
    core::Image8 image(width, height, core::PixelOrder::Gray);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) image.row(y)[x] = std::uint8_t(x * 37 + y * 91 + x * y * 7);
    return image;
}

bool holds(const core::Image8& image, const std::vector<int>& levels) {
    return std::equal(levels.begin(), levels.end(), image.data(), image.data() + image.bytes());
}

}  // namespace

class TestResize : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // vision/resize.safetensors: pictures and what Pillow's resize((224, 224), BILINEAR) made of them.
    void resizesAsPillowDoes_data() {
        QTest::addColumn<QString>("size");
        for (const char* size : {"300x400", "96x96"}) QTest::newRow(size) << QString(size);
    }
    void resizesAsPillowDoes() {
        QFETCH(QString, size);
        const core::TensorMap tensors = testTensors("vision/resize.safetensors");
        const at::Tensor wanted = tensors.at("out_" + size.toStdString());
        const core::Image8 got = vision::resizePillow(imageOf(tensors.at("in_" + size.toStdString())), 224, 224);
        SYPER_COMPARE(tensorOf(got), wanted, 1.0);
    }
    void theSameSizeChangesNothing() {
        const core::Image8 image = imageOf(testTensors("vision/resize.safetensors").at("in_96x96"));
        QVERIFY(at::equal(tensorOf(vision::resizePillow(image, 96, 96)), tensorOf(image)));
    }
    void evenColourStaysEvenAtAnySize() {
        core::Image8 image(7, 3);
        std::fill(image.data(), image.data() + image.bytes(), std::uint8_t(201));
        for (const int side : {1, 2, 50, 224})
            QVERIFY(at::equal(tensorOf(vision::resizePillow(image, side, side)),
                              at::full({side, side, 3}, 201, at::kByte)));
    }
    // What Pillow's resize(LANCZOS) made of the same pattern, exactly.
    void lanczosIsPillows() {
        QVERIFY(holds(vision::resizePillow(pattern(13, 11), 7, 5, vision::Resample::Lanczos),
                      {88,  124, 116, 130, 102, 117, 120, 129, 140, 146, 136, 129, 136, 132, 105, 121, 134, 162,
                       104, 151, 132, 127, 127, 131, 124, 129, 126, 134, 147, 181, 121, 95,  161, 103, 136}));
        QVERIFY(holds(vision::resizePillow(pattern(5, 4), 9, 7, vision::Resample::Lanczos),
                      {0,   1,   25,  45,  57,  68,  102, 150, 173, 17,  24,  50,  84,  118, 153, 152,
                       117, 98,  76,  87,  116, 146, 180, 240, 203, 75,  6,   163, 195, 223, 168, 104,
                       134, 144, 70,  28,  161, 203, 232, 141, 27,  24,  92,  132, 149, 63,  90,  125,
                       114, 89,  104, 157, 208, 231, 0,   4,   43,  100, 150, 185, 215, 248, 255}));
    }
    void theSquareInTheMiddleIsTaken() {
        QVERIFY(holds(vision::centreSquare(pattern(9, 6), 4),
                      {83, 145, 104, 162, 149, 117, 109, 145, 143, 145, 163, 153, 101, 140, 140, 139}));
        QVERIFY(holds(vision::centreSquare(pattern(6, 9), 4),
                      {153, 151, 116, 76, 104, 119, 152, 155, 115, 146, 146, 133, 87, 108, 105, 136}));
        SYPER_REFUSES(vision::centreSquare(core::Image8(), 4), core::Errc::BadArgument);
    }
    void senselessSizesAreRefused() {
        SYPER_REFUSES(vision::resizePillow(core::Image8(), 4, 4), core::Errc::BadArgument);
        SYPER_REFUSES(vision::resizePillow(core::Image8(4, 4), 0, 4), core::Errc::BadArgument);
    }
};

QTEST_APPLESS_MAIN(TestResize)
#include "tst_resize.moc"
