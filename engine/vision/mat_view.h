// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "core/api/image8.h"

namespace syper::vision {

/// A read-only header over the picture's own pixels, channels as they are. Valid while `image` lives.
[[nodiscard]] inline cv::Mat matView(const core::Image8& image) {
    return cv::Mat(image.height(), image.width(), image.channels() == 1 ? CV_8UC1 : CV_8UC3,
                   const_cast<std::uint8_t*>(image.data()), std::size_t(image.bytesPerLine()));
}

/// Copies 8-bit pixels of 1 or 3 channels.
[[nodiscard]] inline core::Image8 imageFromMat(const cv::Mat& mat, core::PixelOrder order = core::PixelOrder::Rgb) {
    core::Image8 image(mat.cols, mat.rows, mat.channels() == 1 ? core::PixelOrder::Gray : order);
    mat.copyTo(matView(image));
    return image;
}

/// Any order as an RGB matrix; shares the pixels where they are RGB already.
[[nodiscard]] inline cv::Mat rgbMat(const core::Image8& image) {
    const cv::Mat view = matView(image);
    if (image.order() == core::PixelOrder::Rgb) return view;
    cv::Mat rgb;
    cv::cvtColor(view, rgb, image.order() == core::PixelOrder::Gray ? cv::COLOR_GRAY2RGB : cv::COLOR_BGR2RGB);
    return rgb;
}

}  // namespace syper::vision
