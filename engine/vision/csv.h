// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syper::vision {

/// A table with a header line. Every row has as many cells as the header.
struct CsvTable {
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;

    [[nodiscard]] std::optional<std::size_t> column(std::string_view name) const;
};

/// Parses RFC 4180: commas, quoted cells, LF or CRLF, a byte order mark; blank lines are left out and cells trimmed.
/// Throws core::Error{BadFormat} naming `name` and the line of a row whose cells are too many or too few.
[[nodiscard]] CsvTable parseCsv(std::string_view text, const std::string& name);

/// A cell as it is written: quoted where it holds a comma, a quote or a line break.
[[nodiscard]] std::string csvCell(const std::string& text);

}  // namespace syper::vision
