// SPDX-License-Identifier: GPL-3.0-or-later
#include "vision/resize.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>
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

struct Filter {
    double radius = 1.0;
    double (*weight)(double x) = nullptr;
};

double triangle(double x) {
    return std::max(0.0, 1.0 - std::abs(x));
}

double sinc(double x) {
    return x == 0.0 ? 1.0 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x);
}

double lanczos3(double x) {
    return std::abs(x) < 3.0 ? sinc(x) * sinc(x / 3.0) : 0.0;
}

Filter filterOf(Resample resample) {
    return resample == Resample::Lanczos ? Filter{3.0, lanczos3} : Filter{1.0, triangle};
}

int fixedPoint(double weight) {
    const double scaled = weight * (1 << kPrecisionBits);
    return int(scaled < 0.0 ? scaled - 0.5 : scaled + 0.5);
}

Taps tapsOf(const Filter& filter, int from, int to) {
    const double scale = double(from) / to;
    const double stretch = std::max(scale, 1.0), support = filter.radius * stretch;
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
            row[std::size_t(i)] = filter.weight((i + first - center + 0.5) / stretch);
            sum += row[std::size_t(i)];
        }
        for (int i = 0; i < count; ++i)
            taps.weights[std::size_t(x) * std::size_t(taps.stride) + std::size_t(i)] =
                fixedPoint(row[std::size_t(i)] / sum);
        taps.first.push_back(first);
        taps.count.push_back(count);
    }
    return taps;
}

std::uint8_t rounded(int sum) {
    return std::uint8_t(std::clamp(sum >> kPrecisionBits, 0, 255));
}

Image8 resizeColumns(const Image8& in, int width, const Filter& filter) {
    const Taps taps = tapsOf(filter, in.width(), width);
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

Image8 resizeRows(const Image8& in, int height, const Filter& filter) {
    const Taps taps = tapsOf(filter, in.height(), height);
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

Image8 resizePillow(const Image8& image, int width, int height, Resample resample) {
    if (image.empty() || width < 1 || height < 1)
        throw core::Error(core::Errc::BadArgument, "resize: nothing to resize, or a size below 1 pixel");
    const Filter filter = filterOf(resample);
    const Image8 wide = image.width() == width ? image : resizeColumns(image, width, filter);
    return wide.height() == height ? wide : resizeRows(wide, height, filter);
}

Image8 centreSquare(const Image8& image, int side) {
    if (image.empty()) throw core::Error(core::Errc::BadArgument, "there is no picture to take a square from");
    const int edge = std::min(image.width(), image.height());
    const int x = (image.width() - edge) / 2, y = (image.height() - edge) / 2;
    Image8 square(edge, edge, image.order());
    const std::size_t line = std::size_t(square.bytesPerLine());
    for (int row = 0; row < edge; ++row)
        std::memcpy(square.row(row), image.row(y + row) + std::size_t(x) * std::size_t(image.channels()), line);
    return resizePillow(square, side, side, Resample::Lanczos);
}

}  // namespace syper::vision
