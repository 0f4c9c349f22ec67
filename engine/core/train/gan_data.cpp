// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/gan_data.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <vector>

#include "core/api/error.h"
#include "core/formats/load.h"
#include "core/util/sha256.h"

namespace syper::core {
namespace {

at::Tensor toBytes(const at::Tensor& unit) {
    return ((unit + 1.0) * 127.5).round().clamp(0, 255).to(at::kByte);
}

std::string digestOf(const at::Tensor& pixels) {
    return sha256({static_cast<const char*>(pixels.data_ptr()), std::size_t(pixels.numel())});
}

/// The file's pictures as uint8 NCHW.
at::Tensor imagesOf(const TensorMap& tensors, const std::string& file) {
    const at::Tensor* images = tensors.find("images");
    if (images == nullptr && tensors.size() == 1) images = &tensors.entries().front().tensor;
    if (images == nullptr)
        throw Error(Errc::BadFormat, "cannot train from " + file + ": it has no tensor called images; save one");
    const bool last = images->dim() == 4 && images->size(3) == 3, first = images->dim() == 4 && images->size(1) == 3;
    const bool bytes = images->scalar_type() == at::kByte, unit = images->scalar_type() == at::kFloat;
    if ((!bytes && !unit) || images->numel() == 0 || (!first && !last))
        throw Error(Errc::BadFormat,
                    "cannot train from " + file +
                        ": images must be [N,3,S,S] or [N,S,S,3], uint8 or float32 in [-1,1]; convert them");
    const at::Tensor planes = first ? *images : images->permute({0, 3, 1, 2});
    return bytes ? planes : toBytes(planes);
}

}  // namespace

TrainingPictures loadPictures(const ImageSet& images, int side, RunControl& control) {
    const std::int64_t n = images.size();
    if (n < 1) throw Error(Errc::BadArgument, "cannot train: no pictures given; name a folder with pictures by --data");
    TrainingPictures loaded{at::empty({n, 3, side, side}, at::kByte), images.digest() + "/" + std::to_string(side)};
    at::Tensor one = at::empty({3, side, side});
    for (std::int64_t i = 0; i < n; ++i) {
        control.gate();
        images.load(i, side, {one.data_ptr<float>(), std::size_t(one.numel())});
        loaded.pixels.select(0, i).copy_(toBytes(one));
        control.report({"reading pictures", i + 1, n});
    }
    return loaded;
}

TrainingPictures loadPictures(const std::filesystem::path& file, int side) {
    at::Tensor pixels = imagesOf(loadFile(file).tensors, file.string());
    if (pixels.size(2) != side || pixels.size(3) != side) {
        const at::Tensor smaller = at::_upsample_bilinear2d_aa(pixels.to(at::kFloat), {side, side}, false);
        pixels = smaller.round().clamp(0, 255).to(at::kByte);
    }
    pixels = pixels.contiguous().clone();
    return {pixels, digestOf(pixels)};
}

PictureFeed::PictureFeed(TrainingPictures pictures, bool mirror, std::uint64_t seed)
    : pictures_(std::move(pictures)), mirror_(mirror), seed_(seed) {}

std::int64_t PictureFeed::size() const {
    return pictures_.pixels.size(0) * (mirror_ ? 2 : 1);
}

std::int64_t PictureFeed::indexAt(std::int64_t position) {
    const std::int64_t pass = position / size();
    if (pass != pass_) {
        // A generator of its own for every pass, so that any position can be reached without the ones before.
        at::Generator random = at::detail::createCPUGenerator(seed_ * 0x9E3779B97F4A7C15ULL + std::uint64_t(pass) + 1);
        order_ = at::randperm(size(), random, at::kLong);
        pass_ = pass;
    }
    return order_.data_ptr<std::int64_t>()[position % size()];
}

at::Tensor PictureFeed::batch(std::int64_t first, std::int64_t count) {
    std::vector<at::Tensor> chosen;
    for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t index = indexAt(first + i);
        const at::Tensor picture = pictures_.pixels.select(0, index % pictures_.pixels.size(0));
        chosen.push_back(index < pictures_.pixels.size(0) ? picture : picture.flip(2));
    }
    return at::stack(chosen).to(at::kFloat) / 127.5 - 1.0;
}

}  // namespace syper::core
