// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/util/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/api/error.h"

namespace syper::core {

FolderLock::FolderLock(const std::filesystem::path& folder) {
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    handle_ = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle_ < 0)
        throw Error(Errc::Io, "cannot use the folder " + folder.string() + " (" +
                                  (failed ? failed.message() : std::string(std::strerror(errno))) +
                                  "); choose one that can be written");
    if (::flock(handle_, LOCK_EX | LOCK_NB) == 0) return;
    const bool taken = errno == EWOULDBLOCK;
    ::close(handle_);
    // A file system without locks must not keep anyone from working.
    handle_ = -1;
    if (taken)
        throw Error(Errc::Io, folder.string() + " is in use by another run; wait for its end or choose another folder");
}

FolderLock::~FolderLock() {
    if (handle_ >= 0) ::close(handle_);
}

bool folderInUse(const std::filesystem::path& folder) {
    const int handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0) return false;
    const bool taken = ::flock(handle, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    ::close(handle);
    return taken;
}

}  // namespace syper::core
