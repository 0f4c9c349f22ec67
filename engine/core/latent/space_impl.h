// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "core/api/latent_space.h"
#include "core/generator/directions.h"
#include "core/generator/generator.h"

namespace syper::core {

struct LatentSpace::Impl {
    Impl(const Generator& generator, NetworkInfo told);

    [[nodiscard]] std::vector<float> z(std::uint32_t seed) const;
    [[nodiscard]] SharedFloats w(std::uint32_t seed, int classIndex) const;
    /// As w(), for statistics over many seeds: nothing is kept, networks with classes take them in turn.
    [[nodiscard]] std::vector<float> sampledW(std::uint32_t seed) const;
    [[nodiscard]] std::vector<float> resolve(const SampleRequest& request) const;
    /// SeFa's directions of all convolutions, found when first asked for.
    [[nodiscard]] const Directions& ownDirections() const;
    /// w's standard deviation along a unit vector, over the first seeds.
    [[nodiscard]] double deviation(std::span<const float> unit) const;

    NetworkInfo info;
    Mapping mapping;
    std::vector<StyleAffine> affines;  ///< of the convolutions, first to last

private:
    [[nodiscard]] std::vector<float> source(const SampleRequest& request) const;
    [[nodiscard]] std::vector<float> truncatedLayers(std::span<const float> w, double psi, int cutoff) const;
    [[nodiscard]] std::vector<float> given(std::span<const float> w, const char* what) const;
    [[nodiscard]] std::vector<float> donor(const StyleMix& mix, const SampleRequest& request) const;
    void addDirections(std::vector<float>& ws, const std::vector<DirectionAmount>& amounts) const;
    void applyEdits(std::vector<float>& ws, const SampleRequest& request) const;
    void checkRange(const LayerRange& range) const;
    void checkVector(const SharedFloats& vector, const char* what) const;

    mutable std::mutex mutex_;
    mutable std::map<std::pair<std::uint32_t, int>, SharedFloats> seen_;
    mutable std::mutex directionsMutex_;  ///< of its own: finding them takes long, and pictures need none of them
    mutable std::optional<Directions> directions_;
};

}  // namespace syper::core
