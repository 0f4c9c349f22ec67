// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// How each detector is made; face_detector.cpp has the list.
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "vision/face_detector.h"

namespace syper::vision {

/// The five points from two eyes alone, by the template's proportions.
[[nodiscard]] Landmarks landmarksFromEyes(const Point& left, const Point& right);

/// The mouth's corners from its middle, by the template's width between these eyes.
void setMouthAround(const Point& middle, Landmarks& landmarks);

/// HOG detector and 68 landmarks of dlib. Missing where the program was built without dlib, or without its model.
[[nodiscard]] std::string missingForDlib();
[[nodiscard]] std::unique_ptr<FaceDetector> makeDlib();

/// MediaPipe's BlazeFace for 256 px as ONNX, run by OpenCV.
inline constexpr const char* kBlazeFaceFile = "face_detection_back_256x256_barracuda.onnx";
[[nodiscard]] std::unique_ptr<FaceDetector> makeBlazeFace(const std::filesystem::path& model);

/// YuNet as ONNX, run by OpenCV; a file that the user brings.
[[nodiscard]] std::unique_ptr<FaceDetector> makeYuNet(const std::filesystem::path& model);

/// Haar cascades of opencv-data: a face and two eyes in it.
[[nodiscard]] std::string missingForHaar();
[[nodiscard]] std::unique_ptr<FaceDetector> makeHaar();

}  // namespace syper::vision
