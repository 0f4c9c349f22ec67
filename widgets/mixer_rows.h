// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <vector>

#include "core/api/latent.h"

namespace syper::ui {

/// The published split of w+ into coarse, middle and fine styles: layers 0-3, 4-7 and the rest (Karras et al. 2019,
/// arXiv:1812.04948, section 3.1); thirds where there are too few layers for that.
[[nodiscard]] std::array<core::LayerRange, 3> layerBands(int layers);

/// A donor of styles and how much of it goes into each layer.
struct DonorRow {
    std::uint32_t seed = 0;
    core::SharedFloats w{};         ///< as in core::StyleMix
    std::vector<double> amounts{};  ///< one a layer
    bool operator==(const DonorRow&) const = default;

    [[nodiscard]] bool sameDonor(const core::StyleMix& mix) const { return mix.seed == seed && mix.w == w; }
};

/// `mixes` as rows, in the order in which they are applied. Rows made into mixes again make the same picture.
[[nodiscard]] std::vector<DonorRow> donorRows(const std::vector<core::StyleMix>& mixes, int layers);
/// Rows as the fewest mixes; a row without any amount stays, as a mix of amount 0.
[[nodiscard]] std::vector<core::StyleMix> mixesOf(const std::vector<DonorRow>& rows);

}  // namespace syper::ui
