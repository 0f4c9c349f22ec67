// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace syper::core {

/// Bytes that this process may still take without swapping: the least of what the machine has free, what its control
/// group allows and what its address space is limited to. The largest number where none of them can be told.
[[nodiscard]] std::int64_t availableMemory();

/// Throws Error{OutOfMemory} saying what `what` needs and what there is, where that is less.
void requireMemory(const std::string& what, double bytes);

}  // namespace syper::core
