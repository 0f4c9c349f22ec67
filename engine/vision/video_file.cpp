// SPDX-License-Identifier: GPL-3.0-or-later
#include "vision/video_file.h"

#include <limits>
#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>

#include "core/api/error.h"
#include "vision/mat_view.h"
#include "vision/quiet_opencv.h"

namespace syper::vision {
namespace {

using core::Errc;
using core::Error;
namespace fs = std::filesystem;

/// What must stay free for the index at the file's end and what lies in buffers: OpenCV does not tell failed writes.
constexpr std::uintmax_t kReserve = std::uintmax_t(8) << 20;

/// Every frame is decoded: a header may promise what a full disk did not take.
std::int64_t countFrames(const fs::path& path) {
    cv::VideoCapture reader(path.string(), cv::CAP_FFMPEG);
    std::int64_t count = 0;
    while (reader.isOpened() && reader.grab()) ++count;
    return count;
}

}  // namespace

struct VideoFile::Writer {
    cv::VideoWriter video;
};

VideoFile::VideoFile(fs::path path, int width, int height, double fps, std::function<std::uintmax_t()> roomLeft)
    : path_(std::move(path)),
      roomLeft_(std::move(roomLeft)),
      writer_(std::make_unique<Writer>()),
      width_(width),
      height_(height) {
    quietOpenCv();
    if (width < 2 || height < 2 || width % 2 != 0 || height % 2 != 0 || !(fps > 0.0 && fps <= 1000.0))
        throw Error(Errc::BadArgument, "cannot film " + std::to_string(width) + "x" + std::to_string(height) +
                                           " pixels at " + std::to_string(fps) +
                                           " frames a second; give even sizes and 1 to 1000 frames a second");
    part_ = path_.parent_path() / (path_.stem().string() + ".part.mp4");
    std::error_code failed;
    if (path_.has_parent_path()) fs::create_directories(path_.parent_path(), failed);
    const fs::path folder = path_.has_parent_path() ? path_.parent_path() : fs::path(".");
    if (!roomLeft_)
        roomLeft_ = [folder] {
            std::error_code unknown;
            const fs::space_info space = fs::space(folder, unknown);
            return unknown ? std::numeric_limits<std::uintmax_t>::max() : space.available;
        };
    if (!fs::is_directory(folder))
        throw Error(Errc::Io, "cannot write " + path_.string() + ": there is no such folder; choose another");
    writer_->video.open(part_.string(), cv::CAP_FFMPEG, cv::VideoWriter::fourcc('m', 'p', '4', 'v'), fps,
                        cv::Size(width, height), true);
    if (writer_->video.isOpened()) return;
    fs::remove(part_, failed);
    throw Error(Errc::Io,
                "cannot begin the film " + path_.string() +
                    ": the folder cannot be written, or OpenCV is without FFmpeg; write a folder of pictures instead");
}

VideoFile::~VideoFile() {
    if (finished_) return;
    writer_->video.release();
    std::error_code ignored;
    fs::remove(part_, ignored);
}

void VideoFile::add(const core::Image8& frame) {
    if (frame.width() != width_ || frame.height() != height_)
        throw Error(Errc::BadArgument, "a frame has " + std::to_string(frame.width()) + "x" +
                                           std::to_string(frame.height()) + " pixels, the film " +
                                           std::to_string(width_) + "x" + std::to_string(height_));
    if (roomLeft_() < kReserve)
        throw Error(Errc::Io,
                    frames_ > 0 ? "the disk of " + path_.string() + " is full after " + std::to_string(frames_) +
                                      " frames, which are kept; free some space and make it again"
                                : "the disk of " + path_.string() + " has less than " + std::to_string(kReserve >> 20) +
                                      " MB left, too little for a film; free some space");
    cv::Mat bgr;
    cv::cvtColor(rgbMat(frame), bgr, cv::COLOR_RGB2BGR);
    writer_->video.write(bgr);
    ++frames_;
}

void VideoFile::finish() {
    writer_->video.release();
    finished_ = true;
    std::error_code failed;
    if (frames_ == 0) {
        fs::remove(part_, failed);
        return;
    }
    const std::int64_t found = countFrames(part_);
    if (found == 0)
        fs::remove(part_, failed);
    else
        fs::rename(part_, path_, failed);
    if (failed)
        throw Error(Errc::Io, "cannot rename " + part_.string() + " (" + failed.message() + "); check the folder");
    if (found == frames_) return;
    throw Error(Errc::Io, "only " + std::to_string(found) + " of " + std::to_string(frames_) +
                              " frames went into the film " + path_.string() + (found > 0 ? ", which are kept" : "") +
                              "; free some disk space and make it again");
}

}  // namespace syper::vision
