// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace syper::core {

/// Floats that never change once made. Copies share them, so a value that holds some is cheap to keep in a history.
class SharedFloats {
public:
    SharedFloats() = default;
    SharedFloats(std::vector<float> values)  // NOLINT: a vector is what it is made of
        : values_(values.empty() ? nullptr : std::make_shared<const std::vector<float>>(std::move(values))) {}

    [[nodiscard]] bool empty() const noexcept { return !values_; }
    [[nodiscard]] std::size_t size() const noexcept { return values_ ? values_->size() : 0; }
    [[nodiscard]] std::span<const float> span() const noexcept {
        return values_ ? std::span<const float>(*values_) : std::span<const float>();
    }
    bool operator==(const SharedFloats& other) const {
        return values_ == other.values_ || std::ranges::equal(span(), other.span());
    }

private:
    std::shared_ptr<const std::vector<float>> values_;
};

/// Layers of w+, counted from 0: one a convolution, and one for the last colouring.
struct LayerRange {
    int first = 0;
    int last = -1;  ///< included; -1 = the network's last layer
    [[nodiscard]] bool holds(int layer) const noexcept { return layer >= first && (last < 0 || layer <= last); }
    bool operator==(const LayerRange&) const = default;
};

/// A walk along one of the network's own latent directions (SeFa's order), in units of w's standard deviation along it.
struct DirectionAmount {
    int index = 0;
    double amount = 0.0;
    LayerRange layers{};
    bool operator==(const DirectionAmount&) const = default;
};

/// A walk along any direction, which it carries with it.
struct DirectionWalk {
    std::string name{};
    SharedFloats unit{};     ///< [wDim], of length 1
    double deviation = 1.0;  ///< w's standard deviation along it
    double amount = 0.0;     ///< in standard deviations
    LayerRange layers{};
    bool operator==(const DirectionWalk&) const = default;
};

/// Styles of another latent, layer by layer: w+ moves from its own towards the donor's by `amount`.
struct StyleMix {
    std::uint32_t seed = 0;  ///< the donor: this seed, with the request's class and truncation
    SharedFloats w{};        ///< if not empty: w [wDim] or w+ [numWs * wDim] instead, as it is
    LayerRange layers{};
    double amount = 1.0;  ///< 1 = the donor's own styles
    bool operator==(const StyleMix&) const = default;
};

/// A shift of single layers.
struct LayerShift {
    SharedFloats delta{};  ///< [wDim], added
    LayerRange layers{};
    bool operator==(const LayerShift&) const = default;
};

/// A point between seeds that lie on a grid: column + row * rowStep, wrapping round at 2^32.
struct SeedPlane {
    double x = 0.0, y = 0.0;
    std::uint32_t rowStep = 100;
    bool operator==(const SeedPlane&) const = default;
};

/// What may be done to a latent beside choosing it; all of it is empty at first. A value: copies share what is large.
/// Applied in this order: source (z or plane), truncation, mixes, directions, walks, shifts.
struct LatentEdits {
    SharedFloats z{};                  ///< if not empty: [zDim] instead of the seed's
    std::optional<SeedPlane> plane{};  ///< if set: w of this point instead of the seed's
    bool truncateGiven = false;        ///< a given w or w+ is truncated too
    std::vector<StyleMix> mixes{};
    std::vector<DirectionWalk> walks{};
    std::vector<LayerShift> shifts{};
    /// Factors of the convolutions' noise, first to last; those not named are 1.
    std::vector<float> noiseStrength{};

    [[nodiscard]] bool empty() const { return *this == LatentEdits(); }
    bool operator==(const LatentEdits&) const = default;
};

/// One of the seeds around a point of the plane, and its share of w; shares sum to 1.
struct SeedShare {
    std::uint32_t seed = 0;
    double share = 0.0;
    bool operator==(const SeedShare&) const = default;
};
/// The up to four seeds around a point, blended bilinearly; those without a share are left out. Throws
/// Error{BadArgument} for a point that is not finite or beyond +-2^31.
[[nodiscard]] std::vector<SeedShare> seedsAround(const SeedPlane& point);

// Steps on w+ [layers * wDim], in place; `wDim` = values of one layer. Nothing is allocated.

/// w+ moves by `amount` towards donor ([wDim] or [layers * wDim]) in the layers of `range`; 1 copies it exactly.
void mixStyles(std::span<float> ws, std::span<const float> donor, int wDim, const LayerRange& range, double amount);
/// Adds length * unit in the layers of `range`.
void walkAlong(std::span<float> ws, std::span<const float> unit, double length, const LayerRange& range);
/// average + psi (w - average) in the first `cutoff` layers, all where cutoff is negative; psi 1 changes nothing.
void truncateTowards(std::span<float> ws, std::span<const float> average, double psi, int cutoff);

/// a + t (b - a), exact at both ends. Sizes must agree.
[[nodiscard]] std::vector<float> lerp(std::span<const float> a, std::span<const float> b, double t);
/// The way between two points over the sphere: directions turn at constant speed, lengths change linearly; exact at
/// both ends. Opposite points, which have no single way between them, are joined in a straight line.
[[nodiscard]] std::vector<float> slerp(std::span<const float> a, std::span<const float> b, double t);

}  // namespace syper::core
