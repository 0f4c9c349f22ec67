// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/mixer_rows.h"

#include <algorithm>

namespace syper::ui {

std::array<core::LayerRange, 3> layerBands(int layers) {
    constexpr int kCoarse = 4, kMiddle = 8;
    const bool published = layers > kMiddle;
    const int coarse = published ? kCoarse : std::max(1, layers / 3);
    const int middle = published ? kMiddle : std::max(coarse + 1, 2 * layers / 3);
    return {{{0, coarse - 1}, {coarse, middle - 1}, {middle, layers - 1}}};
}

std::vector<DonorRow> donorRows(const std::vector<core::StyleMix>& mixes, int layers) {
    std::vector<DonorRow> rows;
    for (const core::StyleMix& mix : mixes) {
        const auto taken = [&](const DonorRow& row) {
            for (int layer = 0; layer < layers; ++layer)
                if (mix.layers.holds(layer) && row.amounts[std::size_t(layer)] != 0.0) return true;
            return false;
        };
        // A layer that is mixed twice with one donor is another step: it does not add up.
        if (rows.empty() || !rows.back().sameDonor(mix) || taken(rows.back()))
            rows.push_back({mix.seed, mix.w, std::vector<double>(std::size_t(layers), 0.0)});
        for (int layer = 0; layer < layers; ++layer)
            if (mix.layers.holds(layer)) rows.back().amounts[std::size_t(layer)] = mix.amount;
    }
    return rows;
}

std::vector<core::StyleMix> mixesOf(const std::vector<DonorRow>& rows) {
    std::vector<core::StyleMix> mixes;
    for (const DonorRow& row : rows) {
        const std::size_t before = mixes.size();
        for (std::size_t layer = 0; layer < row.amounts.size(); ++layer) {
            if (row.amounts[layer] == 0.0) continue;
            const bool goesOn = mixes.size() > before && mixes.back().layers.last == int(layer) - 1 &&
                                mixes.back().amount == row.amounts[layer];
            if (goesOn)
                mixes.back().layers.last = int(layer);
            else
                mixes.push_back({row.seed, row.w, {int(layer), int(layer)}, row.amounts[layer]});
        }
        if (mixes.size() == before) mixes.push_back({row.seed, row.w, {}, 0.0});
    }
    return mixes;
}

}  // namespace syper::ui
