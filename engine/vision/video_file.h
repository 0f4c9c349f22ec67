// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>

#include "core/api/image8.h"

namespace syper::vision {

/// An MP4 file (MPEG-4 part 2) that is written frame by frame. It appears under its name when finish() has found every
/// frame in it; until then it is STEM.part.mp4, which a destructor without finish() removes. Throws core::Error{Io},
/// also where this OpenCV cannot write MP4, and Error{BadArgument} for frames of odd or different sizes.
class VideoFile {
public:
    /// fps > 0. roomLeft: bytes free where the file lies; the disk's own unless a test says otherwise.
    VideoFile(std::filesystem::path path, int width, int height, double fps,
              std::function<std::uintmax_t()> roomLeft = {});
    VideoFile(const VideoFile&) = delete;
    VideoFile& operator=(const VideoFile&) = delete;
    ~VideoFile();

    /// Throws core::Error{Io} while there is still room to finish(): what is written so far can be kept.
    void add(const core::Image8& frame);
    /// Closes the file, counts its frames and gives it its name. Without frames there is no file.
    void finish();
    [[nodiscard]] std::int64_t frames() const noexcept { return frames_; }

private:
    struct Writer;
    std::filesystem::path path_, part_;
    std::function<std::uintmax_t()> roomLeft_;
    std::unique_ptr<Writer> writer_;
    int width_ = 0, height_ = 0;
    std::int64_t frames_ = 0;
    bool finished_ = false;
};

}  // namespace syper::vision
