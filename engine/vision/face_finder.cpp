// SPDX-License-Identifier: GPL-3.0-or-later
#include "vision/face_finder.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/api/error.h"
#include "vision/mat_view.h"

namespace syper::vision {
namespace {

using core::Errc;
using core::Error;

constexpr int kUsual = 640, kLarge = 1600, kGroup = 3200;  // longest sides that detectors see
constexpr int kSmall = 1280, kEnlarge = 4;  // small pictures are enlarged up to this side, at most by this factor

/// Quarter turns clockwise.
enum class Turn : std::uint8_t { None, Right, Half, Left };

/// One way of looking at the picture: its longest side scaled to `longest`, then turned.
struct Look {
    int longest;
    Turn turn;
};

std::vector<Look> looksAt(int longest, bool all) {
    const int other =
        longest <= kUsual ? std::min(kSmall, kEnlarge * longest) : std::min(all ? kGroup : kLarge, 2 * longest);
    const int usual = std::min(kUsual, longest);
    if (all) return {{other, Turn::None}, {usual, Turn::Right}, {usual, Turn::Left}, {usual, Turn::Half}};
    return {{usual, Turn::None}, {other, Turn::None}, {usual, Turn::Right}, {usual, Turn::Left}, {usual, Turn::Half}};
}

cv::Mat scaled(const cv::Mat& rgb, int longest) {
    const int side = std::max(rgb.cols, rgb.rows);
    if (side == longest) return rgb;
    const double factor = double(longest) / side;
    cv::Mat result;
    cv::resize(
        rgb, result,
        cv::Size(std::max(1, int(std::lround(rgb.cols * factor))), std::max(1, int(std::lround(rgb.rows * factor)))), 0,
        0, factor < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
    return result;
}

cv::Mat turned(const cv::Mat& rgb, Turn turn) {
    if (turn == Turn::None) return rgb;
    cv::Mat result;
    cv::rotate(rgb, result,
               turn == Turn::Right  ? cv::ROTATE_90_CLOCKWISE
               : turn == Turn::Half ? cv::ROTATE_180
                                    : cv::ROTATE_90_COUNTERCLOCKWISE);
    return result;
}

}  // namespace

/// A prepared picture and the way back from its points to the original's.
struct FaceFinder::View {
    core::Image8 image;
    Turn turn;
    cv::Size before;  ///< scaled, not turned
    double scaleX, scaleY;

    [[nodiscard]] Point back(const Point& p) const {
        Point q = p;
        if (turn == Turn::Right) q = {p.y, before.height - 1 - p.x};
        if (turn == Turn::Left) q = {before.width - 1 - p.y, p.x};
        if (turn == Turn::Half) q = {before.width - 1 - p.x, before.height - 1 - p.y};
        return {(q.x + 0.5) / scaleX - 0.5, (q.y + 0.5) / scaleY - 0.5};
    }
    [[nodiscard]] Face back(const Face& face) const {
        Face result = face;
        for (Point& p : result.landmarks) p = back(p);
        const Point a = back(Point{face.box.x, face.box.y});
        const Point b = back(Point{face.box.x + face.box.width, face.box.y + face.box.height});
        result.box = {std::min(a.x, b.x), std::min(a.y, b.y), std::abs(a.x - b.x), std::abs(a.y - b.y)};
        return result;
    }
};

FaceFinder::FaceFinder(const std::string& detector) {
    if (detector != "auto") {
        auto made = makeDetector(detector);
        for (const DetectorInfo& info : listDetectors())
            if (info.name == detector) ladder_.push_back({info.name, true, info.sureScore, std::move(made)});
        return;
    }
    std::string missing;
    for (const DetectorInfo& info : listDetectors()) {
        if (info.missing.empty())
            ladder_.push_back({info.name, info.cautious, info.sureScore, makeDetector(info.name)});
        else
            missing += (missing.empty() ? "" : "; ") + info.name + ": " + info.missing;
    }
    if (ladder_.empty()) throw Error(Errc::NotFound, "no face detector can be used (" + missing + ")");
}

std::vector<std::string> FaceFinder::detectors() const {
    std::vector<std::string> names;
    for (const Step& step : ladder_) names.push_back(step.name);
    return names;
}

FoundFaces FaceFinder::search(const std::vector<View>& views, bool cautious, bool sure) {
    for (const View& view : views)
        for (Step& step : ladder_) {
            if (step.cautious != cautious || (!cautious && view.turn != Turn::None)) continue;
            FoundFaces found{.faces = {}, .detector = step.name};
            for (const Face& face : step.detector->detect(view.image))
                if (!sure || face.score >= step.sureScore) found.faces.push_back(view.back(face));
            if (found.faces.empty()) continue;
            std::ranges::stable_sort(found.faces, [](const Face& a, const Face& b) {
                return a.box.width * a.box.height > b.box.width * b.box.height;
            });
            return found;
        }
    return {};
}

FoundFaces FaceFinder::find(const core::Image8& image, const FindOptions& options) {
    if (image.empty()) throw Error(Errc::BadArgument, "no picture to look for faces in");
    const cv::Mat rgb = rgbMat(image);
    std::vector<View> views;
    for (const Look& look : looksAt(std::max(rgb.cols, rgb.rows), options.all)) {
        const cv::Mat sized = scaled(rgb, look.longest);
        views.push_back({.image = imageFromMat(turned(sized, look.turn)),
                         .turn = look.turn,
                         .before = sized.size(),
                         .scaleX = double(sized.cols) / rgb.cols,
                         .scaleY = double(sized.rows) / rgb.rows});
        // Views are made as they are needed: most faces are seen in the first.
        if (FoundFaces found = search({views.back()}, true, options.sure); !found.faces.empty()) return found;
    }
    return search(views, false, options.sure);
}

}  // namespace syper::vision
