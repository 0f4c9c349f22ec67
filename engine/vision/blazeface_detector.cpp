// SPDX-License-Identifier: GPL-3.0-or-later
// BlazeFace (Bazarevsky et al. 2019, arXiv:1907.05047), the 256 px model for cameras on a device's back.
#include <algorithm>
#include <cmath>
#include <opencv2/dnn.hpp>

#include "core/api/error.h"
#include "vision/detectors.h"
#include "vision/mat_view.h"
#include "vision/quiet_opencv.h"

namespace syper::vision {
namespace {

namespace fs = std::filesystem;
using core::Errc;
using core::Error;

constexpr int kSide = 256;
constexpr int kValues = 16;  // a detection: box middle and size, six points
constexpr double kLeastScore = 0.7;
constexpr double kSameFace = 0.3;  // intersection over union of boxes that mean one face
constexpr int kSmallestSide = 32;

/// A grid of anchors: `cells` a side, `perCell` anchors on each, in the order of the outputs' rows.
struct Grid {
    int cells, perCell;
    [[nodiscard]] int rows() const { return cells * cells * perCell; }
};
constexpr Grid kGrids[] = {{16, 2}, {8, 6}};

/// One detection in pixels of the 256 px input, before doubles are merged.
struct Raw {
    std::array<double, kValues> values{};
    double score = 0.0;
};

double overlap(const Raw& a, const Raw& b) {
    const auto shared = [&](std::size_t at) {
        const double low = std::max(a.values[at] - a.values[at + 2] / 2, b.values[at] - b.values[at + 2] / 2);
        const double high = std::min(a.values[at] + a.values[at + 2] / 2, b.values[at] + b.values[at + 2] / 2);
        return std::max(0.0, high - low);
    };
    const double inside = shared(0) * shared(1);
    const double both = a.values[2] * a.values[3] + b.values[2] * b.values[3] - inside;
    return both > 0.0 ? inside / both : 0.0;
}

/// Boxes of one face become their mean, weighted by score: steadier than the best one alone.
std::vector<Raw> merged(std::vector<Raw> all) {
    std::ranges::sort(all, [](const Raw& a, const Raw& b) { return a.score > b.score; });
    std::vector<Raw> faces;
    while (!all.empty()) {
        const Raw best = all.front();
        Raw mean{.values = {}, .score = best.score};
        double weight = 0.0;
        std::erase_if(all, [&](const Raw& one) {
            if (&one != &all.front() && overlap(best, one) < kSameFace) return false;
            for (std::size_t i = 0; i < kValues; ++i) mean.values[i] += one.score * one.values[i];
            weight += one.score;
            return true;
        });
        for (double& value : mean.values) value /= weight;
        faces.push_back(mean);
    }
    return faces;
}

class BlazeFaceDetector final : public FaceDetector {
public:
    explicit BlazeFaceDetector(const fs::path& model) {
        quietOpenCv();
        try {
            net_ = cv::dnn::readNetFromONNX(model.string());
            outputs_ = net_.getUnconnectedOutLayersNames();
            (void)run(cv::Mat(kSide, kSide, CV_8UC3, cv::Scalar(0)));
        } catch (const cv::Exception&) {
            throw Error(Errc::BadFormat, model.string() + " cannot be read as a network; fetch it again");
        }
    }

    std::vector<Face> detect(const core::Image8& rgb) override {
        if (std::min(rgb.width(), rgb.height()) < kSmallestSide) return {};
        const double scale = double(kSide) / std::max(rgb.width(), rgb.height());
        const cv::Size size(std::max(1, int(std::lround(rgb.width() * scale))),
                            std::max(1, int(std::lround(rgb.height() * scale))));
        const cv::Point corner((kSide - size.width) / 2, (kSide - size.height) / 2);
        cv::Mat input(kSide, kSide, CV_8UC3, cv::Scalar(0));
        cv::resize(rgbMat(rgb), input(cv::Rect(corner, size)), size, 0, 0, cv::INTER_AREA);
        std::vector<Face> faces;
        for (const Raw& raw : merged(run(input))) faces.push_back(toFace(raw, corner, scale));
        return faces;
    }

private:
    std::vector<Raw> run(const cv::Mat& input) {
        const int shape[] = {1, kSide, kSide, 3};
        cv::Mat blob(4, shape, CV_32F);
        cv::Mat view(kSide, kSide, CV_32FC3, blob.data);
        input.convertTo(view, CV_32F, 1.0 / 127.5, -1.0);
        net_.setInput(blob);
        std::vector<cv::Mat> results;
        net_.forward(results, outputs_);
        std::vector<Raw> found;
        for (const Grid& grid : kGrids) addGrid(grid, results, found);
        return found;
    }

    static const float* rowsOf(const Grid& grid, int columns, const std::vector<cv::Mat>& results) {
        for (const cv::Mat& one : results)
            if (one.dims == 3 && one.size[1] == grid.rows() && one.size[2] == columns) return one.ptr<float>();
        throw Error(Errc::BadFormat, "the BlazeFace file is another network; fetch it again");
    }

    static void addGrid(const Grid& grid, const std::vector<cv::Mat>& results, std::vector<Raw>& found) {
        const float* scores = rowsOf(grid, 1, results);
        const float* boxes = rowsOf(grid, kValues, results);
        for (int row = 0; row < grid.rows(); ++row) {
            const double score = 1.0 / (1.0 + std::exp(-double(scores[row])));
            if (!(score >= kLeastScore)) continue;
            const int cell = row / grid.perCell;
            const double pitch = double(kSide) / grid.cells;
            const double anchor[] = {(cell % grid.cells + 0.5) * pitch, (cell / grid.cells + 0.5) * pitch};
            Raw raw{.values = {}, .score = score};
            for (int i = 0; i < kValues; ++i)
                raw.values[std::size_t(i)] = boxes[row * kValues + i] + (i == 2 || i == 3 ? 0.0 : anchor[i % 2]);
            found.push_back(raw);
        }
    }

    static Face toFace(const Raw& raw, const cv::Point& corner, double scale) {
        const auto point = [&](std::size_t at) {
            return Point{(raw.values[at] - corner.x) / scale - 0.5, (raw.values[at + 1] - corner.y) / scale - 0.5};
        };
        Face face{.box = {}, .landmarks = {point(4), point(6), point(8)}, .score = raw.score};
        const Point middle = point(0);
        face.box = {middle.x - raw.values[2] / scale / 2, middle.y - raw.values[3] / scale / 2, raw.values[2] / scale,
                    raw.values[3] / scale};
        setMouthAround(point(10), face.landmarks);
        return face;
    }

    cv::dnn::Net net_;
    std::vector<std::string> outputs_;
};

}  // namespace

std::unique_ptr<FaceDetector> makeBlazeFace(const fs::path& model) {
    return std::make_unique<BlazeFaceDetector>(model);
}

}  // namespace syper::vision
