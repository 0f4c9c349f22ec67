// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/eye_augment.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace syper::core {
namespace {

at::Tensor moved(const at::Tensor& image, double strength, RandomStream& random) {
    const double angle = strength * random.normal() * 0.09;  // radians: heads tilt by some five degrees
    const double zoom = std::exp(strength * random.normal() * 0.08);
    const double stretch = std::exp(strength * random.normal() * 0.03);
    const double dx = strength * random.normal() * 0.06, dy = strength * random.normal() * 0.06;
    const double c = std::cos(angle) / zoom, s = std::sin(angle) / zoom;
    const at::Tensor theta =
        at::tensor({float(c * stretch), float(-s), float(dx), float(s), float(c / stretch), float(dy)})
            .reshape({1, 2, 3});
    const at::Tensor grid = at::affine_grid_generator(theta, {1, 3, image.size(1), image.size(2)}, false);
    return at::grid_sampler(image.unsqueeze(0), grid, 0, 1, false).squeeze(0);  // bilinear, border repeated
}

at::Tensor blurred(const at::Tensor& image, double strength, RandomStream& random) {
    // Through a smaller picture and back: what a distant or out-of-focus camera keeps.
    const double factor = 1.0 + strength * random.uniform(0.5, 4.0);
    const auto side = std::max<std::int64_t>(16, std::int64_t(double(image.size(1)) / factor));
    const at::Tensor small = at::adaptive_avg_pool2d(image.unsqueeze(0), {side, side});
    return at::upsample_bilinear2d(small, {image.size(1), image.size(2)}, false).squeeze(0);
}

/// Weights of the three channels in one gray picture.
at::Tensor gray(const at::Tensor& image, const std::array<float, 3>& weights) {
    const at::Tensor mixed = image[0] * weights[0] + image[1] * weights[1] + image[2] * weights[2];
    return mixed.unsqueeze(0).expand({3, image.size(1), image.size(2)});
}

at::Tensor recoloured(const at::Tensor& image, double strength, RandomStream& random) {
    at::Tensor light = (image + 1.0) * 0.5;
    light = light.clamp_min(1e-4).pow(std::exp(strength * random.normal() * 0.25));
    const double gain = std::exp(strength * random.normal() * 0.2);
    std::array<float, 3> gains{};
    for (float& g : gains) g = float(gain * std::exp(strength * random.normal() * 0.08));
    light = light * at::tensor({gains[0], gains[1], gains[2]}).reshape({3, 1, 1});
    const at::Tensor mean = light.mean();
    light = (light - mean) * std::exp(strength * random.normal() * 0.2) + mean;
    const double saturation = std::exp(strength * random.normal() * 0.3);
    const at::Tensor luma = gray(light, {0.299F, 0.587F, 0.114F});
    light = luma + (light - luma) * saturation;
    if (random.chance(0.12 * strength)) light = luma;
    // Near infrared: red dominates, and pigment hardly absorbs, so that dark irises brighten and contrast falls.
    if (random.chance(0.12 * strength)) light = gray(light, {0.9F, 0.3F, -0.2F}).clamp_min(0.0).pow(0.7);
    return light * 2.0 - 1.0;
}

void hide(at::Tensor& image, RandomStream& random) {
    const auto side = image.size(1);
    const auto height = std::int64_t(double(side) * random.uniform(0.08, 0.3));
    const auto width = std::int64_t(double(side) * random.uniform(0.08, 0.4));
    const auto top = std::int64_t(random.below(std::uint64_t(side - height)));
    const auto left = std::int64_t(random.below(std::uint64_t(side - width)));
    image.narrow(1, top, height).narrow(2, left, width).fill_(random.uniform(-1.0, 1.0));
}

}  // namespace

at::Tensor augmentEye(const at::Tensor& image, double strength, RandomStream& random) {
    if (strength <= 0.0) return image;
    at::Tensor out = moved(image, strength, random);
    if (random.chance(0.5)) out = blurred(out, strength, random);
    out = recoloured(out, strength, random);
    if (random.chance(0.3 * strength)) {
        // A slope of light across the picture, as from a window at one side.
        const at::Tensor ramp = at::linspace(-1.0, 1.0, image.size(2)) * (strength * random.normal() * 0.2);
        out = out + ramp.reshape({1, 1, -1});
    }
    out = out.clamp(-1.0, 1.0);
    if (random.chance(0.2 * strength)) hide(out, random);
    return out;
}

}  // namespace syper::core
