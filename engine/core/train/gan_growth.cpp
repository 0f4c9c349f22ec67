// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/gan_growth.h"

#include <ATen/ATen.h>

#include <cmath>
#include <numbers>

namespace syper::core {
namespace {

constexpr double kLeakyGain = std::numbers::sqrt2;
constexpr double kPairGain = 1.0 + 0.2;  // leaky(x) - leaky(-x) = 1.2 x for any x, at slope 0.2

/// Raw weights are multiplied by 1 / sqrt(inputs) when used.
double rawFactor(const at::Tensor& weight) {
    return std::sqrt(double(weight.numel() / weight.size(0)));
}

/// Channels 0..2 become leaky(x), 3..5 leaky(-x), for x the colours: [wide,3,1,1].
void passColoursIn(const at::Tensor& weight) {
    for (int c = 0; c < 3; ++c)
        for (int sign = 0; sign < 2; ++sign) {
            const at::Tensor row = weight.select(0, c + 3 * sign).zero_();
            row.select(0, c).fill_((sign == 0 ? 1.0 : -1.0) * rawFactor(weight) / kLeakyGain);
        }
}

/// The same again, from such pairs: [wide,wide,3,3].
void passColoursOn(const at::Tensor& weight) {
    const double raw = rawFactor(weight) / (kLeakyGain * kPairGain);
    for (int c = 0; c < 3; ++c)
        for (int sign = 0; sign < 2; ++sign) {
            const at::Tensor centre = weight.select(0, c + 3 * sign).zero_().select(1, 1).select(1, 1);
            centre.select(0, c).fill_(sign == 0 ? raw : -raw);
            centre.select(0, c + 3).fill_(sign == 0 ? -raw : raw);
        }
}

}  // namespace

bool growDiscriminator(TensorMap& into, const TensorMap& from, const std::string& prefix, int resolution) {
    const std::string b = "b" + std::to_string(resolution), half = prefix + "b" + std::to_string(resolution / 2);
    const at::Tensor* colours = from.find(half + ".fromrgb.weight");
    const at::Tensor* bias = from.find(half + ".fromrgb.bias");
    const at::Tensor* skip = into.find(b + ".skip.weight");
    if (colours == nullptr || bias == nullptr || skip == nullptr || from.contains(prefix + b + ".conv0.weight"))
        return false;
    const at::Tensor last = into.at(b + ".conv1.weight").detach();
    if (last.size(1) < 6 || colours->size(0) != last.size(0)) return false;

    passColoursIn(into.at(b + ".fromrgb.weight").detach());
    passColoursOn(into.at(b + ".conv0.weight").detach());
    into.at(b + ".fromrgb.bias").detach().zero_();
    into.at(b + ".conv0.bias").detach().zero_();
    // The block's own gain of sqrt(1/2) makes up for the sqrt(2) here.
    last.zero_();
    const at::Tensor old = colours->to(at::kFloat).view({-1, 3}) * (kLeakyGain / rawFactor(*colours));
    const at::Tensor centre = last.select(3, 1).select(2, 1);
    centre.slice(1, 0, 3).copy_(old * (rawFactor(last) / kPairGain));
    centre.slice(1, 3, 6).copy_(old * (-rawFactor(last) / kPairGain));
    into.at(b + ".conv1.bias").detach().copy_(*bias * kLeakyGain);
    skip->detach().zero_();
    return true;
}

void growGenerator(TensorMap& into, int resolution) {
    into.at("synthesis.b" + std::to_string(resolution) + ".torgb.weight").detach().zero_();
}

}  // namespace syper::core
