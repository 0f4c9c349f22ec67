// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

namespace syper::core {

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
        constexpr std::size_t kLine = 64;
        if (bytes <= bytes_) return;
        const std::size_t whole = (bytes + kLine - 1) / kLine * kLine;
        memory_.reset();  // first, so that growing never holds both
        bytes_ = 0;
        memory_.reset(std::aligned_alloc(kLine, whole));
        if (!memory_) throw std::bad_alloc();
        bytes_ = whole;
    }

    std::unique_ptr<void, Free> memory_;
    std::size_t bytes_ = 0;
};

}  // namespace syper::core
