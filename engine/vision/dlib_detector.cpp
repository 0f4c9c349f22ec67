// SPDX-License-Identifier: GPL-3.0-or-later
#include "vision/detectors.h"

#ifdef SYPER_HAS_DLIB

#include <dlib/image_processing.h>
#include <dlib/image_processing/frontal_face_detector.h>
#include <dlib/opencv/cv_image.h>

#include <mutex>

#include "core/api/error.h"
#include "vision/mat_view.h"

namespace syper::vision {
namespace {

namespace fs = std::filesystem;

constexpr const char* kModelFile = "shape_predictor_68_face_landmarks.dat";
constexpr const char* kDebianFolder = "/usr/share/dlib";  // where Debian's libdlib-data has it
constexpr int kSmallestSide = 32;

// Indices of the iBUG 300-W markup, ranges [first, last).
constexpr unsigned long kLeftEye = 36, kRightEye = 42, kEyeEnd = 48, kNoseTip = 30, kMouthLeft = 48, kMouthRight = 54;

std::optional<fs::path> modelFile() {
    std::vector<fs::path> folders = detectorFolders();
    folders.emplace_back(kDebianFolder);
    for (const fs::path& folder : folders)
        if (std::error_code none; fs::is_regular_file(folder / kModelFile, none)) return folder / kModelFile;
    return std::nullopt;
}

/// 100 MB that take most of a second to read: kept for all detectors of the process.
std::shared_ptr<const dlib::shape_predictor> sharedModel(const fs::path& path) {
    static std::mutex mutex;
    static std::shared_ptr<const dlib::shape_predictor> model;
    static fs::path loaded;
    const std::lock_guard lock(mutex);
    if (model && loaded == path) return model;
    try {
        auto fresh = std::make_shared<dlib::shape_predictor>();
        dlib::deserialize(path.string()) >> *fresh;
        if (fresh->num_parts() != 68)
            throw core::Error(core::Errc::BadFormat,
                              path.string() + " is no model of 68 landmarks; install libdlib-data");
        model = fresh;
    } catch (const dlib::serialization_error&) {
        throw core::Error(core::Errc::BadFormat, path.string() + " is damaged; install libdlib-data again");
    }
    loaded = path;
    return model;
}

Point meanOf(const dlib::full_object_detection& shape, unsigned long first, unsigned long last) {
    Point mean;
    for (unsigned long i = first; i < last; ++i) {
        mean.x += double(shape.part(i).x()) / double(last - first);
        mean.y += double(shape.part(i).y()) / double(last - first);
    }
    return mean;
}

Point partOf(const dlib::full_object_detection& shape, unsigned long i) {
    return meanOf(shape, i, i + 1);
}

class DlibDetector final : public FaceDetector {
public:
    explicit DlibDetector(const fs::path& model)
        : detector_(dlib::get_frontal_face_detector()), model_(sharedModel(model)) {}

    std::vector<Face> detect(const core::Image8& rgb) override {
        if (std::min(rgb.width(), rgb.height()) < kSmallestSide) return {};
        cv::Mat gray;
        cv::cvtColor(rgbMat(rgb), gray, cv::COLOR_RGB2GRAY);
        const dlib::cv_image<unsigned char> view(gray);
        std::vector<dlib::rect_detection> found;
        detector_(view, found);
        std::vector<Face> faces;
        for (const dlib::rect_detection& one : found) {
            const dlib::full_object_detection shape = (*model_)(view, one.rect);
            faces.push_back(
                {.box = {double(one.rect.left()), double(one.rect.top()), double(one.rect.width()),
                         double(one.rect.height())},
                 .landmarks = {meanOf(shape, kLeftEye, kRightEye), meanOf(shape, kRightEye, kEyeEnd),
                               partOf(shape, kNoseTip), partOf(shape, kMouthLeft), partOf(shape, kMouthRight)},
                 .score = one.detection_confidence});
        }
        return faces;
    }

private:
    dlib::frontal_face_detector detector_;
    std::shared_ptr<const dlib::shape_predictor> model_;
};

}  // namespace

std::string missingForDlib() {
    return modelFile() ? "" : std::string(kModelFile) + " is missing; install Debian's libdlib-data";
}

std::unique_ptr<FaceDetector> makeDlib() {
    return std::make_unique<DlibDetector>(modelFile().value());
}

}  // namespace syper::vision

#else

#include "core/api/error.h"

namespace syper::vision {

std::string missingForDlib() {
    return "this program was built without dlib; install libdlib-dev and build again";
}

std::unique_ptr<FaceDetector> makeDlib() {
    throw core::Error(core::Errc::Unsupported, missingForDlib());
}

}  // namespace syper::vision

#endif
