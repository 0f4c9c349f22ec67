// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <optional>

#include "core/runtime/fold.h"
#include "core/runtime/onnx_fold.h"

namespace syper::core::runtime {
namespace {

/// A value of the graph on its way into layers: the walk's handle, and what multiplies and shifts it meanwhile.
struct Value {
    at::Tensor handle;
    std::int64_t channels = 0, side = 0;
    bool flat = false;
    int maker = 0;            ///< number of the layer that makes it
    bool fresh = false;       ///< more can be folded into that layer
    at::Tensor scale, shift;  ///< [channels], double; undefined: 1 and 0
};

/// Tells a walk over layers what a float graph computes.
class Folding {
public:
    Folding(const OnnxGraph& graph, Layers& walk, TensorMap& tensors) : graph_(graph), walk_(walk), tensors_(tensors) {}

    void run(const at::Tensor& start) {
        values_[graph_.inputs.front().name] = {.handle = start, .channels = 3, .side = graph_.inputSize};
        for (const OnnxNode& node : graph_.nodes)
            for (const std::string& input : node.inputs) ++readers_[input];
        for (const OnnxNode& node : graph_.nodes) take(node);
        const std::string& last = graph_.outputs.front();
        (void)settled(last);
    }

private:
    [[noreturn]] static void refuse(const OnnxNode& node) {
        throw Error(Errc::Unsupported, "node " + node.name + " (" + node.type + ") does not fold into a layer");
    }
    const at::Tensor* constant(const OnnxNode& node, std::size_t i) const {
        if (i >= node.inputs.size()) return nullptr;
        const auto found = graph_.constants.find(node.inputs[i]);
        return found == graph_.constants.end() ? nullptr : &found->second;
    }
    const at::Tensor& needed(const OnnxNode& node, std::size_t i) const {
        const at::Tensor* found = constant(node, i);
        if (found == nullptr) refuse(node);
        return *found;
    }
    const Value& input(const OnnxNode& node, std::size_t i = 0) const {
        const auto found = values_.find(node.inputs.at(i));
        if (found == values_.end()) refuse(node);
        return found->second;
    }
    /// What changes an input by changing the layer that makes it must be that input's only reader.
    const Value& changed(const OnnxNode& node, std::size_t i = 0) const {
        const Value& v = input(node, i);
        if (v.fresh && readers_.at(node.inputs.at(i)) > 1) refuse(node);
        return v;
    }

    /// A value with what multiplies and shifts it told to the walk as a normalisation, once for all its readers.
    const Value& settled(const std::string& name) {
        Value& v = values_.at(name);
        if (!v.scale.defined()) return v;
        tensors_.set(name + ".settled.weight", v.scale.to(at::kFloat));
        tensors_.set(name + ".settled.bias", v.shift.to(at::kFloat));
        tensors_.set(name + ".settled.running_mean", at::zeros({v.channels}));
        tensors_.set(name + ".settled.running_var", at::full({v.channels}, 1.0 - kNormEpsilon, at::kDouble));
        v.handle = walk_.batchNorm(name + ".settled", v.handle, v.channels, true);
        v.scale = v.shift = at::Tensor();
        return v;
    }
    Value settledInput(const OnnxNode& node, std::size_t i = 0) {
        (void)input(node, i);  // refuses what is not there
        return settled(node.inputs.at(i));
    }

    void affine(const OnnxNode& node, const Value& from, const at::Tensor& scale, const at::Tensor& shift) {
        Value v = from;
        const at::Tensor by = perChannel(node, scale, v), plus = perChannel(node, shift, v);
        v.scale = v.scale.defined() ? v.scale * by : by;
        v.shift = v.shift.defined() ? v.shift * by + plus : plus;
        values_[node.outputs.at(0)] = v;
    }
    /// One number a channel of a constant that broadcasts over v.
    static at::Tensor perChannel(const OnnxNode& node, const at::Tensor& constant, const Value& v) {
        const at::Tensor c = constant.to(at::kDouble);
        if (c.numel() == 1) return c.reshape({1}).expand({v.channels}).contiguous();
        const std::int64_t place = c.dim() - (v.flat ? 1 : 3);  // of the channels
        if (c.numel() != v.channels || place < 0 || c.size(place) != v.channels) refuse(node);
        return c.flatten();
    }

