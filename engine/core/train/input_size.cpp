// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/input_size.h"

#include <ATen/ATen.h>

#include "core/api/error.h"

namespace syper::core {
namespace {

/// Places a side in a weight [out, in, a, a] or, where places and channels are one axis, [out, in * a * a].
std::int64_t placesASide(const std::vector<std::int64_t>& shape, std::int64_t places) {
    return shape.size() == 4 ? shape[3] : places;
}

at::Tensor stretched(const at::Tensor& weight, const std::vector<std::int64_t>& shape, std::int64_t before,
                     std::int64_t after) {
    const std::int64_t from = placesASide(weight.sizes().vec(), before), to = placesASide(shape, after);
    const at::Tensor planes = weight.detach().reshape({weight.size(0), -1, from, from});
    const double share = double(from * from) / double(to * to);
    return (at::upsample_bilinear2d(planes, {to, to}, false) * share).reshape(shape);
}

}  // namespace

Model withInputSize(const Model& model, int inputSize) {
    if (inputSize < kStride || inputSize % kStride != 0)
        throw Error(Errc::BadArgument, "train teacher: an input of " + std::to_string(inputSize) +
                                           " pixels does not fit the network; give a multiple of 16, as 112 or 224");
    if (model.scheme() != nullptr)
        throw Error(Errc::BadArgument,
                    "train teacher: a quantized model cannot change its input size; give an FP32 one");
    BackboneShape shape = model.shape();
    const std::int64_t before = shape.inputSize / kStride, after = inputSize / kStride;
    shape.inputSize = inputSize;
    const Model wanted = Model::random(model.kind(), shape, 0);
    TensorMap tensors;
    for (const TensorSpec& spec : wanted.specs()) {
        const at::Tensor& known = model.tensors().at(spec.name);
        tensors.set(spec.name, known.sizes() == at::IntArrayRef(spec.shape)
                                   ? known.detach().clone()
                                   : stretched(known, spec.shape, before, after));
    }
    return Model::fromTensors(tensors, {}, model.kind().name);
}

}  // namespace syper::core
