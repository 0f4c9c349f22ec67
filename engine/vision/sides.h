// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syper::vision {

/// Which pictures are mirrored when loaded. Auto: those of left eyes that are not mirrored already.
enum class Mirror : std::uint8_t { Auto, None, All };

/// auto, none, all. Throws core::Error{BadArgument} listing them.
[[nodiscard]] Mirror parseMirror(std::string_view text);

/// Whether a file's own name marks a left eye: `_left` in it, or `L` right before the ending.
[[nodiscard]] bool namesLeftEye(const std::filesystem::path& file);

/// What labels.csv and dataset.json say about pictures being mirrored already. Remembers each table it has read.
class SideTables {
public:
    /// More tables that count for the files they list, before those beside the pictures. Throws core::Error{NotFound}.
    explicit SideTables(const std::vector<std::filesystem::path>& extra = {});

    /// Says it for one file, whatever the tables say.
    void set(const std::filesystem::path& file, bool mirrored);

    /// The `mirrored` value of the nearest table in the file's own folder or one above it, up to `root`.
    /// Throws core::Error{BadFormat} for a table whose column cannot be understood.
    [[nodiscard]] std::optional<bool> mirrored(const std::filesystem::path& file, const std::filesystem::path& root);

private:
    using Table = std::map<std::string, bool, std::less<>>;  ///< normal absolute path -> mirrored already
    const Table& tableOf(const std::filesystem::path& folder);

    std::map<std::filesystem::path, Table> folders_;
    Table extra_;
};

/// Whether a single picture is the crop of a left eye and not mirrored yet, as its name and a table beside it tell.
/// Throws as SideTables.
[[nodiscard]] bool wantsMirroring(const std::filesystem::path& file);

}  // namespace syper::vision
