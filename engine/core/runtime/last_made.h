// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>

#include "core/generator/aligned_buffer.h"

namespace syper::core::runtime {

/// A number that no other object of this process has had.
[[nodiscard]] inline std::uint64_t nextOwner() {
    static std::atomic<std::uint64_t> last{0};
    return ++last;
}

/// What a thread made last, so that its next task need not make the same again.
class LastMade {
public:
    /// `count` values that make(T*) makes for part `index` of `owner`, unless they are those that it made last.
    template <class T, class Make>
    [[nodiscard]] const T* of(std::uint64_t owner, std::int64_t index, std::int64_t count, const Make& make) {
        if (owner_ == owner && index_ == index) return room_.data<T>();
        owner_ = 0;
        T* const to = room_.of<T>(std::size_t(count));
        make(to);
        owner_ = owner;
        index_ = index;
        return to;
    }

private:
    std::uint64_t owner_ = 0;  ///< 0: nobody
    std::int64_t index_ = 0;
    AlignedBuffer room_;
};

}  // namespace syper::core::runtime
