// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/api/run_control.h"
#include "vision/eye_crop.h"

namespace syper::vision {

/// Faces to eye crops, in files.
struct CropJob {
    std::vector<std::string> given;  ///< pictures as listPictures takes them
    std::filesystem::path out;       ///< folder; sub-folders of the given ones are kept below it
    CropOptions crop = {};
    std::string detector = "auto";         ///< see listDetectors; not used with landmarks
    std::filesystem::path landmarks = {};  ///< table file,x1,y1..x5,y5 instead of a detector
    bool allFaces = false;                 ///< else the largest
};

struct CropFailure {
    std::string picture, reason;
};

struct CropOutcome {
    std::int64_t pictures = 0, faces = 0, crops = 0;
    std::vector<std::filesystem::path> files;       ///< the crops, in the order written
    std::vector<CropFailure> failures;              ///< pictures that gave no crop, and why
    std::map<std::string, std::int64_t> detectors;  ///< pictures by the detector that saw the face
};

/// Writes STEM_left.png and STEM_right.png (the side as seen in the picture; further faces STEM_face2_left.png ..) and
/// crops.csv, which lists every picture, its crops, landmarks and, where there are none, the reason. A picture that
/// cannot be read or has no face does not stop the rest. Left-over .part files of an earlier run are removed.
///
/// Throws core::Error where the job itself cannot run (no pictures, no detector, a table that cannot be read, a folder
/// that cannot be written), and core::Stopped, with finished crops and their crops.csv kept.
[[nodiscard]] CropOutcome cropPictures(const CropJob& job, core::RunControl& control);

}  // namespace syper::vision
