// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/fold.h"

#include "core/runtime/handle_walk.h"

namespace syper::core::runtime {
namespace {

class Folder final : public HandleWalk<Layer> {
public:
    using HandleWalk::HandleWalk;

    std::string inside(const std::string& name) override { return name; }
    at::Tensor blockOutput(const std::string&, const at::Tensor& x) override { return x; }

private:
    void fill(Layer& layer, const at::Tensor& weight) override { layer.weight = weight; }
    void foldNorm(Layer& layer, const at::Tensor& scale, const at::Tensor& shift) override {
        layer.weight = (layer.weight.to(at::kDouble) * scale.view({-1, 1, 1, 1})).to(at::kFloat);
        layer.bias = floats(at::tensor(layer.bias, at::kDouble) * scale + shift);
    }
    void foldPrelu(Layer& layer, const std::string&, const at::Tensor& slopes) override {
        layer.slopes = floats(slopes);
    }
};

}  // namespace

void foldWalk(Network& net, const TensorMap& tensors, const std::function<void(Layers&, const at::Tensor&)>& walk) {
    Folder folder(tensors, net.layers, net.shape.inputSize);
    walk(folder, Folder::start());
}

Network foldModel(const Model& model) {
    if (model.scheme() != nullptr)
        throw Error(Errc::BadArgument, "only an FP32 network can be folded; start from the teacher");
    const at::NoGradGuard guard;
    Network net{.architecture = model.kind().name, .shape = model.shape(), .parameters = model.parameters()};
    foldWalk(net, model.tensors(),
             [&](Layers& layers, const at::Tensor& start) { (void)model.kind().walk(layers, start, model.shape()); });
    checkNetwork(net, "the model");
    return net;
}

}  // namespace syper::core::runtime
