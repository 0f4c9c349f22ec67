// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/picture_difference.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace syper::ui {

PictureDifference differenceOf(const QImage& a, const QImage& b) {
    const QImage sized = a.size() == b.size() ? a : a.scaled(b.size(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    const QImage first = sized.convertToFormat(QImage::Format_RGB888);
    const QImage second = b.convertToFormat(QImage::Format_RGB888);
    PictureDifference out{.picture = QImage(b.size(), QImage::Format_RGB888), .mean = 0.0, .largest = 0};
    std::int64_t sum = 0;
    const int values = 3 * b.width();
    for (int y = 0; y < b.height(); ++y) {
        const uchar* x = first.constScanLine(y);
        const uchar* z = second.constScanLine(y);
        uchar* to = out.picture.scanLine(y);
        for (int i = 0; i < values; ++i) {
            const int apart = std::abs(int(x[i]) - int(z[i]));
            sum += apart;
            out.largest = std::max(out.largest, apart);
            to[i] = uchar(std::min(255, kDifferenceGain * apart));
        }
    }
    out.mean = double(sum) / (double(values) * b.height());
    return out;
}

}  // namespace syper::ui
