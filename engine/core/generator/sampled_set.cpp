// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>
#include <mutex>

#include "core/api/error.h"
#include "core/api/sampler.h"
#include "core/generator/writers.h"
#include "core/util/sha256.h"

namespace syper::core {
namespace {

class SampledSet final : public ImageSet {
public:
    SampledSet(Sampler sampler, std::int64_t count, std::size_t cacheBytes)
        : sampler_(std::move(sampler)), count_(count), most_(cacheBytes / (3UL * kSyperSide * kSyperSide)) {}

    [[nodiscard]] std::int64_t size() const override { return count_; }

    [[nodiscard]] std::string name(std::int64_t index) const override {
        std::string digits = std::to_string(index);
        if (digits.size() < 4) digits.insert(0, 4 - digits.size(), '0');
        return "seed" + digits;
    }

    void load(std::int64_t index, int side, std::span<float> out) const override {
        if (index < 0 || index >= count_)
            throw Error(Errc::BadArgument,
                        "picture " + std::to_string(index) + " of " + std::to_string(count_) + " sampled ones");
        if (side != kSyperSide || out.size() != 3UL * kSyperSide * kSyperSide)
            throw Error(Errc::BadArgument, name(index) + ": sampled pictures have 224 x 224 pixels, " +
                                               std::to_string(side) +
                                               " are asked for; sample into a folder and read that");
        const Image8 image = picture(index);
        const std::size_t plane = out.size() / 3;
        const std::uint8_t* pixel = image.data();
        for (std::size_t i = 0; i < plane; ++i)
            for (std::size_t c = 0; c < 3; ++c) out[c * plane + i] = (float(*pixel++) / 255.0F - 0.5F) / 0.5F;
    }

    [[nodiscard]] std::string digest() const override {
        return sha256("sampled-set 1 " + sampler_.info().sha256 + " " + std::to_string(count_));
    }

private:
    [[nodiscard]] Image8 picture(std::int64_t index) const {
        const std::lock_guard lock(mutex_);
        if (const auto kept = cache_.find(index); kept != cache_.end()) return kept->second;
        RunControl unbroken;  // a picture takes well under a second; whoever loads passes its own gates in between
        SampleRequest request;
        request.seed = std::uint32_t(index);
        request.writer = Writer::Syper;
        Image8 image = sampler_.sample(request, unbroken);
        // Training reads all pictures in turn, again and again: what came first stays, the rest is made anew.
        if (cache_.size() < most_) cache_.emplace(index, image);
        return image;
    }

    mutable std::mutex mutex_;
    mutable Sampler sampler_;
    mutable std::map<std::int64_t, Image8> cache_;
    std::int64_t count_;
    std::size_t most_;
};

}  // namespace

std::shared_ptr<const ImageSet> sampledSet(const std::filesystem::path& network, std::int64_t count,
                                           std::size_t cacheBytes) {
    constexpr std::int64_t kMost = std::int64_t(1) << 32;
    if (count < 1 || count > kMost)
        throw Error(Errc::BadArgument, "cannot sample " + std::to_string(count) + " pictures; give 1 to 4294967296");
    Sampler sampler = Sampler::load(network);
    if (sampler.info().cDim > 0)
        throw Error(Errc::Unsupported, network.string() + " draws classes (" + std::to_string(sampler.info().cDim) +
                                           "); sample some with --class into a folder and give that");
    return std::make_shared<SampledSet>(std::move(sampler), count, cacheBytes);
}

}  // namespace syper::core
