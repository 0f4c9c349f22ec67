// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/util/files.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/api/error.h"

namespace syper::core {
namespace {

std::string reason() { return std::strerror(errno); }

}  // namespace

MappedFile::MappedFile(const std::filesystem::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // a pipe must not hold us
    if (file < 0)
        throw Error(Errc::NotFound, "cannot open " + path.string() + " (" + reason() + "); check the name and its permissions");
    struct stat status {};
    if (::fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
        ::close(file);
        throw Error(Errc::Io, "cannot read " + path.string() + ": it is not a regular file; give a file");
    }
    size_ = std::size_t(status.st_size);
    if (size_ > 0) {
        void* mapped = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file, 0);
        if (mapped == MAP_FAILED) {
            const std::string why = reason();
            ::close(file);
            throw Error(Errc::Io, "cannot map " + path.string() + " (" + why + "); check the disk");
        }
        data_ = static_cast<const std::byte*>(mapped);
    }
    ::close(file);
}

MappedFile::~MappedFile() {
    if (data_ != nullptr) ::munmap(const_cast<std::byte*>(data_), size_);
}

AtomicFile::AtomicFile(std::filesystem::path path) : path_(std::move(path)), part_(path_.string() + ".part") {
    std::error_code failed;
    if (path_.has_parent_path()) std::filesystem::create_directories(path_.parent_path(), failed);
    if (failed)
        throw Error(Errc::Io, "cannot make the folder " + path_.parent_path().string() + " (" + failed.message() +
                                  "); choose one that can be written");
    out_.open(part_, std::ios::binary | std::ios::trunc);
    if (!out_) throw Error(Errc::Io, "cannot write " + part_.string() + " (" + reason() + "); check the folder and its permissions");
}

AtomicFile::~AtomicFile() {
    if (committed_) return;
    out_.close();
    std::error_code ignored;
    std::filesystem::remove(part_, ignored);
}

void AtomicFile::write(std::string_view bytes) { write(bytes.data(), bytes.size()); }

void AtomicFile::write(const void* bytes, std::size_t count) {
    out_.write(static_cast<const char*>(bytes), std::streamsize(count));
    if (!out_) throw Error(Errc::Io, "cannot write " + part_.string() + " (" + reason() + "); free some disk space");
}

void AtomicFile::commit() {
    out_.close();
    if (out_.fail()) throw Error(Errc::Io, "cannot write " + part_.string() + " (" + reason() + "); free some disk space");
    std::error_code failed;
    std::filesystem::rename(part_, path_, failed);
    if (failed) throw Error(Errc::Io, "cannot rename " + part_.string() + " (" + failed.message() + "); check the folder");
    committed_ = true;
}

std::filesystem::path absolutePath(const std::filesystem::path& path) {
    return std::filesystem::absolute(path.empty() ? "." : path).lexically_normal();
}

std::string readFile(const std::filesystem::path& path, std::size_t limit) {
    const MappedFile file(path);
    if (file.bytes().size() > limit)
        throw Error(Errc::BadFormat, "cannot read " + path.string() + ": it has " + std::to_string(file.bytes().size()) +
                                         " bytes, at most " + std::to_string(limit) + " are expected; choose another file");
    return std::string(reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size());
}

void writeFile(const std::filesystem::path& path, std::string_view content) {
    AtomicFile file(path);
    file.write(content);
    file.commit();
}

}  // namespace syper::core
