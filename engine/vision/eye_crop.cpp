// SPDX-License-Identifier: GPL-3.0-or-later
#include "vision/eye_crop.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <string>

#include "core/api/error.h"
#include "vision/mat_view.h"

namespace syper::vision {
namespace {

using core::Errc;
using core::Error;

constexpr int kFrame = 1000, kBorder = 250;
constexpr double kTemplateSize = 112.0;
constexpr Landmarks kTemplate = {
    {{30.2946, 51.6963}, {65.5318, 51.5014}, {48.0252, 71.7366}, {33.5493, 92.3655}, {62.7299, 92.2041}}};
constexpr int kLargestSide = 32000;  // OpenCV's warp counts pixels in 16 bits

[[noreturn]] void refuseFace(const std::string& why) {
    throw Error(Errc::BadArgument, "these landmarks are no face (" + why + "); check them");
}

Point meanOf(const Landmarks& points) {
    Point mean;
    for (const Point& p : points) {
        mean.x += p.x / double(points.size());
        mean.y += p.y / double(points.size());
    }
    return mean;
}

/// In two dimensions the least-squares similarity needs no decomposition: with both sets centred it is the complex
/// number sum(conj(from) to) / sum(|from|^2).
std::array<double, 6> fitSimilarity(const Landmarks& from) {
    const Landmarks to = faceTemplate();
    const Point a = meanOf(from), b = meanOf(to);
    double real = 0.0, imaginary = 0.0, size = 0.0;
    for (std::size_t i = 0; i < from.size(); ++i) {
        const double x = from[i].x - a.x, y = from[i].y - a.y, u = to[i].x - b.x, v = to[i].y - b.y;
        real += x * u + y * v;
        imaginary += x * v - y * u;
        size += x * x + y * y;
    }
    if (!std::isfinite(size) || size < 1e-6) refuseFace("all points in one place");
    const double c = real / size, s = imaginary / size;
    return {c, -s, b.x - c * a.x + s * a.y, s, c, b.y - s * a.x - c * a.y};
}

cv::Mat stretched(const cv::Mat& rgb) {
    double low = 0.0, high = 0.0;
    cv::minMaxLoc(rgb.reshape(1), &low, &high);
    cv::Mat result;
    rgb.convertTo(result, CV_8U, high > low ? 255.0 / (high - low) : 1.0, high > low ? -low * 255.0 / (high - low) : 0);
    return result;
}

/// The part of a very long picture around the face, and how far the part's corner lies inside.
cv::Rect partAround(const cv::Mat& rgb, const Landmarks& landmarks) {
    const cv::Rect whole(0, 0, rgb.cols, rgb.rows);
    if (std::max(rgb.cols, rgb.rows) <= kLargestSide) return whole;
    const Point middle = meanOf(landmarks);
    const int half = kLargestSide / 2;
    return cv::Rect(int(middle.x) - half, int(middle.y) - half, kLargestSide, kLargestSide) & whole;
}

cv::Mat frameOf(const cv::Mat& rgb, const FaceAlignment& face, const cv::Rect& part) {
    const std::array<double, 6>& m = face.matrix;
    const cv::Matx23d matrix(m[0], m[1], m[2] + m[0] * part.x + m[1] * part.y, m[3], m[4],
                             m[5] + m[3] * part.x + m[4] * part.y);
    cv::Mat frame, bordered;
    cv::warpAffine(rgb(part), frame, matrix, cv::Size(kFrame, kFrame), cv::INTER_LINEAR);
    cv::copyMakeBorder(frame, bordered, kBorder, kBorder, kBorder, kBorder, cv::BORDER_REPLICATE);
    return bordered;
}

core::Image8 cutEye(const cv::Mat& frame, const Point& eye, int halfWidth, int size) {
    const cv::Rect square(int(eye.x) - halfWidth, int(eye.y) - halfWidth, 2 * halfWidth, 2 * halfWidth);
    if ((square & cv::Rect(0, 0, frame.cols, frame.rows)) != square) refuseFace("an eye far from where it belongs");
    core::Image8 crop(size, size);
    cv::resize(frame(square), matView(crop), cv::Size(size, size), 0, 0, cv::INTER_CUBIC);
    return crop;
}

}  // namespace

Landmarks faceTemplate() {
    Landmarks points = kTemplate;
    for (Point& p : points) p = {p.x * kFrame / kTemplateSize, p.y * kFrame / kTemplateSize};
    return points;
}

FaceAlignment alignFace(const Landmarks& landmarks) {
    FaceAlignment face{.matrix = fitSimilarity(landmarks)};
    const std::array<double, 6>& m = face.matrix;
    for (std::size_t i = 0; i < landmarks.size(); ++i) {
        const Point& p = landmarks[i];
        face.projected[i] = {m[0] * p.x + m[1] * p.y + m[2] + kBorder, m[3] * p.x + m[4] * p.y + m[5] + kBorder};
        if (!(std::abs(face.projected[i].x) < 1e6 && std::abs(face.projected[i].y) < 1e6))
            refuseFace("a point far away");
    }
    face.halfWidth = (int(face.projected[1].x) - int(face.projected[0].x)) / 2;
    if (face.halfWidth < 1) refuseFace("the first eye must be the one that is left in the picture");
    return face;
}

void checkCropOptions(const CropOptions& options) {
    if (options.size < 8 || options.size > 2000)
        throw Error(Errc::BadArgument,
                    "the crop's size is " + std::to_string(options.size) + "; wanted are 8 to 2000 pixels");
}

EyeCrops cropEyes(const core::Image8& image, const Landmarks& landmarks, const CropOptions& options) {
    if (image.empty()) throw Error(Errc::BadArgument, "cropEyes: no picture");
    checkCropOptions(options);
    const FaceAlignment face = alignFace(landmarks);
    const Point middle = meanOf(landmarks);
    if (middle.x < -image.width() || middle.y < -image.height() || middle.x > 2.0 * image.width() ||
        middle.y > 2.0 * image.height())
        refuseFace("far outside the picture");
    const cv::Mat rgb = options.stretch ? stretched(rgbMat(image)) : rgbMat(image);
    const cv::Rect part = partAround(rgb, landmarks);
    if (part.empty()) refuseFace("outside the picture");
    const cv::Mat frame = frameOf(rgb, face, part);
    return {cutEye(frame, face.projected[0], face.halfWidth, options.size),
            cutEye(frame, face.projected[1], face.halfWidth, options.size)};
}

}  // namespace syper::vision
