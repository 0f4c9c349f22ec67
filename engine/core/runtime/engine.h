// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/runtime/isa.h"
#include "core/runtime/network.h"
#include "core/runtime/team.h"

namespace syper::core::runtime {

/// A network made ready to run. Immutable: one object serves several threads at once.
class Engine {
public:
    virtual ~Engine() = default;
    /// picture: 3*side*side floats in [-1,1]; embedding: `dimension` floats, not normalised.
    void run(std::span<const float> picture, std::span<float> embedding, int threads) const;
    /// Several pictures, each on one thread, which does more of them in a second than all threads on each. Contiguous.
    void runMany(std::span<const float> pictures, std::span<float> embeddings, int threads) const;
    /// For people: "int8, avx512-vnni".
    [[nodiscard]] virtual std::string describe() const = 0;
    /// What computes each layer, where a library chooses; for tests that no reference code is among it.
    [[nodiscard]] virtual std::vector<std::string> implementations() const { return {}; }
    [[nodiscard]] std::int64_t pictureSize() const noexcept { return pictureSize_; }
    [[nodiscard]] std::int64_t dimension() const noexcept { return dimension_; }

protected:
    explicit Engine(const BackboneShape& shape);
    virtual void compute(const float* picture, float* embedding, int threads) const = 0;

private:
    std::int64_t pictureSize_, dimension_;
};

/// The integer graph of a quantized network: convolutions, rescaling, PReLU and residual sums in integers throughout,
/// so that every instruction set gives the same embedding bit for bit.
[[nodiscard]] std::unique_ptr<Engine> integerEngine(const Network& net, const Kernels& kernels = chooseKernels());

/// An FP32 network with everything folded that can be: Winograd's convolutions where they pay, others tap by tap, PReLU
/// and residual sums behind them in the same pass. The result does not depend on the threads; it differs from
/// LibTorch's layers by rounding, some 1e-6 of the largest number.
[[nodiscard]] std::unique_ptr<Engine> floatEngine(const Network& net,
                                                  const ConvKernels& kernels = chooseFloatKernels());

/// A student of the published scheme: layers whose input it rounds in whole numbers with exact correction for the zero
/// points of activations and weights, the others in FP32 on the rounded weights. Throws Error{Unsupported} for a
/// student that its simulation alone can compute (foldStudent).
[[nodiscard]] std::unique_ptr<Engine> mixedEngine(const Model& student, const Kernels& kernels = chooseKernels());

struct OnnxGraph;
/// An ONNX graph operator by operator through LibTorch, rounding where it rounds.
[[nodiscard]] std::unique_ptr<Engine> onnxEngine(OnnxGraph graph);

}  // namespace syper::core::runtime
