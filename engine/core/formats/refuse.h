// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace syper::core {

/// `text` fit for one line of a terminal: control characters become '?', and what is over `most` bytes is left out.
[[nodiscard]] std::string printable(std::string_view text, std::size_t most = 120);

/// Throws Error{BadFormat} "cannot read FILE: WHY; WAY OUT" in one line.
[[noreturn]] void refuseFile(std::string_view file, const std::string& why,
                             std::string_view wayOut = "download it again or choose another file");

}  // namespace syper::core
