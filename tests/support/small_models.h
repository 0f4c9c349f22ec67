// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "core/backbones/model.h"
#include "core/formats/safetensors.h"
#include "core/util/files.h"
#include "support/formula.h"

namespace syper::test {

/// A MobileFaceNet for 32 px pictures with random weights, as a file: quick, and as good as any for the programs' ways.
inline void writeSmallModel(const std::filesystem::path& path, std::uint64_t seed) {
    core::writeSafetensors(path,
                           core::Model::random(core::backboneKind("mobilefacenet"), {.inputSize = 32}, seed).tensors());
}

/// A picture of waves that depend on `key`, as a PPM file whatever its name says; `shade` changes it a little.
inline void writePicture(const std::filesystem::path& path, const std::string& key, double shade = 0.0, int side = 40) {
    const at::Tensor waves = formulaImages(key, 1, side)[0];
    std::string text = "P6\n" + std::to_string(side) + " " + std::to_string(side) + "\n255\n";
    const auto at = waves.accessor<float, 3>();
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x)
            for (int c = 0; c < 3; ++c) {
                const double level = (double(at[c][y][x]) * 0.5 + 0.5) * 200 + 25 + shade * 25 * std::sin(x * 0.7 + y);
                text += static_cast<char>(static_cast<unsigned char>(level));
            }
    core::writeFile(path, text);
}

}  // namespace syper::test
