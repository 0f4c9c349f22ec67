// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace syper::core {

/// A whole file in memory without reading it: mapped privately and read-only. Throws Error{NotFound, Io}.
class MappedFile {
public:
    explicit MappedFile(const std::filesystem::path& path);
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    ~MappedFile();

    [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return {data_, size_}; }

private:
    const std::byte* data_ = nullptr;
    std::size_t size_ = 0;
};

/// A file that appears whole or not at all: written as NAME.part, renamed by commit(). Missing folders are made.
/// Without commit() the .part file is removed. Throws Error{Io} naming the file.
class AtomicFile {
public:
    explicit AtomicFile(std::filesystem::path path);
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;
    ~AtomicFile();

    void write(std::string_view bytes);
    void write(const void* bytes, std::size_t count);
    void commit();

private:
    std::filesystem::path path_, part_;
    std::ofstream out_;
    bool committed_ = false;
};

/// `path` from the root on, without dots; empty is the current folder.
[[nodiscard]] std::filesystem::path absolutePath(const std::filesystem::path& path);

/// The file's content, at most `limit` bytes. Throws Error{NotFound, Io, BadFormat if larger}.
[[nodiscard]] std::string readFile(const std::filesystem::path& path, std::size_t limit = std::size_t(1) << 30);
/// Writes `content` through AtomicFile.
void writeFile(const std::filesystem::path& path, std::string_view content);

}  // namespace syper::core
