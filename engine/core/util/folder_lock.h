// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace syper::core {

/// Keeps other runs, of this program or another one, out of a folder while it lives; leaves no file behind. The folder
/// is made as needed. Throws Error{Io} where another run has it, or where it cannot be made.
class FolderLock {
public:
    explicit FolderLock(const std::filesystem::path& folder);
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;
    ~FolderLock();

private:
    int handle_ = -1;
};

/// Does a run, of this program or another one, keep others out of `folder`? No where that cannot be told.
[[nodiscard]] bool folderInUse(const std::filesystem::path& folder);

}  // namespace syper::core
