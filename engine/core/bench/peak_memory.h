// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>

namespace syper::core {

/// Bytes that `work` had in memory at most, files that it mapped included, beyond what the process held before. Nothing
/// where the system does not tell (Linux does, /proc/self); `work` runs all the same.
[[nodiscard]] std::optional<double> peakBytesOf(const std::function<void()>& work);

}  // namespace syper::core
