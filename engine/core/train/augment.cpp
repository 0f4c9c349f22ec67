// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/augment.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace syper::core {
namespace {

/// dx, dy: how far the content moves right and down, in pixels.
void move(std::span<float> plane, int side, int dx, int dy) {
    const std::vector<float> from(plane.begin(), plane.end());
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x) {
            const int fromX = std::clamp(x - dx, 0, side - 1), fromY = std::clamp(y - dy, 0, side - 1);
            plane[std::size_t(y * side + x)] = from[std::size_t(fromY * side + fromX)];
        }
}

}  // namespace

void augmentPicture(std::span<float> picture, int side, const CounterRng& rng) {
    const std::size_t plane = std::size_t(side) * std::size_t(side);
    const int reach = side / 32;
    const auto shift = [&](std::uint64_t index) {
        return int(std::floor(rng.uniform(index) * (2 * reach + 1))) - reach;
    };
    const int dx = shift(0), dy = shift(1);
    if (dx != 0 || dy != 0)
        for (std::size_t c = 0; c < 3; ++c) move(picture.subspan(c * plane, plane), side, dx, dy);
    if (rng.uniform(2) < 0.2)
        for (std::size_t i = 0; i < plane; ++i) {  // luma of BT.601
            const float grey = 0.299F * picture[i] + 0.587F * picture[plane + i] + 0.114F * picture[2 * plane + i];
            picture[i] = picture[plane + i] = picture[2 * plane + i] = grey;
        }
    const float gain = float(0.8 * std::pow(1.25 / 0.8, rng.uniform(3))), offset = float(0.2 * rng.uniform(4) - 0.1);
    for (float& value : picture) value = std::clamp(gain * value + offset, -1.0F, 1.0F);
}

}  // namespace syper::core
