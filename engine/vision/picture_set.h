// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/api/image8.h"
#include "core/api/image_set.h"
#include "vision/sides.h"

namespace syper::vision {

struct PictureOptions {
    Mirror mirror = Mirror::Auto;
    /// More tables with the columns file and mirrored (paths relative to the table), which win over those beside the
    /// pictures.
    std::vector<std::filesystem::path> tables = {};
    /// Files of which the caller knows whether they are mirrored already; this wins over all tables.
    std::map<std::filesystem::path, bool> mirrored = {};
};

/// Opens pictures as models see them: files, folders, lists (see listPictures) and tensors (.safetensors of float32
/// [N,3,H,W] in [-1,1] under the key `images`), in the order given. Nothing is decoded before it is asked for.
///
/// Left eyes are mirrored when loaded (see Mirror); a column `mirrored` in labels.csv or dataset.json beside them, or
/// in a folder above up to the one given, wins over the name. Tensors are fed as they are. Throws core::Error; load()
/// names the picture that cannot be read.
[[nodiscard]] std::shared_ptr<const core::ImageSet> openPictures(const std::vector<std::string>& given,
                                                                 const PictureOptions& options = {});

/// The pictures of seeds 0..count-1 of the generator at `network`, as `sample --writer syper` writes them, for models
/// of any input size: as if they had been written to files and opened here. Throws as core::sampledSet.
[[nodiscard]] std::shared_ptr<const core::ImageSet> generatedPictures(const std::filesystem::path& network,
                                                                      std::int64_t count);

/// One picture as a model sees it: resized to side x side as Pillow does, mirrored if wanted, (x/255 - 0.5)/0.5, as RGB
/// planes. `out` holds 3*side*side. Throws core::Error{BadArgument}.
void toModelInput(const core::Image8& image, int side, bool mirror, std::span<float> out);

}  // namespace syper::vision
