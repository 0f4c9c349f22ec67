// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include <cmath>
#include <cstdint>
#include <numbers>
#include <span>
#include <string>
#include <vector>

#include "core/backbones/model.h"
#include "core/util/counter_rng.h"

/// Weights and pictures that are made from a formula, so that reference values need no stored weights.
namespace syper::test {

/// n numbers in [0,1) of 24 bits: splitmix64 from the FNV-1a hash of `key`.
inline std::vector<double> formulaUniform(const std::string& key, std::size_t n) {
    std::uint64_t hash = 0xCBF29CE484222325ULL;
    for (const char c : key) hash = (hash ^ std::uint8_t(c)) * 0x100000001B3ULL;
    std::vector<double> values(n);
    for (std::size_t i = 0; i < n; ++i)
        values[i] = double(core::mix64(hash + (std::uint64_t(i) + 1) * 0x9E3779B97F4A7C15ULL) >> 40) * 0x1p-24;
    return values;
}

/// The tensor of a state dict's entry; `scope` is SALT/NET.
inline at::Tensor formulaTensor(const std::string& scope, const core::TensorSpec& spec) {
    if (spec.role == core::TensorRole::NormCount) return at::zeros({}, at::kLong);
    at::Tensor tensor = at::empty(spec.shape, at::kFloat);
    double low = 0.8, high = 1.2;
    if (tensor.dim() >= 2) {
        high = std::sqrt(3.0 / double(tensor.numel() / tensor.size(0)));
        low = -high;
    } else if (spec.name.ends_with("running_var")) {
        // as it is
    } else if (spec.name.ends_with("running_mean") || spec.name.ends_with("bias")) {
        low = -0.1;
        high = 0.1;
    } else if (spec.name.find("prelu") != std::string::npos) {
        low = 0.1;
        high = 0.4;
    }
    const std::vector<double> u = formulaUniform(scope + "/" + spec.name, std::size_t(tensor.numel()));
    auto* to = tensor.data_ptr<float>();
    for (std::size_t i = 0; i < u.size(); ++i) to[i] = float(low + (high - low) * u[i]);
    return tensor;
}

/// n pictures [n,3,size,size] in [-1,1]: six plane waves a channel.
inline at::Tensor formulaImages(const std::string& key, std::int64_t n, std::int64_t size) {
    at::Tensor images = at::empty({n, 3, size, size}, at::kFloat);
    auto* to = images.data_ptr<float>();
    for (std::int64_t image = 0; image < n; ++image)
        for (std::int64_t channel = 0; channel < 3; ++channel) {
            const auto u = formulaUniform(key + "/" + std::to_string(image) + "/" + std::to_string(channel), 18);
            for (std::int64_t row = 0; row < size; ++row)
                for (std::int64_t column = 0; column < size; ++column) {
                    const double x = double(column) / double(size), y = double(row) / double(size);
                    double sum = 0.0;
                    for (std::size_t wave = 0; wave < 6; ++wave)
                        sum += std::sin(2.0 * std::numbers::pi *
                                        (8.0 * u[3 * wave] * x + 8.0 * u[3 * wave + 1] * y + u[3 * wave + 2]));
                    *to++ = float(sum / 6.0);
                }
        }
    return images;
}

/// A whole FP32 network of formula weights. MobileFaceNet's running statistics are those of eight formula pictures, as
/// the reference files have them.
inline core::Model formulaModel(const std::string& salt, const std::string& network, int inputSize) {
    const core::BackboneKind& kind = core::backboneKind(network);
    core::TensorMap tensors;
    for (const core::TensorSpec& spec : core::listTensors(kind, {.inputSize = inputSize}))
        tensors.set(spec.name, formulaTensor(salt + "/" + network, spec));
    core::Model model = core::Model::fromTensors(tensors, {}, "formula weights");
    if (network == "mobilefacenet") {
        const at::NoGradGuard guard;
        core::PassUpdates updates;
        (void)model.forward(formulaImages(salt + "/calibrate", 8, inputSize), {.training = true, .normMomentum = 1.0},
                            &updates);
        model.commit(updates);
    }
    return model;
}

}  // namespace syper::test
