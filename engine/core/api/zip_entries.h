// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace syper::core {

class ZipArchive;

/// The entries of a zip that nobody vouches for: all in it is checked, and nothing is kept of what is read. For several
/// threads at once.
class ZipEntries {
public:
    /// Throws Error{NotFound, Io, BadFormat}.
    explicit ZipEntries(const std::filesystem::path& path);
    /// By its first bytes. Throws Error{NotFound, Io}.
    [[nodiscard]] static bool looksLikeOne(const std::filesystem::path& path);

    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] const std::string& name(std::size_t index) const;
    /// Checksum and length: tells other content apart without reading it.
    [[nodiscard]] std::string stamp(std::size_t index) const;
    /// Throws Error{BadFormat, Unsupported}.
    [[nodiscard]] std::vector<std::byte> read(std::size_t index) const;

private:
    std::shared_ptr<const ZipArchive> archive_;
};

}  // namespace syper::core
