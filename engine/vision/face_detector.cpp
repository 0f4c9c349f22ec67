// SPDX-License-Identifier: GPL-3.0-or-later
#include "vision/face_detector.h"

#include <algorithm>
#include <cstdlib>

#include "core/api/error.h"
#include "core/api/resources.h"
#include "vision/detectors.h"

namespace syper::vision {
namespace {

namespace fs = std::filesystem;
using core::Errc;
using core::Error;

std::optional<fs::path> environmentFolder(const char* name) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') return std::nullopt;
    return fs::path(value);
}

/// The first file in the detectors' folders whose name fits.
template <class Fits>
std::optional<fs::path> findFile(Fits fits) {
    for (const fs::path& folder : detectorFolders()) {
        std::vector<fs::path> found;
        std::error_code none;
        for (const fs::directory_entry& entry : fs::directory_iterator(folder, none))
            if (entry.is_regular_file(none) && fits(entry.path().filename().string())) found.push_back(entry.path());
        if (!found.empty()) return *std::ranges::min_element(found);
    }
    return std::nullopt;
}

std::optional<fs::path> blazeFaceFile() {
    return findFile([](const std::string& name) { return name == kBlazeFaceFile; });
}

std::optional<fs::path> yuNetFile() {
    return findFile(
        [](const std::string& name) { return name.find("yunet") != std::string::npos && name.ends_with(".onnx"); });
}

// Of 207 eye crops BlazeFace took 89 for a face at its own threshold, the best with 0.883; a portrait's median is 0.90.
constexpr double kSureBlazeFace = 0.89, kSureYuNet = 0.9;

/// One line a detector, the first choice first.
struct Entry {
    const char* name;
    const char* description;
    bool cautious;
    double sureScore;
    std::string (*missing)();
    std::unique_ptr<FaceDetector> (*make)();
};

constexpr Entry kDetectors[] = {
    {"dlib", "dlib's HOG detector and 68 landmarks", true, 0.0, missingForDlib, makeDlib},
    {"blazeface", "MediaPipe BlazeFace, 256 px", true, kSureBlazeFace,
     [] { return std::string(blazeFaceFile() ? "" : "its model file is missing; run installer/fetch-detector"); },
     [] { return makeBlazeFace(blazeFaceFile().value()); }},
    {"yunet", "YuNet, from a file that you bring", true, kSureYuNet,
     [] {
         return std::string(yuNetFile() ? ""
                                        : "its model file is missing; put face_detection_yunet_2022mar.onnx into " +
                                              detectorFolders().front().string());
     },
     [] { return makeYuNet(yuNetFile().value()); }},
    {"haar", "Haar cascades of a face and its eyes", false, 0.0, missingForHaar, makeHaar},
};

}  // namespace

std::vector<fs::path> detectorFolders() {
    std::vector<fs::path> folders;
    if (const auto home = environmentFolder("SYPER_HOME")) folders.push_back(*home / "detectors");
    if (const auto data = environmentFolder("XDG_DATA_HOME"))
        folders.push_back(*data / "syper" / "detectors");
    else if (const auto home = environmentFolder("HOME"))
        folders.push_back(*home / ".local" / "share" / "syper" / "detectors");
    try {
        folders.push_back(core::resourceFolder() / "detectors");
    } catch (const Error&) {
        // A program without data of its own still has the user's folders.
        if (folders.empty()) folders.emplace_back("detectors");
    }
    return folders;
}

std::vector<DetectorInfo> listDetectors() {
    std::vector<DetectorInfo> all;
    for (const Entry& entry : kDetectors)
        all.push_back({.name = entry.name,
                       .description = entry.description,
                       .missing = entry.missing(),
                       .cautious = entry.cautious,
                       .sureScore = entry.sureScore});
    return all;
}

std::unique_ptr<FaceDetector> makeDetector(const std::string& name) {
    std::string known;
    for (const Entry& entry : kDetectors) {
        known += std::string(known.empty() ? "" : ", ") + entry.name;
        if (name != entry.name) continue;
        if (const std::string missing = entry.missing(); !missing.empty())
            throw Error(Errc::NotFound, "the detector " + name + " cannot be used: " + missing);
        return entry.make();
    }
    throw Error(Errc::BadArgument, "no detector \"" + name + "\"; there are auto, " + known);
}

}  // namespace syper::vision
