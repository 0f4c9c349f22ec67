// SPDX-License-Identifier: GPL-3.0-or-later
#include <torch/csrc/autograd/autograd.h>

#include <cmath>
#include <map>

#include "core/quant/fake_quant.h"
#include "core/quant/scheme.h"
#include "support/tensors.h"

using namespace syper;
using core::Errc;

namespace {

/// A quantizer's memory outside any model.
class Memory final : public core::QuantMemory {
public:
    at::Tensor read(const std::string& name) const override {
        const auto place = tensors.find(name);
        return place == tensors.end() ? at::zeros({1}) : place->second;
    }
    void write(const std::string& name, at::Tensor value) override { tensors[name] = std::move(value); }
    bool learning() const override { return learn; }

    std::map<std::string, at::Tensor> tensors;
    bool learn = true;
};

void bitRows() {
    QTest::addColumn<int>("bits");
    for (const int bits : {8, 6, 4, 2}) QTest::addRow("%d bits", bits) << bits;
}

const core::QuantScheme& paper() {
    return core::quantScheme("paper");
}

/// The rounding written out with the library's own operations.
at::Tensor reference(const at::Tensor& x, float low, float high, int bits) {
    const at::Tensor scale =
        (at::full({1}, high) - at::full({1}, low)).clamp_min(1e-8).reciprocal() * (std::exp2(bits) - 1);
    const at::Tensor zero = (scale * low).round() + std::exp2(bits - 1);
    return ((scale * x - zero).round().clamp(-std::exp2(bits - 1), std::exp2(bits - 1) - 1) + zero) / scale;
}

}  // namespace

