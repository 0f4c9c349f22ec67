// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "core/backbones/model.h"
#include "core/train/sgd.h"

namespace syper::core {

/// What one step of a knowledge transfer runs with.
struct QatStepOptions {
    double lr = 0.0;
    double clip = 5.0;  ///< largest gradient norm
    bool learnRanges = true;
    std::uint64_t dropoutKey = 0;
};

struct QatStepFigures {
    double loss = 0.0, gradNorm = 0.0;
    double cosine = 0.0;  ///< mean cosine of student and teacher over the batch
};

/// One step of the published knowledge transfer: the student's normalised embeddings of `images` (train mode) towards
/// `wanted`, the teacher's [N,dimension] of unit length. Student and optimizer change at the very end and together, so
/// a stop at any gate leaves the state of the last complete step. Throws Stopped; Error{Internal} where the loss or a
/// gradient is not a number, which changes nothing either.
QatStepFigures qatStep(Model& student, Sgd& optimizer, const at::Tensor& images, const at::Tensor& wanted,
                       const QatStepOptions& options, RunControl& control);

/// What follows a student's forward pass in a step: loss of its embeddings `got` [N,dimension] (of any length, with a
/// way back to `trained`), gradients, and the optimizer's step over `trained`. `condition`, if given, changes the
/// clipped gradients in place before that. Throws as qatStep does.
QatStepFigures transferStep(const at::Tensor& got, const at::Tensor& wanted, const std::vector<at::Tensor>& trained,
                            Sgd& optimizer, const QatStepOptions& options,
                            const std::function<void(std::vector<at::Tensor>&)>& condition = {});

/// Embeddings of unit length in evaluation mode with frozen ranges, picture by picture: a picture's row does not depend
/// on its neighbours.
[[nodiscard]] at::Tensor embedEach(const Model& model, const at::Tensor& images, RunControl& control);

}  // namespace syper::core
