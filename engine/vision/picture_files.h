// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace syper::vision {

/// One file of a selection.
struct PictureFile {
    std::filesystem::path path;
    /// Below the folder that was given, with its sub-folders; for a single file its own name.
    std::filesystem::path relative;
    /// The folder that was given; for a single file its own folder.
    std::filesystem::path root;
};

/// Does the name end as picture files do?
[[nodiscard]] bool isPictureName(const std::filesystem::path& path);

/// Expands what a user gives: files, folders (recursive, sorted by path bytes, hidden files left out), and lists
/// (`@files.txt`, one path a line, relative to the current folder, else to the list), and a data set's dataset.json
/// ({"labels": [[FILE, LABEL], ..]}, relative to it). In folders only files that look
/// like pictures by ending or content are taken; what is named itself is taken in any case.
/// Throws core::Error{NotFound, Io, BadFormat} for a missing file, an empty folder or nothing at all.
[[nodiscard]] std::vector<PictureFile> listPictures(const std::vector<std::string>& given);

}  // namespace syper::vision
