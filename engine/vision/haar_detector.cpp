// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <opencv2/objdetect.hpp>

#include "core/api/error.h"
#include "vision/detectors.h"
#include "vision/mat_view.h"
#include "vision/quiet_opencv.h"

namespace syper::vision {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFaceFile = "haarcascade_frontalface_alt2.xml";
constexpr const char* kEyeFile = "haarcascade_eye_tree_eyeglasses.xml";
constexpr const char* kDebianFolder = "/usr/share/opencv4/haarcascades";  // where Debian's opencv-data has them
constexpr int kFaceSide = 240;                                            // eyes are looked for at this size

std::optional<fs::path> cascade(const char* name) {
    std::vector<fs::path> folders = detectorFolders();
    folders.emplace_back(kDebianFolder);
    for (const fs::path& folder : folders)
        if (std::error_code none; fs::is_regular_file(folder / name, none)) return folder / name;
    return std::nullopt;
}

void load(cv::CascadeClassifier& classifier, const char* name) {
    const fs::path path = cascade(name).value();
    bool good = false;
    try {
        good = classifier.load(path.string());
    } catch (const cv::Exception&) {
        good = false;
    }
    if (!good) throw core::Error(core::Errc::BadFormat, path.string() + " is no cascade; install opencv-data again");
}

class HaarDetector final : public FaceDetector {
public:
    HaarDetector() {
        quietOpenCv();
        load(faces_, kFaceFile);
        load(eyes_, kEyeFile);
    }

    std::vector<Face> detect(const core::Image8& rgb) override {
        cv::Mat gray;
        cv::cvtColor(rgbMat(rgb), gray, cv::COLOR_RGB2GRAY);
        std::vector<cv::Rect> boxes;
        std::vector<int> neighbours;
        const int least = std::max(40, std::min(gray.cols, gray.rows) / 12);
        if (std::min(gray.cols, gray.rows) < least) return {};
        faces_.detectMultiScale(gray, boxes, neighbours, 1.1, 4, 0, cv::Size(least, least));
        std::vector<Face> faces;
        for (std::size_t i = 0; i < boxes.size(); ++i)
            if (const auto eyes = eyesIn(gray, boxes[i]))
                faces.push_back(
                    {.box = {double(boxes[i].x), double(boxes[i].y), double(boxes[i].width), double(boxes[i].height)},
                     .landmarks = landmarksFromEyes(eyes->first, eyes->second),
                     .score = double(neighbours[i])});
        return faces;
    }

private:
    using Eyes = std::pair<Point, Point>;

    /// The middle of the likeliest eye in one half of the face's upper part.
    std::optional<Point> eyeIn(const cv::Mat& gray, const cv::Rect& part) {
        if (part.empty()) return std::nullopt;
        const double scale = double(kFaceSide) / 2 / part.width;
        cv::Mat sized;
        cv::resize(gray(part), sized, cv::Size(), scale, scale, scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
        std::vector<cv::Rect> found;
        std::vector<int> neighbours;
        eyes_.detectMultiScale(sized, found, neighbours, 1.05, 3, 0, cv::Size(kFaceSide / 8, kFaceSide / 8));
        if (found.empty()) return std::nullopt;
        const auto best = std::size_t(std::ranges::max_element(neighbours) - neighbours.begin());
        const cv::Rect& eye = found[best];
        return Point{part.x + (eye.x + eye.width / 2.0) / scale, part.y + (eye.y + eye.height / 2.0) / scale};
    }

    std::optional<Eyes> eyesIn(const cv::Mat& gray, const cv::Rect& face) {
        const cv::Rect whole(0, 0, gray.cols, gray.rows);
        const cv::Rect left(face.x, face.y + face.height / 6, face.width / 2, face.height * 2 / 5);
        const cv::Rect right(left.x + face.width - left.width, left.y, left.width, left.height);
        const auto first = eyeIn(gray, left & whole), second = eyeIn(gray, right & whole);
        if (!first || !second || second->x - first->x < face.width / 5.0) return std::nullopt;
        return Eyes{*first, *second};
    }

    cv::CascadeClassifier faces_, eyes_;
};

}  // namespace

std::string missingForHaar() {
    return cascade(kFaceFile) && cascade(kEyeFile) ? "" : "its cascades are missing; install Debian's opencv-data";
}

std::unique_ptr<FaceDetector> makeHaar() {
    return std::make_unique<HaarDetector>();
}

}  // namespace syper::vision
