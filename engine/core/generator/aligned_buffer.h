// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace syper::core {

/// At least `bytes` from the start of a cache line on, for std::free. Much of it comes in large pages where the system
/// has them: weights that no cache holds are read in order, and looking up a page every 4 KB took an eighth of the
/// time.
[[nodiscard]] inline void* allocateAligned(std::size_t bytes) {
    constexpr std::size_t kLine = 64, kLargePage = std::size_t(2) << 20;
    const bool large = bytes >= 2 * kLargePage;
    const std::size_t unit = large ? kLargePage : kLine, whole = (bytes + unit - 1) / unit * unit;
    void* const memory = std::aligned_alloc(unit, whole);
    if (memory == nullptr) throw std::bad_alloc();
#if defined(MADV_HUGEPAGE)
    if (large) (void)madvise(memory, whole, MADV_HUGEPAGE);  // a wish: without it all is as it was
#endif
    return memory;
}

/// Memory for a kernel: begins at a cache line, grows, never shrinks, is not initialised.
class AlignedBuffer {
public:
    /// At least `count` values of type T; what was in it is lost where it has to grow.
    template <class T>
    [[nodiscard]] T* of(std::size_t count) {
        reserve(count * sizeof(T));
        return static_cast<T*>(memory_.get());
    }
    template <class T>
    [[nodiscard]] const T* data() const noexcept {
        return static_cast<const T*>(memory_.get());
    }
    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

private:
    struct Free {
        void operator()(void* memory) const noexcept { std::free(memory); }
    };

    void reserve(std::size_t bytes) {
        if (bytes <= bytes_) return;
        memory_.reset();  // first, so that growing never holds both
        bytes_ = 0;
        memory_.reset(allocateAligned(bytes));
        bytes_ = bytes;
    }

    std::unique_ptr<void, Free> memory_;
    std::size_t bytes_ = 0;
};

}  // namespace syper::core
