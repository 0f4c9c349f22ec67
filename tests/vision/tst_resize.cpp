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
    void senselessSizesAreRefused() {
        SYPER_REFUSES(vision::resizePillow(core::Image8(), 4, 4), core::Errc::BadArgument);
        SYPER_REFUSES(vision::resizePillow(core::Image8(4, 4), 0, 4), core::Errc::BadArgument);
    }
};

QTEST_APPLESS_MAIN(TestResize)
#include "tst_resize.moc"
