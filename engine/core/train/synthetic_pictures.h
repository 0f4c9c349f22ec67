// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "core/api/sampler.h"
#include "core/api/train_teacher.h"

namespace syper::core {

/// A generator's identities: identity i, variant v, is always the same picture. One thread at a time.
class SyntheticPictures {
public:
    /// Throws as Sampler::load.
    SyntheticPictures(const SyntheticIdentities& wanted, std::uint64_t seed);

    /// [3, R, R] uint8. Throws Error, Stopped.
    [[nodiscard]] at::Tensor picture(std::int64_t identity, std::int64_t variant, RunControl& control);

private:
    [[nodiscard]] SampleRequest request(std::int64_t identity, std::int64_t variant);

    SyntheticIdentities wanted_;
    std::uint64_t seed_;
    Sampler sampler_;
    std::vector<float> mean_;
};

}  // namespace syper::core
