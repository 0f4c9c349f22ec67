// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/quant/scheme.h"

namespace syper::core::runtime {

/// One operator of an ONNX graph, as plain data.
struct OnnxNode {
    std::string type, name;  ///< the name says where it stands in messages; that of its output where it has none
    std::vector<std::string> inputs, outputs;  ///< "" where an optional one is left out
    std::map<std::string, double> numbers;
    std::map<std::string, std::vector<std::int64_t>> lists;
    std::map<std::string, std::string> texts;
    std::map<std::string, at::Tensor> tensors;

    [[nodiscard]] double number(const std::string& key, double otherwise) const;
    [[nodiscard]] std::vector<std::int64_t> list(const std::string& key, std::vector<std::int64_t> otherwise) const;
};

/// A value that goes into a graph, with its shape; 0 where the file leaves a side open.
struct OnnxInput {
    std::string name;
    std::vector<std::int64_t> shape;
    bool real = true;  ///< float32
};

/// An ONNX graph as plain data. Nodes stand in the order in which they run; whatever follows from constants alone is a
/// constant.
struct OnnxGraph {
    std::string name;
    std::int64_t opset = 0;
    std::vector<OnnxInput> inputs;  ///< without those that have a value in the file
    std::vector<std::string> outputs;
    std::vector<std::vector<std::int64_t>> outputShapes;  ///< 0 where the file leaves a side open; empty: not told
    int inputSize = 0, dimension = 0;  ///< of backbones: side of the picture, length of the embedding
    std::map<std::string, at::Tensor> constants;
    std::vector<OnnxNode> nodes;
    std::map<std::string, std::string> metadata;

    [[nodiscard]] bool quantized() const;
    [[nodiscard]] std::int64_t parameters() const;  ///< numbers of its constants
};

/// Layers with weights, and those of them whose input nothing rounds, though the graph rounds elsewhere.
struct OnnxLayers {
    int all = 0, floats = 0;
};
[[nodiscard]] OnnxLayers countLayers(const OnnxGraph& graph);

/// The bits that a quantized graph rounds weights and activations to: those that its metadata says, else 8.
[[nodiscard]] QuantBits bitsOfOnnx(const OnnxGraph& graph);

/// Whether a file's first bytes are those of an ONNX model.
[[nodiscard]] bool isOnnx(const std::filesystem::path& path);

/// Reads a model whose numbers are in the file itself. Nothing is run but known operators on constants of bounded size.
/// Throws Error{BadFormat}, and Error{Unsupported} naming the operators that are not known.
[[nodiscard]] OnnxGraph parseOnnx(const std::string& bytes);
/// Reads any such model. Throws as parseOnnx, naming the file, and Error{NotFound, Io}.
[[nodiscard]] OnnxGraph readAnyOnnx(const std::filesystem::path& path);
/// Whether it has the ends of a backbone: one in, one out.
[[nodiscard]] bool hasBackboneEnds(const OnnxGraph& graph);
/// Takes it for a backbone, as readOnnx does; `path` names it in errors.
void takeForBackbone(OnnxGraph& graph, const std::filesystem::path& path);
/// Reads a backbone: one picture [N,3,side,side] in (224 where the file leaves the side open), one embedding out.
/// Throws as parseOnnx, naming the file, and Error{NotFound, Io}.
[[nodiscard]] OnnxGraph readOnnx(const std::filesystem::path& path);

/// Every value that the nodes make of `inputs`, constants included; values are dropped when no later node reads them,
/// but for `kept`. Throws Error{BadFormat} naming a node that does not fit its inputs.
[[nodiscard]] std::map<std::string, at::Tensor> runOnnx(const OnnxGraph& graph,
                                                        std::map<std::string, at::Tensor> inputs,
                                                        const std::vector<std::string>& kept);

/// A node's outputs. Throws as runOnnx.
[[nodiscard]] std::vector<at::Tensor> runOnnxNode(const OnnxNode& node, const std::vector<at::Tensor>& inputs);
[[nodiscard]] bool knowsOnnx(const std::string& type);
/// The operators that are known, in order.
[[nodiscard]] std::string knownOnnx();

}  // namespace syper::core::runtime
