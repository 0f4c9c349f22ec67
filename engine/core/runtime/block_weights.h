// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runtime/last_made.h"
#include "core/runtime/prepack.h"

namespace syper::core::runtime {

/// Weight codes in equal runs, in as few bits as can be unpacked quickly: 4 for up to 4 bits, 6 for 5 and 6, else 8. A
/// run is unpacked where it is used, so that its bytes live in a cache, never in memory.
class BlockWeights {
public:
    BlockWeights() = default;
    /// codes: `runs` runs of a multiple of 128 codes.
    BlockWeights(Aligned<std::int8_t> codes, std::int64_t runs, int bits);

    [[nodiscard]] std::int64_t runSize() const noexcept { return size_; }
    [[nodiscard]] bool packed() const noexcept { return low_.size() > 0; }
    /// The codes of a run; where they are packed, until the thread asks for another.
    [[nodiscard]] const std::int8_t* run(std::int64_t index) const;
    /// The same of all runs, one after the other.
    [[nodiscard]] const std::int8_t* all() const;
    /// `count` codes of a run from `first` on, both multiples of 128; `room` holds as many.
    [[nodiscard]] const std::int8_t* part(std::int64_t index, std::int64_t first, std::int64_t count,
                                          std::int8_t* room) const;
    /// Memory held.
    [[nodiscard]] std::int64_t bytes() const noexcept { return codes_.size() + low_.size() + high_.size(); }

private:
    [[nodiscard]] const std::int8_t* unpacked(std::int64_t index, std::int64_t runs) const;

    std::int64_t size_ = 0;
    std::uint64_t owner_ = nextOwner();  ///< of the codes, wherever they move
    Aligned<std::int8_t> codes_;         ///< 8 bits
    Aligned<std::uint8_t> low_, high_;   ///< see unpackCodes
};

}  // namespace syper::core::runtime
