// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace syper::core {

/// Writes a generator of the paper's size with fixed random weights, as .safetensors: what speed is measured on.
/// resolution  a power of two, 4 to 512. Throws Error{BadArgument, Io}.
void writeRandomNetwork(const std::filesystem::path& path, int resolution);

}  // namespace syper::core
