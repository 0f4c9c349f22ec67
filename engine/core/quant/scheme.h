// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/backbones/layers.h"
#include "core/formats/tensor_map.h"

namespace syper::core {

/// Bits of a student's weights and activations, 2..8 each.
struct QuantBits {
    int weights = 8, activations = 8;
    bool operator==(const QuantBits&) const = default;
};

/// What quantizers remember between passes: small tensors of the model, by their state dict name.
class QuantMemory {
public:
    virtual ~QuantMemory() = default;
    [[nodiscard]] virtual at::Tensor read(const std::string& name) const = 0;
    virtual void write(const std::string& name, at::Tensor value) = 0;
    /// Whether ranges follow what passes through; false once they are frozen.
    [[nodiscard]] virtual bool learning() const = 0;
};

/// One way to round a network: where, how, and what the state dict gains by it. Stateless; one object a scheme.
class QuantScheme {
public:
    virtual ~QuantScheme() = default;
    [[nodiscard]] virtual std::string name() const = 0;
    /// Whether the state dict of a student of this scheme looks like `tensors`.
    [[nodiscard]] virtual bool recognizes(const TensorMap& tensors) const = 0;

    /// The prefix of what is inside residual block `block`.
    [[nodiscard]] virtual std::string inside(const std::string& block) const = 0;
    /// The names of the quantizers behind a PReLU and behind a residual block.
    [[nodiscard]] virtual std::string slopePlace(const std::string& prelu) const = 0;
    [[nodiscard]] virtual std::string blockPlace(const std::string& block) const = 0;
    /// The tensors of the quantizer at `place`, with their first values.
    [[nodiscard]] virtual std::vector<TensorSpec> activationTensors(const std::string& place) const = 0;

    /// A convolution's [out,..] or linear layer's [out,in] weight as the network uses it; differentiable.
    [[nodiscard]] virtual at::Tensor weight(const at::Tensor& weight, int bits) const = 0;
    /// PReLU of x [N,C,..] with slopes [C] and the rounding of its output; differentiable.
    [[nodiscard]] virtual at::Tensor prelu(const std::string& place, const at::Tensor& x, const at::Tensor& slopes,
                                           int bits, QuantMemory& memory) const = 0;
    /// A rounded activation; differentiable.
    [[nodiscard]] virtual at::Tensor activation(const std::string& place, const at::Tensor& x, int bits,
                                                QuantMemory& memory) const = 0;
};

/// Every scheme, the default first.
[[nodiscard]] const std::vector<std::unique_ptr<const QuantScheme>>& quantSchemes();
/// Throws Error{BadArgument} listing the known names.
[[nodiscard]] const QuantScheme& quantScheme(const std::string& name);
/// The scheme that a state dict was made with; null for FP32.
[[nodiscard]] const QuantScheme* recognizeScheme(const TensorMap& tensors);
/// Throws Error{BadArgument} for bits outside 2..8.
void checkBits(const QuantBits& bits);

}  // namespace syper::core
