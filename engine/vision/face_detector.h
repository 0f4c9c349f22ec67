// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/api/image8.h"
#include "vision/eye_crop.h"

namespace syper::vision {

/// In pixels of a picture; may reach over its edges.
struct Box {
    double x = 0.0, y = 0.0, width = 0.0, height = 0.0;
};

struct Face {
    Box box;
    Landmarks landmarks{};
    double score = 0.0;  ///< the detector's own; comparable within one detector only
};

/// Finds upright faces in one picture at its own size. One thread at a time.
class FaceDetector {
public:
    virtual ~FaceDetector() = default;
    /// `rgb` is RGB. Faces in no particular order; none is no error.
    [[nodiscard]] virtual std::vector<Face> detect(const core::Image8& rgb) = 0;
};

/// What there is to choose from, whether or not it can be used here.
struct DetectorInfo {
    std::string name;         ///< what --detector takes
    std::string description;  ///< for people
    std::string missing;      ///< empty where it can be used, else what is missing and how to get it
    bool cautious = true;     ///< rarely sees a face where there is none
    double sureScore = 0.0;   ///< faces of this score or more are not imagined into the picture of an eye alone
};

/// All detectors, the first choice first.
[[nodiscard]] std::vector<DetectorInfo> listDetectors();

/// The one of that name, ready to use. Throws core::Error{BadArgument} for an unknown name, listing the known ones,
/// core::Error{NotFound} with what is missing, and core::Error{BadFormat} for a model file that cannot be used.
[[nodiscard]] std::unique_ptr<FaceDetector> makeDetector(const std::string& name);

/// Where files that detectors need are looked for, in this order: $SYPER_HOME/detectors, the user's data folder
/// (syper/detectors below $XDG_DATA_HOME or ~/.local/share), detectors in the program's own data.
[[nodiscard]] std::vector<std::filesystem::path> detectorFolders();

}  // namespace syper::vision
