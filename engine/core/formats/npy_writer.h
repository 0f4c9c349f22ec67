// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace syper::core {

/// A .npy file (format 1.0, C order): float32 of `shape`, whose product is values.size().
[[nodiscard]] std::string npyBytes(std::span<const float> values, const std::vector<std::int64_t>& shape);

/// A .npy file of texts, as NumPy has them (<U): UTF-8 in, one dimension. What is no UTF-8 becomes U+FFFD.
[[nodiscard]] std::string npyTexts(const std::vector<std::string>& texts);

/// One member of a .npz file.
struct NpzMember {
    std::string name;   ///< without .npy
    std::string bytes;  ///< a whole .npy file
};
/// A .npz file: a ZIP archive of stored members with a fixed date, so equal content is equal bytes. Throws
/// Error{Unsupported} beyond 4 GiB.
[[nodiscard]] std::string npzBytes(const std::vector<NpzMember>& members);

}  // namespace syper::core
