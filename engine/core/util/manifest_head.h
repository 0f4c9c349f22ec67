// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

namespace syper::core {

/// What begins every manifest: format, program, command line, host, processor, LibTorch, threads.
[[nodiscard]] nlohmann::ordered_json manifestHead();

/// A manifest as a file's text. File names may be any bytes, JSON may not: what is no UTF-8 is replaced.
[[nodiscard]] std::string manifestText(const nlohmann::ordered_json& manifest);

/// A manifest of ours, or null where there is none or it cannot be read: it is only ever a help.
[[nodiscard]] nlohmann::ordered_json readManifest(const std::filesystem::path& path);

}  // namespace syper::core
