// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace syper::vision {

/// Keeps what C libraries (libjpeg, libpng) print about a picture to themselves, on the calling thread, for its life.
/// OpenCV gives them no handler, so they write to C's stderr, where a user of the program has no use for it.
class LibraryWords {
public:
    LibraryWords();
    LibraryWords(const LibraryWords&) = delete;
    LibraryWords& operator=(const LibraryWords&) = delete;
    ~LibraryWords();

    /// What was said so far.
    [[nodiscard]] const std::string& text() const noexcept { return text_; }

private:
    std::string text_;
};

}  // namespace syper::vision
