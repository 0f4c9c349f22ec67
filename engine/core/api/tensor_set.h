// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>

#include "core/api/image_set.h"

namespace syper::core {

/// Pictures that are tensors already: float32 [N,3,H,W] in [-1,1] under the key `images` of a .safetensors file, or
/// the array of a .npy; fed to models as they are, never resized or mirrored. Their names are FILE#0, FILE#1, ...
/// Throws Error{NotFound, Io, BadFormat, BadShape}; load() throws Error{BadShape} where H or W is not the wanted side.
[[nodiscard]] std::shared_ptr<const ImageSet> openTensorSet(const std::filesystem::path& path);

}  // namespace syper::core
