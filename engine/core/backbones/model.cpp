// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backbones/model.h"

#include <cmath>
#include <unordered_set>

#include "core/backbones/pass.h"
#include "core/util/counter_rng.h"

namespace syper::core {
namespace {

[[noreturn]] void refuse(const std::string& source, const std::string& why) {
    throw Error(Errc::BadFormat, "cannot use " + source + ": " + why + "; choose another file");
}

std::string shapeText(at::IntArrayRef shape) {
    std::string text = "[";
    for (const std::int64_t side : shape) text += (text.size() > 1 ? "," : "") + std::to_string(side);
    return text + "]";
}

/// `found` as a tensor of ours: our own copy, single precision (counters 64-bit), a leaf if it trains.
at::Tensor owned(const at::Tensor& found, const TensorSpec& spec) {
    const auto type = spec.role == TensorRole::NormCount ? at::kLong : at::kFloat;
    at::Tensor tensor = at::empty(spec.shape, type);
    tensor.copy_(found.detach());
    return tensor.requires_grad_(spec.trained);
}

void checkTensor(const at::Tensor& found, const TensorSpec& spec, const std::string& source) {
    if (found.sizes() != at::IntArrayRef(spec.shape))
        refuse(source,
               "tensor " + spec.name + " is " + shapeText(found.sizes()) + ", expected " + shapeText(spec.shape));
    if (spec.role == TensorRole::NormCount) return;
    if (!found.is_floating_point()) refuse(source, "tensor " + spec.name + " does not hold real numbers");
    if (!found.isfinite().all().item<bool>())
        refuse(source, "tensor " + spec.name + " has values that are not numbers (NaN or infinite)");
    if (spec.role == TensorRole::NormVariance && found.lt(0).any().item<bool>())
        refuse(source, "tensor " + spec.name + " has negative variances");
}

/// PyTorch's own first values, so that training starts where the published one does.
at::Tensor firstValue(const TensorSpec& spec, const std::string& family, std::uint64_t seed, std::uint64_t index) {
    const auto filled = [&](double value) { return at::full(spec.shape, value, at::kFloat); };
    switch (spec.role) {
        case TensorRole::NormWeight:
        case TensorRole::NormVariance:
            return filled(1.0);
        case TensorRole::Slope:
            return filled(0.25);
        case TensorRole::NormCount:
            return at::zeros(spec.shape, at::kLong);
        case TensorRole::NormBias:
        case TensorRole::NormMean:
        case TensorRole::Bias:
            return filled(0.0);
        case TensorRole::Range:
            return filled(spec.initial);
        case TensorRole::Conv:
        case TensorRole::Linear:
            break;
    }
    at::Tensor tensor = filled(0.0);
    auto* to = tensor.data_ptr<float>();
    const CounterRng rng(seed, 0x1217, index);
    const bool normal = spec.role == TensorRole::Conv && family.starts_with("iresnet");
    const double bound = 1.0 / std::sqrt(double(tensor.numel() / tensor.size(0)));
    for (std::int64_t i = 0; i < tensor.numel(); ++i)
        to[i] =
            float(normal ? 0.1 * rng.normal(std::uint64_t(i)) : bound * (2.0 * rng.uniform(std::uint64_t(i)) - 1.0));
    return tensor;
}

}  // namespace

Model Model::fromTensors(const TensorMap& tensors, QuantBits bits, const std::string& source) {
    const auto identity = identifyBackbone(tensors);
    if (!identity) refuse(source, "its tensors are those of no recognition network known here");
    const BackboneShape& shape = identity->shape;
    if (shape.inputSize < kStride || shape.inputSize > 4096 || shape.dimension < 1 || shape.dimension > 65536)
        refuse(source, "its sizes are impossible");
    if (identity->scheme != nullptr) checkBits(bits);

    Model model;
    model.identity_ = *identity;
    model.bits_ = identity->scheme != nullptr ? bits : QuantBits{32, 32};
    model.specs_ = listTensors(*identity->kind, shape, identity->scheme);
    model.tensors_.metadata = tensors.metadata;
    std::unordered_set<std::string> known;
    for (const TensorSpec& spec : model.specs_) {
        known.insert(spec.name);
        const at::Tensor* found = tensors.find(spec.name);
        if (found == nullptr && spec.role != TensorRole::NormCount)
            refuse(source, "tensor " + spec.name + " is missing");
        if (found != nullptr) checkTensor(*found, spec, source);
        model.tensors_.set(spec.name, found != nullptr ? owned(*found, spec) : at::zeros({}, at::kLong));
    }
    for (const auto& entry : tensors.entries())
        if (!known.contains(entry.name))
            refuse(source, "tensor " + entry.name + " belongs to no layer of " + identity->kind->title);
    return model;
}

Model Model::random(const BackboneKind& kind, const BackboneShape& shape, std::uint64_t seed) {
    if (shape.inputSize < kStride || shape.inputSize % kStride != 0)
        throw Error(Errc::BadArgument, "the input size is " + std::to_string(shape.inputSize) +
                                           ", expected a multiple of " + std::to_string(kStride));
    Model model;
    model.identity_ = {.kind = &kind, .shape = shape, .scheme = nullptr};
    model.bits_ = {32, 32};
    model.specs_ = listTensors(kind, shape);
    std::uint64_t index = 0;
    for (const TensorSpec& spec : model.specs_)
        model.tensors_.set(spec.name, owned(firstValue(spec, kind.name, seed, index++), spec));
    return model;
}

Model Model::quantized(const QuantScheme& scheme, QuantBits bits) const {
    checkBits(bits);
    if (identity_.scheme != nullptr)
        throw Error(Errc::BadArgument, "the model is quantized already; start from an FP32 one");
    Model student;
    student.identity_ = {.kind = identity_.kind, .shape = identity_.shape, .scheme = &scheme};
    student.bits_ = bits;
    student.specs_ = listTensors(kind(), shape(), &scheme);
    std::size_t next = 0;  // the same walk made both lists, so what is not a range follows in the same order
    for (const TensorSpec& spec : student.specs_) {
        const at::Tensor value =
            spec.role == TensorRole::Range ? firstValue(spec, kind().name, 0, 0) : tensors_.entries().at(next++).tensor;
        student.tensors_.set(spec.name, owned(value, spec));
    }
    return student;
}

std::vector<at::Tensor> Model::trained() const {
    std::vector<at::Tensor> list;
    for (const TensorSpec& spec : specs_)
        if (spec.trained) list.push_back(tensors_.at(spec.name));
    return list;
}

std::vector<std::string> Model::trainedNames() const {
    std::vector<std::string> list;
    for (const TensorSpec& spec : specs_)
        if (spec.trained) list.push_back(spec.name);
    return list;
}

at::Tensor Model::forward(const at::Tensor& images, const PassOptions& options, PassUpdates* updates) const {
    const std::int64_t side = shape().inputSize;
    if (images.dim() != 4 || images.size(1) != 3 || images.size(2) != side || images.size(3) != side)
        throw Error(Errc::BadShape, "the pictures are " + shapeText(images.sizes()) + ", " + kind().title +
                                        " here wants [N,3," + std::to_string(side) + "," + std::to_string(side) + "]");
    Pass pass(tensors_, scheme(), bits_, baked_, options);
    at::Tensor embeddings = kind().walk(pass, images.to(tensors_.entries().front().tensor.device()), shape());
    if (updates != nullptr) *updates = pass.takeUpdates();
    return embeddings;
}

void Model::commit(const PassUpdates& updates) {
    const at::NoGradGuard guard;
    for (const auto& [name, value] : updates) tensors_.at(name).copy_(value);
}

void Model::bakeWeights() {
    if (scheme() == nullptr || baked_) return;
    const at::NoGradGuard guard;
    for (const TensorSpec& spec : specs_)
        if (spec.role == TensorRole::Conv || spec.role == TensorRole::Linear) {
            const at::Tensor& w = tensors_.at(spec.name);
            w.copy_(scheme()->weight(w, bits_.weights));
        }
    baked_ = true;
}

void Model::moveTo(const std::string& device) {
    const at::Device target(device);
    TensorMap moved;
    moved.metadata = tensors_.metadata;
    for (const TensorSpec& spec : specs_)
        moved.set(spec.name, tensors_.at(spec.name).detach().to(target).requires_grad_(spec.trained));
    tensors_ = std::move(moved);
}

Model Model::clone() const {
    Model copy = *this;
    copy.tensors_ = TensorMap();
    copy.tensors_.metadata = tensors_.metadata;
    for (const TensorSpec& spec : specs_) copy.tensors_.set(spec.name, owned(tensors_.at(spec.name), spec));
    return copy;
}

}  // namespace syper::core
