// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/losses.h"

#include "core/api/error.h"

namespace syper::core {
namespace {

// acos has no finite slope at +-1; this much short of it costs 5e-4 rad and nothing where vectors differ.
constexpr double kCosineLimit = 1.0 - 1e-7;

void checkArcFace(const at::Tensor& embeddings, const at::Tensor& kernel, const at::Tensor& labels) {
    if (embeddings.dim() != 2 || kernel.dim() != 2 || labels.dim() != 1 || embeddings.size(1) != kernel.size(0) ||
        embeddings.size(0) != labels.size(0))
        throw Error(Errc::BadShape, "ArcFace wants embeddings [N,D], a kernel [D,K] and labels [N]");
    if (labels.numel() > 0 &&
        (labels.min().item<std::int64_t>() < 0 || labels.max().item<std::int64_t>() >= kernel.size(1)))
        throw Error(Errc::BadArgument, "ArcFace has a label outside 0.." + std::to_string(kernel.size(1) - 1));
}

}  // namespace

at::Tensor normalizeRows(const at::Tensor& x) {
    return x / x.norm(2, 1, true).clamp_min(1e-12);
}

at::Tensor arcFaceLogits(const at::Tensor& embeddings, const at::Tensor& kernel, const at::Tensor& labels,
                         const ArcFaceMargin& margin) {
    checkArcFace(embeddings, kernel, labels);
    const at::Tensor centres = kernel / kernel.norm(2, 0, true).clamp_min(1e-12);
    const at::Tensor angles = at::mm(normalizeRows(embeddings), centres).clamp(-kCosineLimit, kCosineLimit).acos();
    const at::Tensor own = at::zeros_like(angles.detach()).scatter_(1, labels.unsqueeze(1), margin.margin);
    return (angles + own).cos() * margin.scale;
}

at::Tensor arcFaceLoss(const at::Tensor& embeddings, const at::Tensor& kernel, const at::Tensor& labels,
                       const ArcFaceMargin& margin) {
    return at::cross_entropy_loss(arcFaceLogits(embeddings, kernel, labels, margin), labels);
}

at::Tensor embeddingLoss(const at::Tensor& student, const at::Tensor& teacher) {
    // Rows first: a sum over everything at once is split by the number of threads.
    return (student - teacher).square().sum(1).sum() / double(student.numel());
}

}  // namespace syper::core
