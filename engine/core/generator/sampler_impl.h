// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/api/sampler.h"
#include "core/generator/generator.h"
#include "core/latent/space_impl.h"

namespace syper::core {

struct Sampler::Impl {
    Impl(Generator loaded, const NetworkInfo& told)
        : generator(std::move(loaded)), latents(std::make_shared<LatentSpace::Impl>(generator, told)) {}

    [[nodiscard]] const NetworkInfo& info() const noexcept { return latents->info; }
    /// float32 [3, R, R].
    [[nodiscard]] at::Tensor picture(const SampleRequest& request, RunControl& control,
                                     const Synthesis::Watch& watch = {});
    [[nodiscard]] std::vector<Image8> pictures(std::span<const SampleRequest> requests, RunControl& control);
    HalfLayers halfLayers(RunControl& control);

    Generator generator;
    std::shared_ptr<const LatentSpace::Impl> latents;
    /// Of the last picture or batch: the next one computes only what differs. At least one.
    std::vector<SynthesisState> states = std::vector<SynthesisState>(1);
    std::optional<HalfLayers> half;  ///< found when first asked for

private:
    [[nodiscard]] bool useHalf(const SampleRequest& request, RunControl& control);
};

}  // namespace syper::core
