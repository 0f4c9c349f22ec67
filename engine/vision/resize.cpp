// SPDX-License-Identifier: GPL-3.0-or-later
#include "vision/resize.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/api/error.h"

namespace syper::vision {
namespace {

using core::Image8;

constexpr int kPrecisionBits = 32 - 8 - 2;  // Pillow's fixed point: 8 bits of pixel, 2 of headroom

/// For each output position: where its taps begin, and the fixed-point taps.
struct Taps {
    std::vector<int> first, count;
    std::vector<int> weights;
    int stride = 0;
};

Taps triangleTaps(int from, int to) {
    const double scale = double(from) / to;
    const double support = std::max(scale, 1.0);
    Taps taps;
    taps.stride = int(std::ceil(support)) * 2 + 1;
    taps.weights.resize(std::size_t(to) * std::size_t(taps.stride));
    std::vector<double> row(std::size_t(taps.stride));
    for (int x = 0; x < to; ++x) {
        const double center = (x + 0.5) * scale;
        const int first = std::max(0, int(center - support + 0.5));
        const int count = std::min(from, int(center + support + 0.5)) - first;
        double sum = 0.0;
        for (int i = 0; i < count; ++i) {
            row[std::size_t(i)] = std::max(0.0, 1.0 - std::abs((i + first - center + 0.5) / support));
            sum += row[std::size_t(i)];
        }
        for (int i = 0; i < count; ++i)
            taps.weights[std::size_t(x) * std::size_t(taps.stride) + std::size_t(i)] =
                int(0.5 + row[std::size_t(i)] / sum * (1 << kPrecisionBits));
        taps.first.push_back(first);
        taps.count.push_back(count);
    }
    return taps;
}

std::uint8_t rounded(int sum) {
    return std::uint8_t(std::clamp(sum >> kPrecisionBits, 0, 255));
}

Image8 resizeColumns(const Image8& in, int width) {
    const Taps taps = triangleTaps(in.width(), width);
    Image8 out(width, in.height(), in.order());
    const int channels = in.channels();
    for (int y = 0; y < in.height(); ++y)
        for (int x = 0; x < width; ++x) {
            const int* weights = &taps.weights[std::size_t(x) * std::size_t(taps.stride)];
            for (int c = 0; c < channels; ++c) {
                int sum = 1 << (kPrecisionBits - 1);
                const std::uint8_t* pixel = in.row(y) + taps.first[std::size_t(x)] * channels + c;
                for (int i = 0; i < taps.count[std::size_t(x)]; ++i, pixel += channels) sum += *pixel * weights[i];
                out.row(y)[x * channels + c] = rounded(sum);
            }
        }
    return out;
}

Image8 resizeRows(const Image8& in, int height) {
    const Taps taps = triangleTaps(in.height(), height);
    Image8 out(in.width(), height, in.order());
    const int line = in.bytesPerLine();
    std::vector<int> sums(std::size_t(line), 0);
    for (int y = 0; y < height; ++y) {
        std::fill(sums.begin(), sums.end(), 1 << (kPrecisionBits - 1));
        for (int i = 0; i < taps.count[std::size_t(y)]; ++i) {
            const int weight = taps.weights[std::size_t(y) * std::size_t(taps.stride) + std::size_t(i)];
            const std::uint8_t* pixels = in.row(taps.first[std::size_t(y)] + i);
            for (int x = 0; x < line; ++x) sums[std::size_t(x)] += pixels[x] * weight;
        }
        for (int x = 0; x < line; ++x) out.row(y)[x] = rounded(sums[std::size_t(x)]);
    }
    return out;
}

}  // namespace

Image8 resizePillow(const Image8& image, int width, int height) {
    if (image.empty() || width < 1 || height < 1)
        throw core::Error(core::Errc::BadArgument, "resize: nothing to resize, or a size below 1 pixel");
    const Image8 wide = image.width() == width ? image : resizeColumns(image, width);
    return wide.height() == height ? wide : resizeRows(wide, height);
}

}  // namespace syper::vision
