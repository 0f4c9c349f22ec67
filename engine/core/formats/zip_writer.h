// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <vector>

namespace syper::core {

/// One member of an archive, under its path in it.
struct ZipMember {
    std::string name;
    std::string bytes;
};

/// A ZIP archive of stored members with a fixed date, so equal content is equal bytes. `align` > 1: each member's data
/// begins at a multiple of it. Throws Error{Unsupported} beyond 4 GiB.
[[nodiscard]] std::string zipBytes(std::span<const ZipMember> members, std::size_t align = 1);

}  // namespace syper::core
