// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/losses.h"

#include <torch/csrc/autograd/autograd.h>

#include "support/tensors.h"

using namespace syper;
using core::Errc;

class TestLosses : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void arcFaceIsThePublishedOne() {
        const core::TensorMap wanted = test::testTensors("arcface.safetensors");
        const at::Tensor embeddings = wanted.at("embeddings").clone().requires_grad_();
        const at::Tensor kernel = wanted.at("kernel").clone().requires_grad_();
        const at::Tensor labels = wanted.at("labels");
        SYPER_COMPARE_REL(core::arcFaceLogits(embeddings, kernel, labels), wanted.at("logits"), 1e-4);
        const at::Tensor loss = core::arcFaceLoss(embeddings, kernel, labels);
        SYPER_COMPARE_REL(loss.detach().reshape({1}), wanted.at("loss"), 1e-4);
        const auto gradients = torch::autograd::grad({loss}, {embeddings, kernel});
        SYPER_COMPARE_REL(gradients[0], wanted.at("grad_embeddings"), 1e-4);
        SYPER_COMPARE_REL(gradients[1], wanted.at("grad_kernel"), 1e-4);
    }

    void arcFaceIsFiniteOnAClassCentre() {
        const at::Tensor kernel = at::eye(4).requires_grad_();
        const at::Tensor embeddings = at::eye(4).slice(0, 0, 2).clone().requires_grad_();
        const at::Tensor loss =
            core::arcFaceLoss(embeddings, kernel, at::arange(2, at::kLong), {.scale = 64, .margin = 0.3});
        for (const at::Tensor& gradient : torch::autograd::grad({loss}, {embeddings, kernel}))
            QVERIFY(gradient.isfinite().all().item<bool>());
    }

    void theMarginLowersTheOwnClassOnly() {
        const at::Tensor embeddings = at::arange(1, 13, at::kFloat).reshape({3, 4}),
                         kernel = at::arange(3, 23, at::kFloat).reshape({4, 5}).sin();
        const at::Tensor labels = at::arange(3, at::kLong);
        const at::Tensor without = core::arcFaceLogits(embeddings, kernel, labels, {.scale = 10, .margin = 0.0});
        const at::Tensor difference =
            without - core::arcFaceLogits(embeddings, kernel, labels, {.scale = 10, .margin = 0.2});
        for (int row = 0; row < 3; ++row)
            for (int column = 0; column < 5; ++column)
                QCOMPARE(std::abs(difference[row][column].item<float>()) > 1e-5F, row == column);
    }

    void wrongLabelsAndShapesAreRefused() {
        const at::Tensor e = at::ones({2, 3}), k = at::ones({3, 4});
        SYPER_REFUSES(core::arcFaceLogits(e, k, at::full({2}, 4, at::kLong)), Errc::BadArgument);
        SYPER_REFUSES(core::arcFaceLogits(e, k, at::full({2}, -1, at::kLong)), Errc::BadArgument);
        SYPER_REFUSES(core::arcFaceLogits(e, at::ones({4, 4}), at::zeros({2}, at::kLong)), Errc::BadShape);
        SYPER_REFUSES(core::arcFaceLogits(e, k, at::zeros({3}, at::kLong)), Errc::BadShape);
    }

    void normalizedRowsHaveUnitLengthAndZeroStaysFinite() {
        const at::Tensor x = at::arange(12, at::kFloat).reshape({3, 4}) *
                             at::ones({3, 1}).index_put({at::zeros({1}, at::kLong)}, at::zeros({1, 1}));
        const at::Tensor y = core::normalizeRows(x);
        QVERIFY(y.isfinite().all().item<bool>());
        QCOMPARE(y[0].norm().item<float>(), 0.0F);
        QVERIFY(std::abs(y[2].norm().item<float>() - 1.0F) < 1e-6F);
    }

    void theTransferLossIsTheMeanOverEverything() {
        const at::Tensor a = at::zeros({2, 4}), b = at::ones({2, 4}) * 3;
        QCOMPARE(core::embeddingLoss(a, b).item<float>(), 9.0F);
    }
};

QTEST_APPLESS_MAIN(TestLosses)
#include "tst_losses.moc"
