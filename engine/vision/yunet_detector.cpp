// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <opencv2/objdetect/face.hpp>

#include "core/api/error.h"
#include "vision/detectors.h"
#include "vision/mat_view.h"
#include "vision/quiet_opencv.h"

namespace syper::vision {
namespace {

namespace fs = std::filesystem;

constexpr float kLeastScore = 0.8F, kSameFace = 0.3F;
constexpr int kSmallestSide = 32;

class YuNetDetector final : public FaceDetector {
public:
    explicit YuNetDetector(const fs::path& model) : model_(model.string()) {
        quietOpenCv();
        try {
            net_ = cv::FaceDetectorYN::create(model_, "", cv::Size(320, 320), kLeastScore, kSameFace);
        } catch (const cv::Exception&) {
            refuse();
        }
        (void)detect(core::Image8(320, 320));
    }

    std::vector<Face> detect(const core::Image8& rgb) override {
        if (std::min(rgb.width(), rgb.height()) < kSmallestSide) return {};
        cv::Mat bgr, found;
        cv::cvtColor(rgbMat(rgb), bgr, cv::COLOR_RGB2BGR);
        try {
            net_->setInputSize(bgr.size());
            net_->detect(bgr, found);
        } catch (const cv::Exception&) {
            refuse();
        }
        std::vector<Face> faces;
        for (int row = 0; row < found.rows; ++row) {
            const auto* v = found.ptr<float>(row);
            Face face{.box = {v[0], v[1], v[2], v[3]}, .landmarks = {}, .score = v[14]};
            for (std::size_t i = 0; i < 5; ++i) face.landmarks[i] = {v[4 + 2 * i], v[5 + 2 * i]};
            faces.push_back(face);
        }
        return faces;
    }

private:
    [[noreturn]] void refuse() const {
        throw core::Error(core::Errc::BadFormat, model_ + " is no YuNet that OpenCV " CV_VERSION
                                                          " can run; bring face_detection_yunet_2022mar.onnx");
    }

    std::string model_;
    cv::Ptr<cv::FaceDetectorYN> net_;
};

}  // namespace

std::unique_ptr<FaceDetector> makeYuNet(const fs::path& model) {
    return std::make_unique<YuNetDetector>(model);
}

}  // namespace syper::vision
