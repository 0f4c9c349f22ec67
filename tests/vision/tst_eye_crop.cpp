// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>
#include <cmath>
#include <limits>

#include "core/api/error.h"
#include "support/tensors.h"
#include "vision/eye_crop.h"

using namespace syper;
using namespace syper::test;
using core::Errc;

namespace {

core::Image8 imageOf(const at::Tensor& hwc) {
    core::Image8 image(int(hwc.size(1)), int(hwc.size(0)));
    std::memcpy(image.data(), hwc.contiguous().data_ptr(), image.bytes());
    return image;
}

at::Tensor tensorOf(const core::Image8& image) {
    return at::from_blob(const_cast<std::uint8_t*>(image.data()), {image.height(), image.width(), 3}, at::kByte)
        .clone();
}

vision::Landmarks landmarksOf(const at::Tensor& points) {
    vision::Landmarks landmarks;
    for (std::size_t i = 0; i < landmarks.size(); ++i)
        landmarks[i] = {points[std::int64_t(i)][0].item<double>(), points[std::int64_t(i)][1].item<double>()};
    return landmarks;
}

/// The share of values that differ by more than two levels.
double shareOff(const core::Image8& got, const at::Tensor& want) {
    if (tensorOf(got).sizes() != want.sizes()) return 1.0;
    return (tensorOf(got).to(at::kInt) - want.to(at::kInt)).abs().gt(2).any(2).to(at::kDouble).mean().item<double>();
}

const vision::Landmarks kFace = {{{210, 200}, {290, 204}, {249, 250}, {218, 290}, {280, 293}}};

}  // namespace

