// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace syper::cli {

/// 1234567 as 1,234,567.
[[nodiscard]] std::string grouped(std::int64_t value);

/// A size for people: 912 bytes, 2.27 MB (decimal units, three figures).
[[nodiscard]] std::string byteText(std::int64_t bytes);

}  // namespace syper::cli
