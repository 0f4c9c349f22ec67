// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/api/run_control.h"
#include "core/backbones/registry.h"
#include "core/quant/scheme.h"

namespace syper::core {

/// How one pass through a network runs.
struct PassOptions {
    bool training = false;          ///< batch statistics and dropout
    bool learnRanges = false;       ///< a student's activation ranges follow what passes
    double normMomentum = 0.1;      ///< weight of this batch in the running statistics
    std::uint64_t dropoutKey = 0;   ///< which dropout masks; equal keys give equal masks
    RunControl* control = nullptr;  ///< its gate is passed before each layer, forward and backward
};

/// Running statistics and ranges that a pass found. Nothing is in the model before commit(): an abandoned step leaves
/// none.
using PassUpdates = std::vector<TensorMap::Entry>;

/// A recognition network: its tensors under the official names, and what they mean.
class Model {
public:
    /// Takes a state dict, FP32 or quantized; order and missing batch counters are put right, metadata kept. `bits` of
    /// a quantized one; others ignore it. `source` names the file in errors. Trained tensors become leaves that ask for
    /// gradients. Throws Error{BadFormat} for unknown, missing, misshapen, NaN or infinite tensors.
    static Model fromTensors(const TensorMap& tensors, QuantBits bits, const std::string& source);
    /// A fresh FP32 network with the usual random weights.
    static Model random(const BackboneKind& kind, const BackboneShape& shape, std::uint64_t seed);
    /// The student of an FP32 model: its weights, copied, and ranges that start at 0.
    [[nodiscard]] Model quantized(const QuantScheme& scheme, QuantBits bits) const;

    [[nodiscard]] const BackboneKind& kind() const noexcept { return *identity_.kind; }
    [[nodiscard]] const BackboneShape& shape() const noexcept { return identity_.shape; }
    /// Null for FP32.
    [[nodiscard]] const QuantScheme* scheme() const noexcept { return identity_.scheme; }
    [[nodiscard]] QuantBits bits() const noexcept { return bits_; }
    [[nodiscard]] const std::vector<TensorSpec>& specs() const noexcept { return specs_; }
    [[nodiscard]] std::int64_t parameters() const { return parameterCount(specs_); }

    [[nodiscard]] const TensorMap& tensors() const noexcept { return tensors_; }
    /// The tensors that training changes, in order; leaves, to be changed in place under NoGradGuard.
    [[nodiscard]] std::vector<at::Tensor> trained() const;
    [[nodiscard]] std::vector<std::string> trainedNames() const;

    /// Embeddings [N,dimension], not normalised. images [N,3,side,side] float32 in [-1,1]. `updates` gets what a
    /// training or learning pass found; null discards it. Throws Error{BadShape}, Stopped.
    [[nodiscard]] at::Tensor forward(const at::Tensor& images, const PassOptions& options,
                                     PassUpdates* updates = nullptr) const;
    void commit(const PassUpdates& updates);

    /// Rounds a student's weights once and for all, for passes without gradients.
    void bakeWeights();
    /// To "cpu" or "cuda"; before anything holds its tensors, which are replaced. forward() takes pictures from anywhere.
    void moveTo(const std::string& device);
    /// A deep copy.
    [[nodiscard]] Model clone() const;

private:
    Model() = default;

    BackboneIdentity identity_;
    QuantBits bits_;
    std::vector<TensorSpec> specs_;
    TensorMap tensors_;
    bool baked_ = false;
};

}  // namespace syper::core
