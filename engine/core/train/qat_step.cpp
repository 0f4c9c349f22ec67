// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/qat_step.h"

#include <cmath>

#include "core/train/losses.h"

namespace syper::core {

QatStepFigures qatStep(Model& student, Sgd& optimizer, const at::Tensor& images, const at::Tensor& wanted,
                       const QatStepOptions& options, RunControl& control) {
    PassUpdates updates;
    const at::Tensor got = normalizeRows(student.forward(
        images,
        {.training = true, .learnRanges = options.learnRanges, .dropoutKey = options.dropoutKey, .control = &control},
        &updates));
    const at::Tensor target = wanted.to(got.device());
    const at::Tensor loss = embeddingLoss(got, target);
    QatStepFigures figures{.loss = loss.item<double>(), .cosine = (got.detach() * target).sum(1).mean().item<double>()};
    auto gradients = torch::autograd::grad({loss}, student.trained());
    figures.gradNorm = clipGradients(gradients, options.clip);
    if (!std::isfinite(figures.loss) || !std::isfinite(figures.gradNorm))
        throw Error(Errc::Internal,
                    "the transfer diverged: its loss is not a number any more; resume with a lower --lr");
    optimizer.step(gradients, options.lr);
    student.commit(updates);
    return figures;
}

at::Tensor embedEach(const Model& model, const at::Tensor& images, RunControl& control) {
    at::Tensor rows = at::empty({images.size(0), model.shape().dimension});  // a normal tensor, for use in training
    const c10::InferenceMode guard;
    for (std::int64_t i = 0; i < images.size(0); ++i)
        rows[i].copy_(normalizeRows(model.forward(images.slice(0, i, i + 1), {.control = &control}))[0]);
    return rows;
}

}  // namespace syper::core
