// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/image8.h"

#include <cstring>
#include <string>

#include "core/api/error.h"

namespace syper::core {

Image8::Image8(int width, int height, PixelOrder order) : width_(width), height_(height), order_(order) {
    if (width <= 0 || height <= 0)
        throw Error(Errc::BadArgument,
                    "Image8: size is " + std::to_string(width) + "x" + std::to_string(height) + ", expected positive");
    pixels_ = std::make_shared<std::vector<std::uint8_t>>(std::size_t(bytesPerLine()) * std::size_t(height));
}

Image8 mirrored(const Image8& image) {
    if (image.empty()) return {};
    Image8 out(image.width(), image.height(), image.order());
    const auto channels = std::size_t(image.channels());
    for (int y = 0; y < image.height(); ++y) {
        const std::uint8_t* from = image.row(y);
        std::uint8_t* to = out.row(y) + std::size_t(out.bytesPerLine());
        for (int x = 0; x < image.width(); ++x, from += channels) std::memcpy(to -= channels, from, channels);
    }
    return out;
}

}  // namespace syper::core
