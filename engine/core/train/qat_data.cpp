// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/qat_data.h"

#include <algorithm>
#include <numeric>

#include "core/train/augment.h"
#include "core/train/qat_step.h"

namespace syper::core {

QatData::QatData(std::shared_ptr<const ImageSet> images, const Model& teacher, const QatDataOptions& options)
    : images_(std::move(images)), teacher_(teacher), options_(options) {
    if (images_ == nullptr) throw Error(Errc::BadArgument, "no pictures to learn from; give --images or --network");
    if (images_->size() < 1) throw Error(Errc::BadArgument, "no pictures to calibrate with; give more");
    rows_.resize(std::size_t(images_->size()));
    if (!options_.learning) return;
    if (options_.batch < 2)
        throw Error(Errc::BadArgument,
                    "the batch is " + std::to_string(options_.batch) + ", normalisation needs at least 2");
    if (images_->size() < options_.batch)
        throw Error(Errc::BadArgument, std::to_string(images_->size()) + " pictures do not fill a batch of " +
                                           std::to_string(options_.batch) + "; add pictures or take a smaller --batch");
}

at::Tensor QatData::load(std::int64_t index) const {
    const int side = teacher_.shape().inputSize;
    at::Tensor image = at::empty({3, side, side});
    images_->load(index, side, {image.data_ptr<float>(), std::size_t(image.numel())});
    return image;
}

at::Tensor QatData::teacherRow(std::int64_t index, const at::Tensor& image, bool changed, RunControl& control) {
    if (changed) return embedEach(teacher_, image.unsqueeze(0), control)[0];
    at::Tensor& row = rows_[std::size_t(index)];
    if (!row.defined()) row = embedEach(teacher_, image.unsqueeze(0), control)[0];
    return row;
}

QatData::Batch QatData::batch(std::int64_t step, RunControl& control) {
    const std::int64_t epoch = step / stepsPerEpoch(), first = step % stepsPerEpoch() * options_.batch;
    if (epoch != orderEpoch_) {
        order_ = shuffledOrder(images_->size(), options_.seed, std::uint64_t(epoch));
        if (!options_.shuffle) std::iota(order_.begin(), order_.end(), std::int64_t(0));
        orderEpoch_ = epoch;
    }
    std::vector<at::Tensor> images, wanted;
    for (int i = 0; i < options_.batch; ++i) {
        control.gate();
        const std::int64_t index = order_[std::size_t(first + i)];
        at::Tensor image = load(index);
        if (options_.augment)
            augmentPicture({image.data_ptr<float>(), std::size_t(image.numel())}, teacher_.shape().inputSize,
                           CounterRng(options_.seed, 0xA063 + std::uint64_t(epoch), std::uint64_t(index)));
        wanted.push_back(teacherRow(index, image, options_.augment, control));
        images.push_back(std::move(image));
    }
    return {at::stack(images), at::stack(wanted)};
}

QatData::Batch QatData::sample(std::int64_t count, const std::vector<std::int64_t>& seen, RunControl& control) {
    std::vector<std::int64_t> all(std::size_t(images_->size())), left;
    std::iota(all.begin(), all.end(), std::int64_t(0));
    std::ranges::set_difference(all, seen, std::back_inserter(left));
    const std::vector<std::int64_t>& from = left.empty() ? all : left;
    count = std::min(count, std::int64_t(from.size()));
    std::vector<at::Tensor> images, wanted;
    for (std::int64_t i = 0; i < count; ++i) {
        control.gate();
        const std::int64_t index = from[std::size_t(i * std::int64_t(from.size()) / count)];
        images.push_back(load(index));
        wanted.push_back(teacherRow(index, images.back(), false, control));
    }
    return {at::stack(images), at::stack(wanted)};
}

}  // namespace syper::core