class TestQuantizer : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void weightsAreRoundedAsPublished_data() { bitRows(); }
    void weightsAreRoundedAsPublished() {
        QFETCH(int, bits);
        const std::string suffix = "_w" + std::to_string(bits);
        SYPER_COMPARE(paper().weight(reference_.at("weight"), bits), reference_.at("weight" + suffix), 1e-6);
        SYPER_COMPARE(paper().weight(reference_.at("linear"), bits), reference_.at("linear" + suffix), 1e-6);
    }

    void activationsAreRoundedAsPublished_data() { bitRows(); }
    void activationsAreRoundedAsPublished() {
        QFETCH(int, bits);
        Memory memory;
        memory.learn = false;
        memory.tensors = {{"p.x_min", at::full({1}, -1.5F)}, {"p.x_max", at::full({1}, 2.0F)}};
        SYPER_COMPARE(paper().activation("p", reference_.at("activation"), bits, memory),
                      reference_.at("activation_a" + std::to_string(bits)), 1e-6);
    }

    void rangesRunAndFreezeAsPublished_data() { bitRows(); }
    void rangesRunAndFreezeAsPublished() {
        QFETCH(int, bits);
        const std::string stream = "stream_a" + std::to_string(bits);
        const at::Tensor ranges = reference_.at(stream + "_ranges");
        Memory memory;
        for (int call = 0; call < 4; ++call) {
            memory.learn = call < 3;
            const std::string n = std::to_string(call);
            SYPER_COMPARE(paper().activation("p", reference_.at(stream + "_in" + n), bits, memory),
                          reference_.at(stream + "_out" + n), 1e-6);
            SYPER_COMPARE(at::cat({memory.read("p.x_min"), memory.read("p.x_max")}), ranges[call], 1e-6);
        }
    }

    void preluIsRoundedAsPublished_data() {
        QTest::addColumn<int>("bits");
        QTest::addRow("8 bits") << 8;
        QTest::addRow("4 bits") << 4;
    }
    void preluIsRoundedAsPublished() {
        QFETCH(int, bits);
        Memory memory;
        const at::Tensor slopes = at::linspace(0.1, 0.4, 3);
        const at::Tensor x = reference_.at("activation"),
                         wanted = reference_.at("prelu_a" + std::to_string(bits) + "_out");
        SYPER_COMPARE(paper().prelu("p", x, slopes, bits, memory), wanted, 1e-6);
        memory.learn = false;  // the frozen path is another loop
        SYPER_COMPARE(paper().prelu("p", x, slopes, bits, memory), wanted, 1e-6);
    }

    void fusedLoopsAgreeWithTheLibrarysOperationsAtAnyLength() {
        for (const std::int64_t size : {1, 7, 31, 32, 33, 100, 70000}) {
            const at::Tensor x = (at::arange(size, at::kFloat) * 12.9898).sin() * 5;
            core::Range range;
            core::widen(range, x);
            QCOMPARE(range.low, std::min(0.0F, x.min().item<float>()));
            QCOMPARE(range.high, std::max(0.0F, x.max().item<float>()));
            for (const int bits : {2, 5, 8})
                SYPER_COMPARE(core::fakeQuantize(x, core::fitRange(range, bits)),
                              reference(x, range.low, range.high, bits), 0.0);
        }
    }

    void fewerBitsRoundMore() {
        const at::Tensor w = reference_.at("weight");
        double before = 0;
        for (int bits = 8; bits >= 2; --bits) {
            const double error = (paper().weight(w, bits) - w).norm().item<double>();
            QVERIFY(error > before);
            before = error;
        }
    }

    void aWeightRowHasAtMostTwoToTheBitsValues() {
        const at::Tensor rounded = paper().weight(at::arange(4000, at::kFloat).sin().reshape({2, 2000}), 3);
        for (int row = 0; row < 2; ++row) {
            const auto values = std::get<0>(at::_unique(rounded[row]));
            QVERIFY(values.numel() <= 8);
            QVERIFY(values.numel() >= 7);
        }
    }

    void constantRowsStayFinite() {
        for (const float value : {0.0F, 3.5F, -2.0F})
            QVERIFY(paper().weight(at::full({1, 9}, value), 4).isfinite().all().item<bool>());
    }

    void theGradientOfARoundedWeightPassesUnchanged() {
        const at::Tensor w = reference_.at("linear").clone().requires_grad_();
        const at::Tensor by = at::arange(w.numel(), at::kFloat).reshape(w.sizes());
        SYPER_COMPARE(torch::autograd::grad({(paper().weight(w, 4) * by).sum()}, {w})[0], by, 0.0);
    }

    void theGradientOfAnActivationPassesOutsideTheRangeToo() {
        Memory memory;
        memory.learn = false;
        memory.tensors = {{"p.x_min", at::full({1}, -0.1F)}, {"p.x_max", at::full({1}, 0.1F)}};
        const at::Tensor x = reference_.at("activation").clone().requires_grad_();
        const at::Tensor y = paper().activation("p", x, 4, memory);
        SYPER_COMPARE(torch::autograd::grad({y.sum()}, {x})[0], at::ones_like(x), 0.0);
    }

    void theGradientOfThePreluIsTheUnroundedOnesWithRoundedSlopes_data() {
        QTest::addColumn<bool>("learn");
        QTest::newRow("learning") << true;
        QTest::newRow("frozen") << false;
    }
    void theGradientOfThePreluIsTheUnroundedOnesWithRoundedSlopes() {
        QFETCH(bool, learn);
        const at::Tensor x = reference_.at("activation").clone().requires_grad_();
        const at::Tensor slopes = at::linspace(0.1, 0.43, 3).requires_grad_();
        const at::Tensor by = (at::arange(x.numel(), at::kFloat) * 0.7).cos().reshape(x.sizes());
        const at::Tensor rounded = paper().weight(slopes.detach().unsqueeze(0), 4).squeeze(0).requires_grad_();
        const auto wanted = torch::autograd::grad({(at::prelu(x, rounded) * by).sum()}, {x, rounded});
        Memory memory;
        memory.learn = learn;
        const auto got = torch::autograd::grad({(paper().prelu("p", x, slopes, 4, memory) * by).sum()}, {x, slopes});
        SYPER_COMPARE(got[0], wanted[0], 0.0);
        SYPER_COMPARE_REL(got[1], wanted[1], 1e-5);
    }

    void matricesAndStridedInputsWork() {
        Memory memory;
        const at::Tensor x = reference_.at("linear").slice(1, 0, 8).t();
        const at::Tensor slopes = at::full({5}, 0.25F);
        const at::Tensor y = paper().prelu("p", x, slopes, 8, memory);
        memory.learn = false;
        SYPER_COMPARE(y, paper().prelu("p", x.contiguous(), slopes, 8, memory), 0.0);
    }

    void valuesThatAreNoNumbersAreNotHidden() {
        for (const float odd : {std::nanf(""), INFINITY}) {
            core::Range range;
            at::Tensor x = at::ones({100});
            x[57] = odd;
            core::widen(range, x);
            QVERIFY(std::isnan(range.low) && std::isnan(range.high));
            QVERIFY(core::fakeQuantize(x, core::fitRange(range, 8)).isnan().any().item<bool>());
        }
    }

    void wrongBitsAndUnknownSchemesAreRefused() {
        SYPER_REFUSES(core::quantScheme("none"), Errc::BadArgument);
        SYPER_REFUSES((core::checkBits({1, 8}), 0), Errc::BadArgument);
        SYPER_REFUSES((core::checkBits({8, 9}), 0), Errc::BadArgument);
        core::checkBits({2, 8});
    }

private:
    core::TensorMap reference_ = test::testTensors("quantizer.safetensors");
};

QTEST_APPLESS_MAIN(TestQuantizer)
#include "tst_quantizer.moc"
