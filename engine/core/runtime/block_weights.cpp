// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/block_weights.h"

#include <algorithm>

#include "core/runtime/float_kernels.h"

namespace syper::core::runtime {

BlockWeights::BlockWeights(Aligned<std::int8_t> codes, std::int64_t runs, int bits) : size_(codes.size() / runs) {
    if (bits > 6) {
        codes_ = std::move(codes);
        return;
    }
    const bool high = bits > 4;
    const int offset = high ? 32 : 8;
    low_ = Aligned<std::uint8_t>(codes.size() / 2);
    if (high) high_ = Aligned<std::uint8_t>(codes.size() / 4);
    for (std::int64_t first = 0; first < codes.size(); first += 128)
        for (std::int64_t i = 0; i < 128; ++i) {
            const auto code = unsigned(int(codes[first + i]) + offset);
            std::uint8_t& low = low_[first / 2 + i % 64];
            low = std::uint8_t(low | ((code & 15U) << (i / 64 * 4)));
            if (!high) continue;
            std::uint8_t& more = high_[first / 4 + i % 32];
            more = std::uint8_t(more | ((code >> 4) << (i / 32 * 2)));
        }
}

const std::int8_t* BlockWeights::run(std::int64_t index) const {
    return packed() ? unpacked(index, 1) : codes_.data() + index * size_;
}

const std::int8_t* BlockWeights::all() const {
    constexpr std::int64_t kWhole = -1;
    return packed() ? unpacked(kWhole, low_.size() * 2 / size_) : codes_.data();
}

const std::int8_t* BlockWeights::unpacked(std::int64_t index, std::int64_t runs) const {
    thread_local LastMade last;
    return last.of<std::int8_t>(owner_, index, runs * size_, [&](std::int8_t* to) {
        (void)part(std::max<std::int64_t>(index, 0), 0, runs * size_, to);
    });
}

const std::int8_t* BlockWeights::part(std::int64_t index, std::int64_t first, std::int64_t count,
                                      std::int8_t* room) const {
    const std::int64_t at = index * size_ + first;
    if (!packed()) return codes_.data() + at;
    unpackCodes(low_.data() + at / 2, high_.size() > 0 ? high_.data() + at / 4 : nullptr, count, room);
    return room;
}

}  // namespace syper::core::runtime
