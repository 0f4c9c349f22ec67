// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/float_kernels.h"

#include "core/runtime/kernels.h"
#include "core/util/target_clones.h"

namespace syper::core::runtime {
namespace {

template <std::int64_t kWidth>
inline __attribute__((always_inline)) void finishWidth(const FloatTail& t) {
    float slope[kWidth];
    for (std::int64_t c = 0; c < kWidth; ++c) slope[c] = t.slopes != nullptr ? t.slopes[c] : 1.0F;
    for (std::int64_t p = 0; p < t.pixels; ++p) {
        float* y = t.y + p * kWidth;
        float value[kWidth];
        for (std::int64_t c = 0; c < kWidth; ++c) value[c] = y[c] > 0.0F ? y[c] : y[c] * slope[c];
        if (t.shortcut != nullptr)
            for (std::int64_t c = 0; c < kWidth; ++c) value[c] += t.shortcut[p * kWidth + c];
        for (std::int64_t c = 0; c < kWidth; ++c) y[c] = value[c];
        for (int i = 0; i < t.copies; ++i) {
            const FloatTail::Copy& copy = t.copy[i];
            for (std::int64_t c = 0; c < kWidth; ++c)
                copy.to[p * kWidth + c] = value[c] * copy.scale[c] + copy.shift[c];
        }
    }
}

}  // namespace

SYPER_CLONES void finishFloats(const FloatTail& tail) {
    if (tail.width == 16)
        finishWidth<16>(tail);
    else
        finishWidth<8>(tail);
}

SYPER_CLONES void finishTile(const RoundingTail& t) {
    constexpr float kMagic = 12582912.0F;  // 1.5 * 2^23: adding and taking it away rounds half to even
    const std::int64_t count = t.pixels * kBlock;
    if (t.slopes != nullptr)
        for (std::int64_t p = 0; p < t.pixels; ++p)
            for (std::int64_t c = 0; c < kBlock; ++c) {
                float& y = t.tile[p * kBlock + c];
                y = y > 0.0F ? y : t.slopes[c] * y;
            }
    if (t.shortcut != nullptr)
        for (std::int64_t i = 0; i < count; ++i) t.tile[i] += t.shortcut[i];
    if (t.codes == nullptr) return;
    for (std::int64_t i = 0; i < count; ++i) {
        float code = t.scale * t.tile[i] - t.zeroPoint;
        code = code < t.lowest ? t.lowest : code;
        code = code > t.highest ? t.highest : code;
        t.codes[i] = std::uint8_t(std::int32_t((code + kMagic) - kMagic - t.lowest));
    }
}

SYPER_CLONES void sumsToTile(const SumsToTile& w) {
    std::int32_t whole[kBlock];
    for (std::int64_t p = 0; p < w.pixels; ++p) {
        const std::int32_t* sums = w.sums + p * kBlock;
        if (w.windowWide)
            for (std::int64_t c = 0; c < kBlock; ++c) whole[c] = sums[c] + w.zero[c] * w.window[p * kBlock + c];
        else
            for (std::int64_t c = 0; c < kBlock; ++c) whole[c] = sums[c] + w.zero[c] * w.window[p];
        for (std::int64_t c = 0; c < kBlock; ++c)
            w.tile[p * kBlock + c] = float(whole[lanePlace(c)]) * w.gain[c] + w.bias[c];
    }
}

}  // namespace syper::core::runtime
