// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

namespace syper::core {

inline constexpr double kNormEpsilon = 1e-5;  ///< of all normalisations, as published

/// A convolution without bias; square kernels, the same padding and stride both ways.
struct ConvShape {
    std::int64_t in = 0, out = 0, kernel = 1, stride = 1, padding = 0, groups = 1;
};

/// What a network is written against. The same walk through a network computes it (Pass) or lists its tensors in the
/// state dict's order (TensorLister), so names, shapes and arithmetic cannot drift apart.
///
/// `name` is the layer's name in the official state dict of the FP32 network; x is [N,C,H,W] or [N,C].
class Layers {
public:
    virtual ~Layers() = default;
    virtual at::Tensor conv(const std::string& name, const at::Tensor& x, const ConvShape& shape) = 0;
    virtual at::Tensor linear(const std::string& name, const at::Tensor& x, std::int64_t in, std::int64_t out,
                              bool bias) = 0;
    /// trainWeight = false keeps gamma as it is in training, as iResNet's last normalisation does.
    virtual at::Tensor batchNorm(const std::string& name, const at::Tensor& x, std::int64_t channels,
                                 bool trainWeight = true) = 0;
    virtual at::Tensor prelu(const std::string& name, const at::Tensor& x, std::int64_t channels) = 0;
    virtual at::Tensor dropout(const at::Tensor& x, double probability) = 0;
    virtual at::Tensor add(const at::Tensor& a, const at::Tensor& b) = 0;
    virtual at::Tensor flatten(const at::Tensor& x) = 0;
    /// The prefix of what is inside the residual block `name`: schemes may put a level between.
    virtual std::string inside(const std::string& name) = 0;
    /// Passes a residual block's sum on; schemes round it here.
    virtual at::Tensor blockOutput(const std::string& name, const at::Tensor& x) = 0;
};

enum class TensorRole : std::uint8_t {
    Conv,
    Linear,
    Bias,
    NormWeight,
    NormBias,
    NormMean,
    NormVariance,
    NormCount,
    Slope,
    Range
};

/// One entry of a state dict.
struct TensorSpec {
    std::string name;
    std::vector<std::int64_t> shape;
    TensorRole role = TensorRole::Conv;
    bool parameter = true;  ///< counted as a parameter; false for buffers
    bool trained = true;    ///< gets gradients
    double initial = 0.0;   ///< a Range tensor's first value
};

}  // namespace syper::core
