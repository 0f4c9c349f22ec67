// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace syper::cli {

/// "0,3-5" as 0, 3, 4, 5, in the order given, each seed once unless repeats are kept; 0 to 4294967295, ten million at
/// most. Throws CLI::ValidationError.
[[nodiscard]] std::vector<std::uint32_t> parseSeeds(const std::string& text, bool keepRepeats = false);

/// The check of an option that parseSeeds reads.
[[nodiscard]] CLI::Validator isSeedList();

/// "I/N" with 0 <= I < N. Throws CLI::ValidationError.
[[nodiscard]] std::pair<int, int> parseShard(const std::string& text);

}  // namespace syper::cli
