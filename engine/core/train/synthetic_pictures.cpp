// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/synthetic_pictures.h"

#include <ATen/ATen.h>

#include "core/util/random_stream.h"

namespace syper::core {
namespace {

constexpr std::uint64_t kVariantStream = 3;

}  // namespace

SyntheticPictures::SyntheticPictures(const SyntheticIdentities& wanted, std::uint64_t seed)
    : wanted_(wanted),
      seed_(seed),
      sampler_(Sampler::load(wanted.network)),
      mean_(sampler_.latent({.seed = 0, .psi = 0.0})) {}

at::Tensor SyntheticPictures::picture(std::int64_t identity, std::int64_t variant, RunControl& control) {
    const Image8 image = sampler_.sample(request(identity, variant), control);
    return at::from_blob(const_cast<std::uint8_t*>(image.data()), {image.height(), image.width(), 3}, at::kByte)
        .permute({2, 0, 1})
        .contiguous();
}

SampleRequest SyntheticPictures::request(std::int64_t identity, std::int64_t variant) {
    RandomStream random(seed_, kVariantStream, std::uint64_t(identity) << 16 | std::uint64_t(variant));
    const auto own = sampler_.latent({.seed = wanted_.firstSeed + std::uint32_t(identity), .psi = wanted_.psi});
    // Other seeds come from the upper half of the range, so that none is an identity of its own.
    const auto other = sampler_.latent({.seed = 0x80000000U | std::uint32_t(random.bits()), .psi = 1.0});
    SampleRequest request{.noise = NoiseMode::Random, .noiseSeed = std::uint32_t(random.bits()), .w = own};
    const std::size_t width = std::size_t(sampler_.info().wDim);
    const double fine = random.uniform(0.0, wanted_.fineMix), coarse = random.uniform(0.0, wanted_.coarseMix);
    for (std::size_t i = 0; i < own.size(); ++i) {
        const bool isFine = int(i / width) >= wanted_.fineFrom;
        // Fine layers are exchanged; coarse ones are pushed, so that the identity's own place stays the centre.
        const double step = isFine ? fine * (other[i] - own[i]) : coarse * (other[i] - mean_[i]);
        request.w[i] = float(own[i] + step);
    }
    return request;
}

}  // namespace syper::core
