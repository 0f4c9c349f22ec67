// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/writers.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace syper::core {
namespace {

/// Pixels (value - low) / range * scale + shift, cut to whole numbers 0..255.
Image8 cut(const at::Tensor& picture, float low, float range, float scale, float shift) {
    const int side = int(picture.size(2));
    Image8 image(side, int(picture.size(1)));
    const auto values = picture.accessor<float, 3>();
    for (int y = 0; y < image.height(); ++y) {
        std::uint8_t* out = image.row(y);
        for (int x = 0; x < side; ++x)
            for (int c = 0; c < 3; ++c)
                *out++ = std::uint8_t(std::clamp((values[c][y][x] - low) / range * scale + shift, 0.0F, 255.0F));
    }
    return image;
}

}  // namespace

Image8 writePixels(const at::Tensor& picture, Writer writer) {
    if (writer == Writer::Plain) return cut(picture, 0.0F, 1.0F, 127.5F, 128.0F);
    const at::Tensor resized = at::upsample_nearest2d(picture.unsqueeze(0), {kSyperSide, kSyperSide}).squeeze(0);
    const float low = resized.min().item<float>(), high = resized.max().item<float>();
    return cut(resized, low, high > low ? high - low : 1.0F, 255.0F, 0.5F);
}

}  // namespace syper::core
