// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "core/api/train_generator.h"
#include "core/train/gan_data.h"
#include "core/train/gan_generator.h"

namespace syper::core {

/// The Frechet distance between pictures that the generator learned from and as many of its own (psi 1, always the same
/// latents), over the embeddings of `config.fidModel`, a recognition model: not comparable with published figures,
/// which use Inception's features. Both kinds are enlarged to the model's size alike. Nothing where there is no model
/// or there are fewer than two pictures. Throws as loadModel, and Stopped.
/// `told` hears how many of how many pictures of a kind are done.
[[nodiscard]] std::optional<double> generatorFid(const GanConfig& config, PictureFeed& feed,
                                                 const GanGenerator& generator, RunControl& control,
                                                 const std::function<void(std::int64_t, std::int64_t)>& told);

}  // namespace syper::core
