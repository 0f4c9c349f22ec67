// SPDX-License-Identifier: GPL-3.0-or-later
#include "vision/library_words.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace syper::vision {
namespace {

thread_local std::string* listener = nullptr;

ssize_t hear(void*, const char* bytes, std::size_t count) {
    if (listener == nullptr) return ::write(STDERR_FILENO, bytes, count);
    constexpr std::size_t kMost = 4096;
    if (listener->size() < kMost) listener->append(bytes, std::min(count, kMost - listener->size()));
    return ssize_t(count);
}

/// Replaces C's stderr for the process, once: a stream that goes where stderr went, unless the writing thread listens.
/// Not buffered, so that it is the writing thread that arrives here. (The program's own words go through std::cerr.)
void replaceStderr() {
    static const bool replaced = [] {
        FILE* stream = ::fopencookie(nullptr, "w", {.read = nullptr, .write = hear, .seek = nullptr, .close = nullptr});
        if (stream == nullptr) return false;
        std::setvbuf(stream, nullptr, _IONBF, 0);
        stderr = stream;
        return true;
    }();
    (void)replaced;
}

}  // namespace

LibraryWords::LibraryWords() {
    replaceStderr();
    listener = &text_;
}

LibraryWords::~LibraryWords() {
    listener = nullptr;
}

}  // namespace syper::vision
