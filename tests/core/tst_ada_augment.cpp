// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/CPUGeneratorImpl.h>
#include <torch/csrc/autograd/autograd.h>

#include <QTest>

#include "core/train/ada_augment.h"
#include "support/tensors.h"

using namespace syper;
using core::AdaPipe;

namespace {

at::Generator stream(std::uint64_t seed) {
    return at::detail::createCPUGenerator(seed);
}

/// One geometry for all: [n,3,3] from the two rows that matter.
at::Tensor geometry(std::int64_t n, std::vector<float> rows) {
    for (const float last : {0.0F, 0.0F, 1.0F}) rows.push_back(last);
    return at::tensor(rows).view({1, 3, 3}).expand({n, 3, 3}).contiguous();
}

/// What is far enough from the border to be exact.
at::Tensor inner(const at::Tensor& pictures) {
    return pictures.slice(2, 10, 22).slice(3, 10, 22);
}

}  // namespace

class TestAdaAugment : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void augmentationWithoutProbabilityLeavesPicturesAlone() {
        const at::Tensor pictures = at::randn({4, 3, 16, 16}, stream(1));
        QVERIFY(at::equal(core::augment(pictures, core::adaPipe("bgc"), 0.0, stream(2)), pictures));
        const at::Tensor eye3 = at::eye(3).expand({4, 3, 3}), eye4 = at::eye(4).expand({4, 4, 4});
        SYPER_COMPARE(core::drawMoves(core::adaPipe("bgc"), 0.0, 4, 16, stream(3)), eye3, 1e-6);
        SYPER_COMPARE(core::drawGeometry(core::adaPipe("bgc"), 0.0, 4, 16, stream(3)), eye3, 1e-6);
        SYPER_COMPARE(core::drawColours(core::adaPipe("bgc"), 0.0, 4, stream(3)), eye4, 1e-6);
        SYPER_COMPARE(core::transformPictures(pictures, eye3), pictures, 1e-4);
        SYPER_COMPARE(core::recolour(pictures, eye4), pictures, 1e-6);
    }

    void wholePixelShiftsAndQuarterTurnsAreExact() {
        const at::Tensor pictures = at::randn({2, 3, 32, 32}, stream(1));
        // The matrix says where an output pixel comes from.
        const at::Tensor shift = geometry(2, {1, 0, 3, 0, 1, -2}), turn = geometry(2, {0, -1, 0, 1, 0, 0});
        SYPER_COMPARE(inner(core::movePictures(pictures, shift)), inner(pictures.roll({2, -3}, {2, 3})), 1e-4);
        SYPER_COMPARE(core::movePictures(pictures, turn), pictures.rot90(1, {2, 3}), 1e-4);
        SYPER_COMPARE(core::movePictures(pictures, geometry(2, {-1, 0, 0, 0, 1, 0})), pictures.flip(3), 1e-4);
        // The resampling of fractions leaves whole pixels alone too.
        SYPER_COMPARE(inner(core::transformPictures(pictures, shift)), inner(pictures.roll({2, -3}, {2, 3})), 2e-4);
        // What is drawn for it are such moves alone.
        const at::Tensor drawn = core::drawMoves(core::adaPipe("blit"), 1.0, 16, 32, stream(2));
        SYPER_COMPARE(drawn, drawn.round(), 1e-5);
        QVERIFY(drawn.slice(2, 2, 3).abs().max().item<double>() > 1.5);
    }

    void bordersAreReflected() {
        const at::Tensor flat = at::full({2, 3, 16, 16}, 0.5);
        const at::Tensor moved = core::transformPictures(flat, geometry(2, {0.8F, 0.3F, 7.3F, -0.3F, 0.8F, -5.1F}));
        SYPER_COMPARE(moved, flat, 1e-3);
    }

    void geometryIsDifferentiableTwice() {
        const at::Tensor x = at::randn({2, 3, 16, 16}, stream(1)).requires_grad_(true);
        const at::Tensor g = core::drawGeometry(core::adaPipe("geom"), 1.0, 2, 16, stream(2));
        const at::Tensor y = core::transformPictures(x, g);
        const at::Tensor probe = at::randn(y.sizes(), stream(3)).requires_grad_(true);
        // y = T x: the gradient of <y, probe> is T' probe, and of <T' probe, x> with respect to probe T x again.
        const at::Tensor adjoint = torch::autograd::grad({(y * probe).sum()}, {x}, {}, true, true)[0];
        const at::Tensor again = torch::autograd::grad({(adjoint * x.detach()).sum()}, {probe})[0];
        SYPER_COMPARE_REL(again, y.detach(), 1e-4);
    }

    void coloursTurnAboutGrey() {
        AdaPipe hue;
        hue.hue = 1;
        const at::Tensor matrices = core::drawColours(hue, 1.0, 8, stream(1));
        const at::Tensor grey = at::full({8, 3, 4, 4}, 0.3);
        SYPER_COMPARE(core::recolour(grey, matrices), grey, 1e-5);
        const at::Tensor turn = matrices.slice(1, 0, 3).slice(2, 0, 3);
        SYPER_COMPARE(turn.matmul(turn.transpose(1, 2)), at::eye(3).expand({8, 3, 3}), 1e-5);
        QVERIFY((turn[0] - at::eye(3)).abs().max().item<double>() > 1e-2);

        AdaPipe luma;
        luma.lumaflip = 1;
        const at::Tensor flips = core::recolour(grey, core::drawColours(luma, 1.0, 8, stream(2)));
        const at::Tensor sign = flips.select(1, 0).select(1, 0).select(1, 0) / 0.3;
        SYPER_COMPARE(sign.abs(), at::ones({8}), 1e-5);
        QVERIFY(sign.min().item<double>() < 0 && sign.max().item<double>() > 0);
    }

    void pipesHaveThePublishedParts() {
        QVERIFY(core::adaPipe("bgc").moves() && core::adaPipe("bgc").geometric() && core::adaPipe("bgc").colours());
        QVERIFY(!core::adaPipe("color").geometric() && !core::adaPipe("blit").colours());
        const AdaPipe upright = core::adaPipe("upright");
        QVERIFY(upright.xflip == 0 && upright.rotate90 == 0 && upright.hue == 0 && upright.lumaflip == 0);
        SYPER_REFUSES(core::adaPipe("bgcfnc!"), core::Errc::BadArgument);
    }
};

QTEST_APPLESS_MAIN(TestAdaAugment)
#include "tst_ada_augment.moc"
