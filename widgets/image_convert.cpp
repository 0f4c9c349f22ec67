// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/image_convert.h"

#include <algorithm>
#include <memory>

namespace syper::ui {
namespace {

QImage::Format format(core::PixelOrder order) {
    switch (order) {
        case core::PixelOrder::Rgb:
            return QImage::Format_RGB888;
        case core::PixelOrder::Bgr:
            return QImage::Format_BGR888;
        case core::PixelOrder::Gray:
            return QImage::Format_Grayscale8;
    }
    return QImage::Format_Invalid;
}

}  // namespace

QImage toQImage(const core::Image8& image) {
    if (image.empty()) return {};
    using Pixels = std::shared_ptr<const std::vector<std::uint8_t>>;
    auto owner = std::make_unique<Pixels>(image.share());
    const std::uint8_t* data = image.data();
    return QImage(
        data, image.width(), image.height(), image.bytesPerLine(), format(image.order()),
        [](void* held) { delete static_cast<Pixels*>(held); }, owner.release());
}

core::Image8 toImage8(const QImage& image) {
    if (image.isNull()) return {};
    const QImage rgb = image.convertToFormat(QImage::Format_RGB888);
    core::Image8 out(rgb.width(), rgb.height());
    for (int y = 0; y < rgb.height(); ++y) std::copy_n(rgb.constScanLine(y), out.bytesPerLine(), out.row(y));
    return out;
}

}  // namespace syper::ui
