// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "core/formats/tensor_map.h"

namespace syper::core {

struct AdamSettings {
    double lr = 0.0025, beta1 = 0.0, beta2 = 0.99, epsilon = 1e-8;
    /// The published correction for a lazily regularised network: of interval + 1 steps, `interval` count.
    [[nodiscard]] AdamSettings lazy(int interval) const;
};

/// Adam (Kingma and Ba 2015) over named parameters, with its whole state open for checkpoints.
class Adam {
public:
    Adam(AdamSettings settings, std::vector<std::string> names, std::vector<at::Tensor> parameters);

    /// One step; gradients in the parameters' order, undefined ones leave theirs alone, NaN and infinity count as 0 and
    /// +-1e5.
    void step(const std::vector<at::Tensor>& gradients);
    /// The learning rate of the next steps.
    void setRate(double rate) noexcept { settings_.lr = rate; }
    [[nodiscard]] const std::vector<at::Tensor>& parameters() const noexcept { return parameters_; }

    /// Moments as PREFIX/m/NAME and PREFIX/v/NAME.
    void save(TensorMap& into, const std::string& prefix) const;
    /// Throws Error{BadFormat}.
    void load(const TensorMap& from, const std::string& prefix, std::int64_t steps);
    [[nodiscard]] std::int64_t steps() const noexcept { return steps_; }

    /// Parameters, moments and step count as copies; restore() puts them back.
    struct Copy {
        std::vector<at::Tensor> parameters, m, v;
        std::int64_t steps = 0;
    };
    [[nodiscard]] Copy copy() const;
    void restore(const Copy& copy);

private:
    AdamSettings settings_;
    std::vector<std::string> names_;
    std::vector<at::Tensor> parameters_, m_, v_;
    std::int64_t steps_ = 0;
};

}  // namespace syper::core
