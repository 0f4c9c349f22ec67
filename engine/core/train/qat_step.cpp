// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/qat_step.h"

#include <cmath>

#include "core/train/losses.h"

namespace syper::core {

QatStepFigures transferStep(const at::Tensor& got, const at::Tensor& wanted, const std::vector<at::Tensor>& trained,
                            Sgd& optimizer, const QatStepOptions& options,
                            const std::function<void(std::vector<at::Tensor>&)>& condition) {
    const at::Tensor unit = normalizeRows(got), target = wanted.to(got.device());
    const at::Tensor loss = embeddingLoss(unit, target);
    QatStepFigures figures{.loss = loss.item<double>(),
                           .cosine = (unit.detach() * target).sum(1).mean().item<double>()};
    auto gradients = torch::autograd::grad({loss}, trained);
    figures.gradNorm = clipGradients(gradients, options.clip);
    if (!std::isfinite(figures.loss) || !std::isfinite(figures.gradNorm))
        throw Error(Errc::Internal,
                    "the transfer diverged: its loss is not a number any more; resume with a lower --lr");
    if (condition) condition(gradients);
    optimizer.step(gradients, options.lr);
    return figures;
}

QatStepFigures qatStep(Model& student, Sgd& optimizer, const at::Tensor& images, const at::Tensor& wanted,
                       const QatStepOptions& options, RunControl& control) {
    PassUpdates updates;
    const at::Tensor got = student.forward(
        images,
        {.training = true, .learnRanges = options.learnRanges, .dropoutKey = options.dropoutKey, .control = &control},
        &updates);
    const QatStepFigures figures = transferStep(got, wanted, student.trained(), optimizer, options);
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
