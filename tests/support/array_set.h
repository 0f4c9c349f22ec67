// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include <algorithm>

#include "core/api/error.h"
#include "core/api/image_set.h"

namespace syper::test {

/// Pictures of a tensor [N,3,side,side] as an image set.
class ArraySet final : public core::ImageSet {
public:
    explicit ArraySet(at::Tensor images, std::string digest = "array")
        : images_(images.contiguous()), digest_(std::move(digest)) {}
    std::int64_t size() const override { return images_.size(0); }
    std::string name(std::int64_t index) const override { return "array#" + std::to_string(index); }
    void load(std::int64_t index, int side, std::span<float> out) const override {
        if (images_.size(2) != side) throw core::Error(core::Errc::BadShape, name(index) + " has another size");
        const auto* from = images_.data_ptr<float>() + index * std::int64_t(out.size());
        std::copy(from, from + out.size(), out.begin());
    }
    std::string digest() const override { return digest_; }

private:
    at::Tensor images_;
    std::string digest_;
};

}  // namespace syper::test
