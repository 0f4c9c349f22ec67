// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <oneapi/dnnl/dnnl.hpp>
#include <string>
#include <unordered_map>

#include "core/runtime/network.h"

namespace syper::core::runtime {

/// Channels of a block of oneDNN's layout on this processor: 16 with AVX-512, else 8.
[[nodiscard]] std::int64_t floatBlock();
/// Floats of an activation in that layout.
[[nodiscard]] std::int64_t floatSize(std::int64_t channels, std::int64_t side);

/// One convolution (or, where it covers its input, inner product) in FP32 through oneDNN, with its bias: activations in
/// blocks of floatBlock() channels, the picture in planes. Winograd where oneDNN has it for the sizes. Immutable.
class FloatConv {
public:
    /// weight: float32. plain: the input is planes. `last`: the output is [out] numbers.
    FloatConv(const Layer& layer, const at::Tensor& weight, std::int64_t side, bool plain, bool last);

    using Arguments = std::unordered_map<int, dnnl::memory>;
    /// Binds memory: in, out, and scratch of scratchBytes().
    [[nodiscard]] Arguments bind(float* in, float* out, void* scratch) const;
    void run(const Arguments& arguments) const { primitive_.execute(stream_, arguments); }

    [[nodiscard]] std::size_t scratchBytes() const noexcept { return scratch_.get_size(); }
    /// oneDNN's name of the implementation: a test refuses reference code.
    [[nodiscard]] const std::string& implementation() const noexcept { return implementation_; }

private:
    void makeConvolution(const Layer& layer, std::int64_t side, bool plain);
    void makeInnerProduct(const Layer& layer, std::int64_t side, bool plain);
    template <class Description>
    void take(const Description& description, const Layer& layer);

    at::Tensor weight_;  ///< until it is repacked
    std::vector<float> bias_;
    mutable dnnl::stream stream_;
    dnnl::primitive primitive_;
    dnnl::memory::desc in_, out_, scratch_;
    dnnl::memory weights_, biases_;
    std::string implementation_;
};

}  // namespace syper::core::runtime
