// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/qat_step.h"

#include "core/api/compute.h"
#include "core/train/losses.h"
#include "core/train/schedule.h"
#include "support/formula.h"
#include "support/tensors.h"

using namespace syper;
using core::Errc;
using core::Model;

class TestQatStep : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void fourStepsAreThoseOfThePublishedTransfer_data() {
        QTest::addColumn<int>("bits");
        QTest::addColumn<int>("threads");
        for (const int bits : {8, 6, 4})
            for (const int threads : {1, 2})
                QTest::addRow("W%dA%d on %d thread(s)", bits, bits, threads) << bits << threads;
    }
    void fourStepsAreThoseOfThePublishedTransfer() {
        QFETCH(int, bits);
        QFETCH(int, threads);
        const core::TensorMap wanted = test::testTensors("qat_mobilefacenet.safetensors");
        const std::string salt = wanted.metadata.at("salt"),
                          run = "w" + std::to_string(bits) + "a" + std::to_string(bits);
        core::setComputeThreads(threads);
        core::RunControl control;
        const Model teacher = test::formulaModel(salt, "mobilefacenet", 224);
        Model student = teacher.quantized(core::quantScheme("paper"), {bits, bits});
        core::Sgd optimizer(student.trained(), {});
        const core::TransferSchedule schedule{
            .stepsPerEpoch = 4, .lr = std::stod(wanted.metadata.at("lr")), .freezeAfterSteps = 3};
        std::vector<double> loss, norm;
        for (int step = 0; step < 4; ++step) {
            const at::Tensor images = test::formulaImages(salt + "/qat/" + std::to_string(step), 4, 224);
            const auto figures =
                core::qatStep(student, optimizer, images, core::embedEach(teacher, images, control),
                              {.lr = schedule.rate(step), .learnRanges = schedule.learnsRanges(step)}, control);
            loss.push_back(figures.loss);
            norm.push_back(figures.gradNorm);
        }
        SYPER_COMPARE_REL(at::tensor(loss), wanted.at(run + "_loss"), 1e-3);
        SYPER_COMPARE_REL(at::tensor(norm), wanted.at(run + "_gradnorm"), 1e-2);
        const at::Tensor embeddings = core::embedEach(student, test::formulaImages(salt + "/img", 2, 224), control);
        const double cosine =
            (embeddings * core::normalizeRows(wanted.at(run + "_embedding"))).sum(1).min().item<double>();
        QVERIFY2(cosine > 0.999, qPrintable(QString::number(cosine)));
        for (const auto& [name, value] : wanted.entries())
            if (name.starts_with(run + "/"))
                SYPER_COMPARE_REL(student.tensors().at(name.substr(run.size() + 1)), value, 1e-3);
    }
};

QTEST_APPLESS_MAIN(TestQatStep)
#include "tst_qat_step.moc"
