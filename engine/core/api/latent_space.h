// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "core/api/directions.h"
#include "core/api/sampler.h"

namespace syper::core {

/// A network's latent spaces without its pictures: what a request means as w+. Answers in well under a millisecond (the
/// first time a seed is seen it is mapped), so it may be asked while a slider moves. Copies share everything; any
/// thread.
class LatentSpace {
public:
    /// Throws as Sampler::load, which it costs: prefer Sampler::latentSpace() where there is a sampler.
    static LatentSpace load(const std::filesystem::path& path);

    [[nodiscard]] const NetworkInfo& info() const noexcept;
    /// z of a seed: RandomState(seed).randn(zDim), as float32.
    [[nodiscard]] std::vector<float> z(std::uint32_t seed) const;
    /// z [zDim] to w [wDim]; classIndex -1 for networks without classes. Throws Error{BadShape, BadArgument}.
    [[nodiscard]] std::vector<float> map(std::span<const float> z, int classIndex = -1) const;
    /// w of a seed, untruncated; kept for the next time.
    [[nodiscard]] SharedFloats w(std::uint32_t seed, int classIndex = -1) const;
    /// The mean of w, [wDim]; empty where the file has none.
    [[nodiscard]] std::span<const float> average() const noexcept;
    /// The w+ that `request` stands for, [numWs * wDim]. Throws Error{BadArgument, BadShape, Unsupported}.
    [[nodiscard]] std::vector<float> resolve(const SampleRequest& request) const;

    /// Directions that change the pictures most: eigenvectors of A^T A, where A stacks the style maps of the
    /// convolutions in `layers` with rows of unit length (SeFa, Shen and Zhou 2021, arXiv:2007.06600), strongest first,
    /// at most `count` (0 = all). No samples are drawn but for the standard deviations. Throws Error{BadArgument}.
    [[nodiscard]] DirectionSet sefa(int count = 0, const LayerRange& layers = {}) const;
    /// Principal components of w over the seeds first .. first + samples - 1 (GANSpace, Haerkoenen et al. 2020,
    /// arXiv:2004.02546, on W), largest variance first; of each the entry of largest magnitude is positive.
    /// Throws Error{BadArgument}, Stopped.
    [[nodiscard]] DirectionSet pca(int count, std::uint32_t first, std::int64_t samples, RunControl& control) const;
    /// A direction that tells labelled seeds apart; see LabelledSeeds. Throws Error{BadArgument}, Stopped.
    [[nodiscard]] LearnedDirection learn(const LabelledSeeds& labels, RunControl& control) const;
    /// `direction` with the deviation that w has along it over this network's first seeds.
    [[nodiscard]] Direction measured(Direction direction) const;

    struct Impl;
    explicit LatentSpace(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

private:
    std::shared_ptr<const Impl> impl_;
};

/// The named directions that the program ships for this very network (resources/models/directions.json, told by its
/// hash); none for any other. Throws as readDirections.
[[nodiscard]] DirectionSet bundledDirections(const NetworkInfo& network);

}  // namespace syper::core
