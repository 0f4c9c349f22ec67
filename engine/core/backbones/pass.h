// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include "core/backbones/model.h"

namespace syper::core {

/// Computes a network's layers from a model's tensors; one pass, one object.
class Pass final : public Layers, private QuantMemory {
public:
    /// baked: the weights are rounded already.
    Pass(const TensorMap& tensors, const QuantScheme* scheme, QuantBits bits, bool baked, const PassOptions& options)
        : tensors_(tensors), scheme_(scheme), bits_(bits), baked_(baked), options_(options) {}

    at::Tensor conv(const std::string& name, const at::Tensor& x, const ConvShape& shape) override;
    at::Tensor linear(const std::string& name, const at::Tensor& x, std::int64_t in, std::int64_t out,
                      bool bias) override;
    at::Tensor batchNorm(const std::string& name, const at::Tensor& x, std::int64_t channels,
                         bool trainWeight) override;
    at::Tensor prelu(const std::string& name, const at::Tensor& x, std::int64_t channels) override;
    at::Tensor dropout(const at::Tensor& x, double probability) override;
    at::Tensor add(const at::Tensor& a, const at::Tensor& b) override { return a + b; }
    at::Tensor flatten(const at::Tensor& x) override { return x.flatten(1); }
    std::string inside(const std::string& name) override { return scheme_ != nullptr ? scheme_->inside(name) : name; }
    at::Tensor blockOutput(const std::string& name, const at::Tensor& x) override;

    /// What the pass found: running statistics, batch counters, ranges.
    [[nodiscard]] PassUpdates takeUpdates() { return std::move(updates_); }

private:
    [[nodiscard]] at::Tensor read(const std::string& name) const override { return tensors_.at(name); }
    void write(const std::string& name, at::Tensor value) override { updates_.push_back({name, std::move(value)}); }
    [[nodiscard]] bool learning() const override { return options_.learnRanges; }

    [[nodiscard]] at::Tensor weight(const std::string& layer) const;
    void gate() const;
    /// Has the way back through `x` pass the gate too.
    [[nodiscard]] at::Tensor gated(at::Tensor x) const;

    const TensorMap& tensors_;
    const QuantScheme* scheme_;
    QuantBits bits_;
    bool baked_;
    const PassOptions& options_;
    std::uint64_t dropouts_ = 0;
    PassUpdates updates_;
};

}  // namespace syper::core
