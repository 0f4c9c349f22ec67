// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/identity_batches.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "core/api/error.h"
#include "core/train/eye_augment.h"
#include "core/util/random_stream.h"

namespace syper::core {
namespace {

constexpr std::uint64_t kAugmentStream = 2;

/// 8-bit planes of any size to floats in [-1, 1] at the model's size.
at::Tensor asInput(const at::Tensor& planes, int side) {
    const at::Tensor floats = planes.to(at::kFloat) / 127.5 - 1.0;
    if (planes.size(1) == side && planes.size(2) == side) return floats;
    return at::upsample_bilinear2d(floats.unsqueeze(0), {side, side}, false).squeeze(0);
}

}  // namespace

IdentityBatches::IdentityBatches(const TeacherConfig& config, int side) : config_(config), side_(side) {
    const std::int64_t pictures = config.data.images ? config.data.images->size() : 0;
    if (pictures != std::int64_t(config.data.labels.size()))
        throw Error(Errc::BadArgument, "train teacher: " + std::to_string(pictures) + " pictures but " +
                                           std::to_string(config.data.labels.size()) +
                                           " labels; give each picture one");
    for (const std::int64_t label : config.data.labels) realClasses_ = std::max(realClasses_, label + 1);
    decoded_.resize(std::size_t(pictures));
    made_.resize(std::size_t(config.synthetic.count * config.variants));
    if (config.synthetic.count > 0) synthetic_ = std::make_unique<SyntheticPictures>(config.synthetic, config.seed);
    if (classes() < 2)
        throw Error(Errc::BadArgument,
                    "train teacher: fewer than two identities to learn from; give --data or --identities");
    if (stepsPerEpoch() < 1)
        throw Error(Errc::BadArgument, "train teacher: " + std::to_string(itemsPerEpoch()) +
                                           " pictures do not fill a batch of " + std::to_string(config.batch) +
                                           "; give more pictures or a smaller --batch");
}

IdentityBatches::~IdentityBatches() = default;

std::int64_t IdentityBatches::itemsPerEpoch() const {
    return std::int64_t(decoded_.size()) + config_.synthetic.count * config_.variants;
}

std::int64_t IdentityBatches::stepsPerEpoch() const {
    return itemsPerEpoch() / config_.batch;
}

std::int64_t IdentityBatches::label(std::int64_t item) const {
    const auto real = std::int64_t(decoded_.size());
    return item < real ? config_.data.labels[std::size_t(item)] : realClasses_ + (item - real) / config_.variants;
}

at::Tensor IdentityBatches::picture(std::int64_t item, RunControl& control) {
    const auto real = std::int64_t(decoded_.size());
    if (item >= real) {
        at::Tensor& made = made_[std::size_t(item - real)];
        if (!made.defined())
            made = synthetic_->picture((item - real) / config_.variants, (item - real) % config_.variants, control);
        return made;
    }
    at::Tensor& kept = decoded_[std::size_t(item)];
    if (!kept.defined()) {
        at::Tensor floats = at::empty({3, side_, side_});
        config_.data.images->load(item, side_, {floats.data_ptr<float>(), std::size_t(floats.numel())});
        kept = ((floats + 1.0) * 127.5).round().clamp(0, 255).to(at::kByte);
    }
    return kept;
}

void IdentityBatches::shuffle(std::int64_t epoch) {
    if (epoch == shuffledEpoch_) return;
    order_ = shuffledOrder(itemsPerEpoch(), config_.seed, std::uint64_t(epoch));
    shuffledEpoch_ = epoch;
}

LabelledBatch IdentityBatches::batch(std::int64_t step, RunControl& control) {
    shuffle(step / stepsPerEpoch());
    const std::int64_t first = step % stepsPerEpoch() * config_.batch;
    LabelledBatch out{at::empty({config_.batch, 3, side_, side_}), at::empty({config_.batch}, at::kLong)};
    for (std::int64_t i = 0; i < config_.batch; ++i) {
        control.gate();
        const std::int64_t item = order_[std::size_t(first + i)];
        RandomStream random(config_.seed, kAugmentStream, std::uint64_t(step * config_.batch + i));
        out.images[i].copy_(augmentEye(asInput(picture(item, control), side_), config_.augment, random));
        out.labels[i].fill_(label(item));
    }
    return out;
}

}  // namespace syper::core
