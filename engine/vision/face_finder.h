// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "vision/face_detector.h"

namespace syper::vision {

/// Faces of one picture, the largest first, and which detector saw them.
struct FoundFaces {
    std::vector<Face> faces;
    std::string detector;  ///< empty where none was found
};

struct FindOptions {
    bool all = false;   ///< also small faces beside large ones (slower)
    bool sure = false;  ///< only faces that a detector is sure of: for pictures that may show an eye alone
};

/// Finds faces of any size in a picture of any size, upright or lying, with a ladder of detectors: at several sizes,
/// then turned by quarters. The first that sees a face decides. One thread at a time.
class FaceFinder {
public:
    /// `detector`: a name of listDetectors(), or "auto" for all that can be used, first choice first.
    /// Throws as makeDetector, and core::Error{NotFound} where there is none at all.
    explicit FaceFinder(const std::string& detector = "auto");

    /// Landmarks name the eyes as the upright face has them. Throws core::Error{BadArgument} for an empty picture.
    [[nodiscard]] FoundFaces find(const core::Image8& image, const FindOptions& options = {});

    /// The names on this ladder.
    [[nodiscard]] std::vector<std::string> detectors() const;

private:
    struct Step {
        std::string name;
        bool cautious = true;
        double sureScore = 0.0;
        std::unique_ptr<FaceDetector> detector;
    };
    struct View;
    [[nodiscard]] FoundFaces search(const std::vector<View>& views, bool cautious, bool sure);

    std::vector<Step> ladder_;
};

}  // namespace syper::vision
