// SPDX-License-Identifier: GPL-3.0-or-later
#include "vision/image_io.h"

#include <opencv2/imgcodecs.hpp>

#include "core/api/error.h"
#include "core/util/files.h"
#include "vision/library_words.h"
#include "vision/mat_view.h"
#include "vision/picture_format.h"
#include "vision/quiet_opencv.h"

namespace syper::vision {
namespace {

namespace fs = std::filesystem;
using core::Errc;
using core::Error;

constexpr std::size_t kMaxBytes = std::size_t(1) << 30;

/// Turns a picture as stored into the one meant (EXIF 2.3, tag 0x0112).
cv::Mat upright(const cv::Mat& stored, int orientation) {
    cv::Mat turned = stored;
    if (orientation >= 5) cv::transpose(stored, turned);
    constexpr int kNone = 2;  // no flip; OpenCV's codes are 0 = rows, 1 = columns, -1 = both
    constexpr int kFlip[] = {kNone, kNone, 1, -1, 0, kNone, 1, -1, 0};
    const int code = kFlip[orientation];
    cv::Mat result;
    if (code == kNone) return turned;
    cv::flip(turned, result, code);
    return result;
}

/// libjpeg goes on where data are damaged and makes the rest up; it only says so. Stray bytes between segments do no
/// harm, and many programs write them.
bool madeUp(const std::string& words) {
    return words.find("JPEG") != std::string::npos && words.find("extraneous bytes") == std::string::npos;
}

cv::Mat decode(std::span<const std::byte> bytes, const std::string& name) {
    const cv::Mat raw(1, int(bytes.size()), CV_8UC1, const_cast<std::byte*>(bytes.data()));
    cv::Mat bgr;
    const LibraryWords words;
    try {
        bgr = cv::imdecode(raw, cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION);
    } catch (const cv::Exception& error) {
        if (error.code == cv::Error::StsNoMem)
            throw Error(Errc::OutOfMemory, "cannot read " + name + ": not enough memory; close other programs");
    }
    if (bgr.empty() || madeUp(words.text()))
        throw Error(Errc::BadFormat, "cannot read " + name + ": the picture is damaged; copy or download it again");
    return bgr;
}

}  // namespace

core::Image8 decodeImage(std::span<const std::byte> bytes, const std::string& name) {
    if (bytes.size() > kMaxBytes) throw Error(Errc::BadFormat, "cannot read " + name + ": over 1 GB; choose a picture");
    const PictureHeader header = checkPicture(bytes, name);
    quietOpenCv();
    const cv::Mat bgr = header.format == PictureFormat::Png ? decode(essentialPng(bytes), name) : decode(bytes, name);
    // OpenCV's TIFF reader turns the picture itself, whatever it is told.
    const cv::Mat turned = upright(bgr, header.format == PictureFormat::Tiff ? 1 : header.orientation);
    core::Image8 image(turned.cols, turned.rows);
    cv::cvtColor(turned, matView(image), cv::COLOR_BGR2RGB);
    return image;
}

core::Image8 readImage(const fs::path& path) {
    std::error_code none;
    if (fs::is_directory(path, none))
        throw Error(Errc::Io, "cannot read " + path.string() + ": it is a folder; give a picture file");
    const core::MappedFile file(path);
    return decodeImage(file.bytes(), path.string());
}

}  // namespace syper::vision
