// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

namespace syper::core {

/// What the program ships in resources/models; the role is the file's stem.
inline constexpr const char* kBundledGenerator = "generator";
inline constexpr const char* kBundledTeacher = "teacher";
inline constexpr const char* kBundledW8 = "student-w8a8";
inline constexpr const char* kBundledW4 = "student-w4a4";

/// The folder with the program's data: $SYPER_RESOURCES, else share/syper beside the program's bin, else the source
/// tree it was built from. Throws Error{NotFound}.
[[nodiscard]] std::filesystem::path resourceFolder();

/// `given` as it is, or for "bundled" the file of `role`. Throws Error{NotFound} for a missing file.
[[nodiscard]] std::filesystem::path resolveModel(const std::string& given, const std::string& role);

}  // namespace syper::core
