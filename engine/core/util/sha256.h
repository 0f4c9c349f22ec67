// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace syper::core {

/// 64 lower-case hexadecimal digits.
[[nodiscard]] std::string sha256(std::string_view bytes);
/// Of a file's content. Throws Error{NotFound, Io}.
[[nodiscard]] std::string sha256File(const std::filesystem::path& path);

}  // namespace syper::core
