// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/float_kernels.h"

#include <cstring>

#include "core/runtime/kernels.h"
#include "core/util/target_clones.h"

namespace syper::core::runtime {
SYPER_CLONES void codePixels(const float* from, std::int64_t plane, std::int64_t count, std::uint8_t* to) {
    const auto code = [](float x) {
        const float byte = (x + 1.0F) * 127.5F + 0.5F;
        return std::uint32_t(std::int32_t(byte < 0.0F ? 0.0F : byte > 255.0F ? 255.0F : byte));
    };
    for (std::int64_t x = 0; x < count; ++x) {
        const std::uint32_t pixel = code(from[x]) | code(from[plane + x]) << 8 | code(from[2 * plane + x]) << 16;
        std::memcpy(to + 4 * x, &pixel, sizeof pixel);
    }
}

SYPER_CLONES void unpackCodes(const std::uint8_t* low, const std::uint8_t* high, std::int64_t count, std::int8_t* to) {
    for (std::int64_t first = 0; first < count; first += 128, low += 64, to += 128) {
        if (high == nullptr) {
            for (int i = 0; i < 64; ++i) to[i] = std::int8_t((low[i] & 15) - 8);
            for (int i = 0; i < 64; ++i) to[64 + i] = std::int8_t((low[i] >> 4) - 8);
            continue;
        }
        for (int i = 0; i < 32; ++i) to[i] = std::int8_t((low[i] & 15) + ((high[i] & 3) << 4) - 32);
        for (int i = 0; i < 32; ++i) to[32 + i] = std::int8_t((low[32 + i] & 15) + ((high[i] & 12) << 2) - 32);
        for (int i = 0; i < 32; ++i) to[64 + i] = std::int8_t((low[i] >> 4) + (high[i] & 48) - 32);
        for (int i = 0; i < 32; ++i) to[96 + i] = std::int8_t((low[32 + i] >> 4) + ((high[i] >> 6) << 4) - 32);
        high += 32;
    }
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