    void conv(const OnnxNode& node) {
        const Value v = settledInput(node);
        const at::Tensor& weight = needed(node, 1);
        const auto pads = node.list("pads", {0, 0, 0, 0}), strides = node.list("strides", {1, 1});
        const auto same = [](const std::vector<std::int64_t>& list) {
            for (const std::int64_t x : list)
                if (x != list.front()) return false;
            return !list.empty();
        };
        const auto mode = node.texts.find("auto_pad");
        if (v.flat || weight.dim() != 4 || weight.size(2) != weight.size(3) || !same(pads) || !same(strides) ||
            node.list("dilations", {1, 1}) != std::vector<std::int64_t>{1, 1} ||
            (mode != node.texts.end() && mode->second != "NOTSET"))
            refuse(node);
        const ConvShape shape{.in = v.channels,
                              .out = weight.size(0),
                              .kernel = weight.size(2),
                              .stride = strides.front(),
                              .padding = pads.front(),
                              .groups = std::int64_t(node.number("group", 1))};
        tensors_.set(node.name + ".weight", weight.to(at::kFloat));
        Value out{.handle = walk_.conv(node.name, v.handle, shape),
                  .channels = shape.out,
                  .side = outputSide(shape, v.side),
                  .maker = ++layers_,
                  .fresh = true};
        if (node.inputs.size() > 2 && !node.inputs[2].empty()) {
            out.scale = at::ones({shape.out}, at::kDouble);
            out.shift = needed(node, 2).to(at::kDouble);
        }
        values_[node.outputs.at(0)] = out;
    }

    void linear(const OnnxNode& node) {
        const Value v = settledInput(node);
        at::Tensor weight = needed(node, 1);
        const bool gemm = node.type == "Gemm";
        if (weight.dim() != 2 || !v.flat ||
            (gemm && (node.number("transA", 0) != 0 || node.number("alpha", 1) != 1 || node.number("beta", 1) != 1)))
            refuse(node);
        if (!gemm || node.number("transB", 0) == 0) weight = weight.t().contiguous();
        tensors_.set(node.name + ".weight", weight.to(at::kFloat));
        Value out{.handle = walk_.linear(node.name, v.handle, weight.size(1), weight.size(0), false),
                  .channels = weight.size(0),
                  .side = 1,
                  .flat = true,
                  .maker = ++layers_,
                  .fresh = true};
        if (gemm && node.inputs.size() > 2 && !node.inputs[2].empty()) {
            out.scale = at::ones({out.channels}, at::kDouble);
            out.shift = perChannel(node, needed(node, 2), out);
        }
        values_[node.outputs.at(0)] = out;
    }

    void slopes(const OnnxNode& node, const at::Tensor& slope) {
        (void)changed(node);
        Value v = settledInput(node);
        v.fresh = false;
        tensors_.set(node.name + ".weight", perChannel(node, slope, v).to(at::kFloat));
        v.handle = walk_.prelu(node.name, v.handle, v.channels);
        values_[node.outputs.at(0)] = v;
    }

    void arithmetic(const OnnxNode& node) {
        const at::Tensor *left = constant(node, 0), *right = constant(node, 1);
        const std::string& type = node.type;
        if (left == nullptr && right == nullptr) {
            if (type != "Add") refuse(node);
            Value a = settledInput(node, 0), b = settledInput(node, 1);
            if (a.channels != b.channels || a.side != b.side) refuse(node);
            (void)changed(node, a.maker > b.maker ? 0 : 1);  // the later one takes the other in
            a.maker = std::max(a.maker, b.maker);
            a.fresh = false;
            a.handle = walk_.add(a.handle, b.handle);
            values_[node.outputs.at(0)] = a;
            return;
        }
        const Value& v = changed(node, left == nullptr ? 0 : 1);
        const at::Tensor& c = left == nullptr ? *right : *left;
        const at::Tensor one = at::ones({1}), none = at::zeros({1});
        if (type == "Add") return affine(node, v, one, c);
        if (type == "Mul") return affine(node, v, c, none);
        if (type == "Sub") return left == nullptr ? affine(node, v, one, -c) : affine(node, v, -one, c);
        if (left != nullptr) refuse(node);
        affine(node, v, c.to(at::kDouble).reciprocal(), none);
    }

