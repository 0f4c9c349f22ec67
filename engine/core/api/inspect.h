// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace syper::core {

/// What a file is, found without running anything in it.
struct FileInfo {
    std::string kind;  ///< generator, backbone, quantized, tensors, dataset
    std::string architecture;
    std::int64_t parameters = 0, bytes = 0;
    std::string sha256;
    int resolution = 0, zDim = 0, wDim = 0, numWs = 0, mappingLayers = 0;  ///< generators
    int weightBits = 0, activationBits = 0;                               ///< quantized; 0 = not told by the file
    struct Tensor {
        std::string name, dtype;
        std::vector<std::int64_t> shape;
    };
    std::vector<Tensor> tensors;
};

/// Throws Error{NotFound, Io, BadFormat, Unsupported}; a hostile or cut file costs under a second and little memory.
[[nodiscard]] FileInfo inspectFile(const std::filesystem::path& path);

}  // namespace syper::core
