// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>

namespace syper::ui {

/// Where two pictures differ: |A - B| of every channel, drawn kDifferenceGain times as bright.
struct PictureDifference {
    QImage picture;     ///< of B's size, RGB
    double mean = 0.0;  ///< of |A - B| over all pixels and channels, grey levels 0..255
    int largest = 0;    ///< of |A - B|, grey levels
};

inline constexpr int kDifferenceGain = 4;

/// a is brought to b's size first, smoothly, where it has another one. Both must not be null.
[[nodiscard]] PictureDifference differenceOf(const QImage& a, const QImage& b);

}  // namespace syper::ui
