// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/sgd.h"

#include <cmath>

#include "core/api/error.h"
#include "core/backbones/fixed_order.h"

namespace syper::core {

Sgd::Sgd(std::vector<at::Tensor> parameters, const SgdOptions& options)
    : parameters_(std::move(parameters)), options_(options) {
    for (const at::Tensor& p : parameters_) momenta_.push_back(at::zeros_like(p.detach()));
}

void Sgd::step(std::vector<at::Tensor>& gradients, double lr) {
    if (gradients.size() != parameters_.size())
        throw Error(Errc::BadArgument, "the optimizer got " + std::to_string(gradients.size()) + " gradients for " +
                                           std::to_string(parameters_.size()) + " parameters");
    const at::NoGradGuard guard;
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
        at::Tensor& g = gradients[i];
        if (options_.weightDecay != 0.0) g.add_(parameters_[i], options_.weightDecay);
        momenta_[i].mul_(options_.momentum).add_(g);
        if (options_.nesterov) g.add_(momenta_[i], options_.momentum);
        parameters_[i].add_(options_.nesterov ? g : momenta_[i], -lr);
    }
}

double clipGradients(std::vector<at::Tensor>& gradients, double limit) {
    const at::NoGradGuard guard;
    double sum = 0.0;
    for (const at::Tensor& g : gradients) sum += fixedOrderSquares(g);
    const double norm = std::sqrt(sum);
    const double factor = limit / (norm + 1e-6);
    if (factor < 1.0)
        for (at::Tensor& g : gradients) g.mul_(factor);
    return norm;
}

}  // namespace syper::core
