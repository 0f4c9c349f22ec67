// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/gan_adam.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <cmath>

#include "core/api/error.h"

namespace syper::core {
namespace {

constexpr double kGradientLimit = 1e5;  // the published replacement of infinite gradients

std::vector<at::Tensor> clones(const std::vector<at::Tensor>& tensors) {
    std::vector<at::Tensor> copies;
    for (const at::Tensor& tensor : tensors) copies.push_back(tensor.detach().clone());
    return copies;
}

void put(const std::vector<at::Tensor>& from, std::vector<at::Tensor>& into) {
    for (std::size_t i = 0; i < into.size(); ++i) into[i].copy_(from[i]);
}

void loadInto(at::Tensor& target, const TensorMap& from, const std::string& name) {
    const at::Tensor& stored = from.at(name);
    if (stored.sizes() != target.sizes())
        throw Error(Errc::BadFormat,
                    "cannot continue: " + name + " in the checkpoint has another shape than the network");
    target.copy_(stored);
}

}  // namespace

AdamSettings AdamSettings::lazy(int interval) const {
    const double ratio = double(interval) / double(interval + 1);
    return {lr * ratio, std::pow(beta1, ratio), std::pow(beta2, ratio), epsilon};
}

Adam::Adam(AdamSettings settings, std::vector<std::string> names, std::vector<at::Tensor> parameters)
    : settings_(settings), names_(std::move(names)), parameters_(std::move(parameters)) {
    for (const at::Tensor& parameter : parameters_) {
        m_.push_back(at::zeros_like(parameter.detach()));
        v_.push_back(at::zeros_like(parameter.detach()));
    }
}

void Adam::step(const std::vector<at::Tensor>& gradients) {
    const at::NoGradGuard off;
    ++steps_;
    const double first = 1.0 - std::pow(settings_.beta1, double(steps_));
    const double second = 1.0 - std::pow(settings_.beta2, double(steps_));
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
        if (!gradients[i].defined()) continue;
        const at::Tensor g = at::nan_to_num(gradients[i].to(at::kFloat), 0.0, kGradientLimit, -kGradientLimit);
        m_[i].mul_(settings_.beta1).add_(g, 1.0 - settings_.beta1);
        v_[i].mul_(settings_.beta2).addcmul_(g, g, 1.0 - settings_.beta2);
        const at::Tensor root = (v_[i].sqrt() / std::sqrt(second)).add_(settings_.epsilon);
        parameters_[i].addcdiv_(m_[i], root, -settings_.lr / first);
    }
}

void Adam::save(TensorMap& into, const std::string& prefix) const {
    for (std::size_t i = 0; i < names_.size(); ++i) {
        into.set(prefix + "/m/" + names_[i], m_[i]);
        into.set(prefix + "/v/" + names_[i], v_[i]);
    }
}

void Adam::load(const TensorMap& from, const std::string& prefix, std::int64_t steps) {
    for (std::size_t i = 0; i < names_.size(); ++i) {
        loadInto(m_[i], from, prefix + "/m/" + names_[i]);
        loadInto(v_[i], from, prefix + "/v/" + names_[i]);
    }
    steps_ = steps;
}

Adam::Copy Adam::copy() const {
    return {clones(parameters_), clones(m_), clones(v_), steps_};
}

void Adam::restore(const Copy& copy) {
    const at::NoGradGuard off;
    put(copy.parameters, parameters_);
    put(copy.m, m_);
    put(copy.v, v_);
    steps_ = copy.steps;
}

}  // namespace syper::core