class TestEyeCrop : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // vision/alignment.safetensors: what the published crop made of six faces; of the pictures two are kept.
    void facesAreAlignedAsPublished() {
        const core::TensorMap tensors = testTensors("vision/alignment.safetensors");
        for (std::int64_t i = 0; i < tensors.at("landmarks").size(0); ++i) {
            const vision::FaceAlignment face = vision::alignFace(landmarksOf(tensors.at("landmarks")[i]));
            const at::Tensor matrix =
                at::tensor(at::ArrayRef<double>(face.matrix.data(), 6), at::kDouble).reshape({2, 3});
            SYPER_COMPARE(matrix, tensors.at("matrix")[i], 1e-3);  // theirs passes through 32-bit numbers
            QCOMPARE(std::int64_t(face.halfWidth), tensors.at("distance")[i].item<std::int64_t>());
            for (std::size_t p = 0; p < 5; ++p) {
                QVERIFY(std::abs(face.projected[p].x - tensors.at("projected")[i][std::int64_t(p)][0].item<double>()) <
                        1e-3);
                QVERIFY(std::abs(face.projected[p].y - tensors.at("projected")[i][std::int64_t(p)][1].item<double>()) <
                        1e-3);
            }
        }
    }
    void eyesAreCutAsPublished() {
        const core::TensorMap tensors = testTensors("vision/alignment.safetensors");
        const core::Image8 image = imageOf(tensors.at("image"));
        int compared = 0;
        for (std::int64_t i = 0; i < tensors.at("landmarks").size(0); ++i) {
            const at::Tensor* left = tensors.find("left_" + std::to_string(i));
            if (left == nullptr) continue;
            const vision::EyeCrops crops = vision::cropEyes(image, landmarksOf(tensors.at("landmarks")[i]));
            for (const double off :
                 {shareOff(crops.left, *left), shareOff(crops.right, tensors.at("right_" + std::to_string(i)))})
                QVERIFY2(off <= 0.005, qPrintable(QStringLiteral("face %1: %2 off").arg(i).arg(off)));
            ++compared;
        }
        QVERIFY(compared >= 2);
    }
    void aTurnedAndScaledFaceFallsOnTheSamePlace() {
        vision::Landmarks turned = kFace;
        for (vision::Point& p : turned) p = {3.0 * (0.6 * p.x - 0.8 * p.y) + 700, 3.0 * (0.8 * p.x + 0.6 * p.y) - 50};
        const auto straight = vision::alignFace(kFace), other = vision::alignFace(turned);
        for (std::size_t i = 0; i < 5; ++i) {
            QVERIFY(std::abs(straight.projected[i].x - other.projected[i].x) < 1e-6);
            QVERIFY(std::abs(straight.projected[i].y - other.projected[i].y) < 1e-6);
        }
    }
    void theSizeIsTheCallersChoice() {
        const core::Image8 image(500, 500);
        for (const int size : {8, 64, 300}) {
            const vision::EyeCrops crops = vision::cropEyes(image, kFace, {.size = size});
            QCOMPARE(crops.left.width(), size);
            QCOMPARE(crops.right.height(), size);
        }
        for (const int size : {0, 7, 2001, -1})
            SYPER_REFUSES(vision::cropEyes(image, kFace, {.size = size}), Errc::BadArgument);
    }
    void stretchingUsesTheWholeRange() {
        core::Image8 image(500, 500);
        for (std::size_t i = 0; i < image.bytes(); ++i)
            image.data()[i] = std::uint8_t(100 + (i / 3) % 500 / 10);  // 100..149
        const auto highest = [](const core::Image8& crop) {
            return *std::max_element(crop.data(), crop.data() + crop.bytes());
        };
        QVERIFY(highest(vision::cropEyes(image, kFace).right) < 150);
        QVERIFY(highest(vision::cropEyes(image, kFace, {.stretch = true}).right) > 150);
        std::fill(image.data(), image.data() + image.bytes(), std::uint8_t(90));
        QCOMPARE(int(highest(vision::cropEyes(image, kFace, {.stretch = true}).right)), 90);
    }
    void facesAtTheEdgeAreFilledAround() {
        core::Image8 image(200, 200);
        std::fill(image.data(), image.data() + image.bytes(), std::uint8_t(180));
        vision::Landmarks corner = kFace;
        for (vision::Point& p : corner) p = {p.x - 210, p.y - 200};
        QCOMPARE(vision::cropEyes(image, corner).left.width(), 224);
    }
    void veryLongPicturesAreCutToo() {
        core::Image8 image(40000, 300);
        vision::Landmarks far = kFace;
        for (vision::Point& p : far) p.x += 39000;
        for (int y = 0; y < 300; ++y)
            for (int x = 39000; x < 40000; ++x) image.row(y)[3 * x] = std::uint8_t(x - 39000 < 250 ? 0 : 200);
        core::Image8 small(1000, 300);
        for (int y = 0; y < 300; ++y) std::memcpy(small.row(y), image.row(y) + 3 * 39000, 3000);
        const auto wanted = vision::cropEyes(small, kFace), got = vision::cropEyes(image, far);
        QVERIFY(shareOff(got.right, tensorOf(wanted.right)) < 0.01);
    }
    void whatIsNoFaceIsRefused() {
        const core::Image8 image(300, 300);
        vision::Landmarks same{};
        SYPER_REFUSES(vision::cropEyes(image, same), Errc::BadArgument);
        vision::Landmarks swapped = kFace;
        std::swap(swapped[0], swapped[1]);
        SYPER_REFUSES(vision::cropEyes(image, swapped), Errc::BadArgument);
        vision::Landmarks broken = kFace;
        broken[2].x = std::numeric_limits<double>::quiet_NaN();
        SYPER_REFUSES(vision::cropEyes(image, broken), Errc::BadArgument);
        broken[2].x = 1e300;
        SYPER_REFUSES(vision::cropEyes(image, broken), Errc::BadArgument);
        SYPER_REFUSES(vision::cropEyes(core::Image8(), kFace), Errc::BadArgument);
    }
};

QTEST_APPLESS_MAIN(TestEyeCrop)
#include "tst_eye_crop.moc"
