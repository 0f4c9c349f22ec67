// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/weights.h"

#include <ATen/ATen.h>

#include "core/api/error.h"
#include "core/generator/discriminator.h"

namespace syper::core {
namespace {

constexpr std::int64_t kMostTaps = 64;

std::string text(at::IntArrayRef sizes) {
    std::string out = "[";
    for (std::size_t i = 0; i < sizes.size(); ++i) out += (i == 0 ? "" : ",") + std::to_string(sizes[i]);
    return out + "]";
}

at::Tensor checked(const at::Tensor& tensor, const std::string& name) {
    at::Tensor copy = tensor.detach().to(at::kCPU, at::kFloat).clone(at::MemoryFormat::Contiguous);
    if (!at::isfinite(copy).all().item<bool>())
        throw Error(Errc::BadFormat, "generator: " + name +
                                         " holds NaN or infinity; the training broke down or the file is "
                                         "damaged, choose an earlier snapshot");
    return copy;
}

}  // namespace

at::Tensor WeightReader::take(const std::string& name, const std::vector<std::int64_t>& shape) const {
    const at::Tensor& tensor = weights_.at(prefix_ + name);
    if (tensor.sizes() != at::IntArrayRef(shape))
        throw Error(Errc::BadFormat, "generator: " + name + " is " + text(tensor.sizes()) + " where " + text(shape) +
                                         " is expected; choose an unchanged StyleGAN2-ADA generator");
    return checked(tensor, name);
}

at::Tensor WeightReader::filter(const std::string& name) const {
    if (!contains(name)) {
        return defaultFilter();
    }
    const at::Tensor& stored = weights_.at(prefix_ + name);
    const bool square = stored.dim() == 2 && stored.size(0) == stored.size(1);
    if ((stored.dim() != 1 && !square) || stored.size(0) < 1 || stored.size(0) > kMostTaps)
        throw Error(Errc::BadFormat, "generator: " + name + " is " + text(stored.sizes()) + "; a filter of up to " +
                                         std::to_string(kMostTaps) + " taps is expected");
    const at::Tensor taps = checked(stored, name);
    return square ? taps : at::outer(taps, taps);
}

}  // namespace syper::core
