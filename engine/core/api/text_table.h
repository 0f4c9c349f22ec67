// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace syper::core {

/// One row of a text table; the views live until the callback returns.
struct TextRow {
    std::int64_t line = 0;  ///< in the file, from 1
    std::span<const std::string_view> fields;
};

/// Reads a table of text row by row, in one pass and without holding it: UTF-8 with or without a byte order mark, any
/// line ends, blank lines skipped. The first row decides the separator: a semicolon, else a tab, else a comma, else
/// runs of spaces. Fields lose the spaces around them; "quotes" keep separators and doubled quotes. Throws
/// Error{NotFound, Io, BadFormat}, and what `onRow` throws.
void readTextTable(const std::filesystem::path& path, const std::function<void(const TextRow&)>& onRow);

/// `text` as a field of a comma-separated file: in quotes where it needs them.
[[nodiscard]] std::string csvField(std::string_view text);

/// The shortest text that reads back equal.
[[nodiscard]] std::string shortestText(double value);

}  // namespace syper::core
