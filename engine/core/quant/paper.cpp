// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/paper.h"

#include "core/quant/fake_quant.h"

namespace syper::core {
namespace {

// The published modules carry these two for a moving average that is not used; files have them all the same.
constexpr double kBeta = 0.9, kBetaPower = 1.0;

class PaperScheme final : public QuantScheme {
public:
    std::string name() const override { return "paper"; }
    bool recognizes(const TensorMap& tensors) const override {
        return tensors.contains("prelu.quantAct.x_min") || tensors.contains("conv1.prelu.quantAct.x_min");
    }

    std::string inside(const std::string& block) const override { return block + ".0"; }
    std::string slopePlace(const std::string& prelu) const override { return prelu + ".quantAct"; }
    std::string blockPlace(const std::string& block) const override { return block + ".1"; }
    std::vector<TensorSpec> activationTensors(const std::string& place) const override {
        std::vector<TensorSpec> specs;
        const auto add = [&](const char* what, double initial) {
            specs.push_back({place + what, {1}, TensorRole::Range, false, false, initial});
        };
        add(".x_min", 0.0);
        add(".x_max", 0.0);
        add(".beta", kBeta);
        add(".beta_t", kBetaPower);
        return specs;
    }

    at::Tensor weight(const at::Tensor& weight, int bits) const override { return fakeQuantizeRows(weight, bits); }

    at::Tensor prelu(const std::string& place, const at::Tensor& x, const at::Tensor& slopes, int bits,
                     QuantMemory& memory) const override {
        const at::Tensor rounded = fakeQuantizeRows(slopes.unsqueeze(0), bits).squeeze(0);
        Range range = read(place, memory);
        at::Tensor y = preluFakeQuantize(x, rounded, range, bits, memory.learning());
        write(place, range, memory);
        return y;
    }

    at::Tensor activation(const std::string& place, const at::Tensor& x, int bits, QuantMemory& memory) const override {
        Range range = read(place, memory);
        if (memory.learning()) widen(range, x);
        write(place, range, memory);
        return fakeQuantize(x, fitRange(range, bits));
    }

private:
    static Range read(const std::string& place, const QuantMemory& memory) {
        return {memory.read(place + ".x_min").item<float>(), memory.read(place + ".x_max").item<float>()};
    }
    static void write(const std::string& place, const Range& range, QuantMemory& memory) {
        if (!memory.learning()) return;
        memory.write(place + ".x_min", at::full({1}, range.low, at::kFloat));
        memory.write(place + ".x_max", at::full({1}, range.high, at::kFloat));
    }
};

}  // namespace

std::unique_ptr<const QuantScheme> paperScheme() {
    return std::make_unique<PaperScheme>();
}

}  // namespace syper::core
