// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace syper::core {

/// True where the file is a PNG to its end and all of its checksums agree. Throws Error{NotFound, Io}.
[[nodiscard]] bool isWholePng(const std::filesystem::path& path);

}  // namespace syper::core