    void batchNorm(const OnnxNode& node) {
        const at::Tensor deviation = (needed(node, 4).to(at::kDouble) + node.number("epsilon", 1e-5)).sqrt();
        const at::Tensor scale = needed(node, 1).to(at::kDouble) / deviation;
        const Value& v = changed(node);
        const auto shaped = [&](const at::Tensor& t) { return v.flat ? t : t.view({-1, 1, 1}); };
        affine(node, v, shaped(scale), shaped(needed(node, 2) - needed(node, 3) * scale));
    }

    void average(const OnnxNode& node) {
        const Value v = settledInput(node);
        const ConvShape shape{.in = v.channels, .out = v.channels, .kernel = v.side, .groups = v.channels};
        tensors_.set(node.name + ".weight",
                     at::full({v.channels, 1, v.side, v.side}, 1.0 / double(v.side * v.side), at::kFloat));
        values_[node.outputs.at(0)] = {.handle = walk_.conv(node.name, v.handle, shape),
                                       .channels = v.channels,
                                       .side = 1,
                                       .maker = ++layers_,
                                       .fresh = true};
    }

    void flatten(const OnnxNode& node) {
        Value v = settledInput(node);
        if (node.type == "Flatten" && node.number("axis", 1) != 1) refuse(node);
        if (node.type == "Reshape") {
            const at::Tensor dims = needed(node, 1).to(at::kLong).flatten();
            const auto at = [&](std::int64_t i) { return dims[i].item<std::int64_t>(); };
            if (dims.numel() != 2 || (at(1) != -1 && at(1) != v.channels * v.side * v.side) || at(0) > 1) refuse(node);
        }
        v.handle = walk_.flatten(v.handle);
        v.flat = true;
        values_[node.outputs.at(0)] = v;
    }

    void take(const OnnxNode& node) {
        const std::string& type = node.type;
        if (type == "Conv") return conv(node);
        if (type == "Gemm" || type == "MatMul") return linear(node);
        if (type == "Add" || type == "Sub" || type == "Mul" || type == "Div") return arithmetic(node);
        if (type == "BatchNormalization") return batchNorm(node);
        if (type == "PRelu") return slopes(node, needed(node, 1));
        if (type == "Relu") return slopes(node, at::zeros({1}));
        if (type == "LeakyRelu") return slopes(node, at::full({1}, node.number("alpha", 0.01)));
        if (type == "GlobalAveragePool") return average(node);
        if (type == "Flatten" || type == "Reshape") return flatten(node);
        if (type != "Identity" && type != "Dropout") refuse(node);
        values_[node.outputs.at(0)] = input(node);
    }

    const OnnxGraph& graph_;
    Layers& walk_;
    TensorMap& tensors_;
    std::map<std::string, Value> values_;
    std::map<std::string, int> readers_;
    int layers_ = 0;
};

}  // namespace

Network foldOnnx(const OnnxGraph& graph) {
    const at::NoGradGuard guard;
    Network net{.architecture = graph.name.empty() ? "onnx" : graph.name,
                .shape = {.inputSize = graph.inputSize, .dimension = graph.dimension},
                .parameters = graph.parameters()};
    TensorMap tensors;
    foldWalk(net, tensors, [&](Layers& walk, const at::Tensor& start) { Folding(graph, walk, tensors).run(start); });
    checkNetwork(net, "the ONNX model");
    return net;
}

}  // namespace syper::core::runtime
