// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <algorithm>

#include "core/api/error.h"
#include "core/api/set_figures.h"
#include "core/util/translate_error.h"

namespace syper::core {
namespace {

constexpr const char* kWhat = "plain pictures";
constexpr int kSide = 64;

/// Draws mean + axes * normal numbers; the axes carry their standard deviations.
class PlainPictures : public ImageSet {
public:
    PlainPictures(at::Tensor mean, at::Tensor axes, std::int64_t count, std::uint64_t seed, std::string digest)
        : mean_(std::move(mean)), axes_(std::move(axes)), count_(count), seed_(seed), digest_(std::move(digest)) {}

    [[nodiscard]] std::int64_t size() const override { return count_; }
    [[nodiscard]] std::string name(std::int64_t index) const override { return "plain" + std::to_string(index); }
    [[nodiscard]] std::string digest() const override { return digest_; }

    void load(std::int64_t index, int side, std::span<float> out) const override {
        translateErrors(kWhat, [&] {
            const at::NoGradGuard off;
            at::Generator random = at::detail::createCPUGenerator(seed_ * 1'000'003 + std::uint64_t(index));
            const at::Tensor amounts = at::randn({axes_.size(0)}, random);
            const at::Tensor small = (mean_ + at::mv(axes_.t(), amounts)).clamp(-1, 1).reshape({1, 3, kSide, kSide});
            const at::Tensor large =
                at::upsample_bilinear2d(small, {side, side}, false, c10::nullopt, c10::nullopt).contiguous();
            std::copy_n(large.data_ptr<float>(), out.size(), out.begin());
        });
    }

private:
    at::Tensor mean_, axes_;
    std::int64_t count_;
    std::uint64_t seed_;
    std::string digest_;
};

}  // namespace

std::shared_ptr<const ImageSet> plainPictures(const ImageSet& learned, std::int64_t count, std::uint64_t seed,
                                              int components) {
    return translateErrors(kWhat, [&]() -> std::shared_ptr<const ImageSet> {
        const at::NoGradGuard off;
        const std::int64_t n = learned.size();
        if (n < 2)
            throw Error(Errc::BadArgument, "a plain model of " + std::to_string(n) + " pictures; give two or more");
        at::Tensor pixels = at::empty({n, 3 * kSide * kSide}, at::kFloat);
        for (std::int64_t i = 0; i < n; ++i)
            learned.load(i, kSide, {pixels[i].data_ptr<float>(), std::size_t(3 * kSide * kSide)});
        const at::Tensor mean = pixels.mean(0);
        pixels -= mean;
        // The main axes by the n x n matrix of products: there are fewer pictures than pixels.
        const auto [values, vectors] = at::linalg_eigh(at::mm(pixels, pixels.t()).to(at::kDouble));
        const std::int64_t some = std::min<std::int64_t>(components, n - 1);
        const at::Tensor main = vectors.narrow(1, n - some, some).to(at::kFloat);
        // X'v has the length sqrt(value): divided by sqrt(n - 1) it is the axis times its standard deviation.
        const at::Tensor axes = at::mm(main.t(), pixels) / std::sqrt(double(n - 1));
        return std::make_shared<PlainPictures>(mean, axes, count, seed,
                                               "plain:" + std::to_string(seed) + ":" + learned.digest());
    });
}

}  // namespace syper::core
