// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include "core/runtime/engine.h"
#include "core/runtime/onnx_graph.h"
#include "core/runtime/openmp_threads.h"

namespace syper::core::runtime {
namespace {

class OnnxEngine final : public Engine {
public:
    explicit OnnxEngine(OnnxGraph graph)
        : Engine({.inputSize = graph.inputSize, .dimension = graph.dimension}), graph_(std::move(graph)) {}

    std::string describe() const override { return "ONNX, operators in FP32"; }

protected:
    void compute(const float* picture, float* embedding, int threads) const override {
        const c10::InferenceMode guard;
        const OpenMpThreads count(threads);
        const at::Tensor in = at::empty({1, 3, graph_.inputSize, graph_.inputSize});
        std::copy_n(picture, in.numel(), in.data_ptr<float>());
        const auto values = runOnnx(graph_, {{graph_.inputs.front().name, in}}, graph_.outputs);
        const at::Tensor row = values.at(graph_.outputs.front()).to(at::kFloat).contiguous();
        if (row.numel() != dimension())
            throw Error(Errc::BadShape, "the ONNX model gives embeddings of different lengths");
        std::copy_n(row.data_ptr<float>(), row.numel(), embedding);
    }

private:
    OnnxGraph graph_;
};

}  // namespace

std::unique_ptr<Engine> onnxEngine(OnnxGraph graph) {
    return std::make_unique<OnnxEngine>(std::move(graph));
}

}  // namespace syper::core::runtime
