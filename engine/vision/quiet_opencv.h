// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <opencv2/core/utils/logger.hpp>

namespace syper::vision {

/// OpenCV's own words do not reach the user: what goes wrong is told by core::Error.
inline void quietOpenCv() {
    cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
}

}  // namespace syper::vision
