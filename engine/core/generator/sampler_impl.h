// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/api/sampler.h"
#include "core/generator/directions.h"
#include "core/generator/generator.h"

namespace syper::core {

struct Sampler::Impl {
    Impl(Generator loaded, NetworkInfo told) : generator(std::move(loaded)), info(std::move(told)) {}

    /// float32 [3, R, R].
    [[nodiscard]] at::Tensor picture(const SampleRequest& request, RunControl& control,
                                     const Synthesis::Watch& watch = {});
    [[nodiscard]] std::vector<Image8> pictures(std::span<const SampleRequest> requests, RunControl& control);
    HalfLayers halfLayers(RunControl& control);
    [[nodiscard]] std::vector<float> latent(const SampleRequest& request);

    Generator generator;
    NetworkInfo info;
    /// Of the last picture or batch: the next one computes only what differs. At least one.
    std::vector<SynthesisState> states = std::vector<SynthesisState>(1);
    std::optional<HalfLayers> half;     ///< found when first asked for
    std::optional<Directions> directions;  ///< found when first asked for: it takes a second

private:
    [[nodiscard]] bool useHalf(const SampleRequest& request, RunControl& control);
    [[nodiscard]] std::vector<float> seedLatent(const SampleRequest& request) const;
    [[nodiscard]] std::vector<float> givenLatent(const std::vector<float>& w) const;
    void addDirections(std::vector<float>& ws, const std::vector<DirectionAmount>& amounts);
};

}  // namespace syper::core
