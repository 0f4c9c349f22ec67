// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/api/train_generator.h"
#include "core/train/gan_data.h"
#include "core/train/gan_generator.h"

namespace syper::core {

/// The Frechet distance between pictures that the generator learned from and as many of its own (psi 1, always the same
/// latents), over the embeddings of `config.fidModel`, a recognition model: not comparable with published figures,
/// which use Inception's features. Both kinds are enlarged to the model's size alike. Nothing where there is no model
/// or there are fewer than two pictures. Throws as loadModel, and Stopped.
[[nodiscard]] std::optional<double> generatorFid(const GanConfig& config, PictureFeed& feed,
                                                 const GanGenerator& generator, RunControl& control);

}  // namespace syper::core
