// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

namespace syper::core {

struct SgdOptions {
    double momentum = 0.9, weightDecay = 5e-4;
    bool nesterov = true;
};

/// Stochastic gradient descent with momentum; weight decay on every tensor, as the published runs have it.
class Sgd {
public:
    /// Changes `parameters` in place. Momentum starts at 0.
    Sgd(std::vector<at::Tensor> parameters, const SgdOptions& options);

    /// One step at rate `lr`; gradients in the parameters' order, used up as scratch.
    void step(std::vector<at::Tensor>& gradients, double lr);

    /// The momentum of each parameter, to be saved, or set in place when a run goes on.
    [[nodiscard]] const std::vector<at::Tensor>& momenta() const noexcept { return momenta_; }

private:
    std::vector<at::Tensor> parameters_, momenta_;
    SgdOptions options_;
};

/// Scales gradients in place so that their joint Euclidean norm is at most `limit`; returns the norm before.
double clipGradients(std::vector<at::Tensor>& gradients, double limit);

}  // namespace syper::core
