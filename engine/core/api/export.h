// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace syper::core {

struct ExportResult {
    std::int64_t bytes = 0;
    int opset = 0;  ///< ONNX; else 0
};

/// The formats that exportModel knows: onnx, safetensors, packed, pth.
[[nodiscard]] const std::vector<std::string>& exportFormats();

/// Writes a recognition model, or a generator as ONNX, for others to run:
///   onnx         FP32 (folded), or a student with QuantizeLinear/DequantizeLinear where its scheme rounds; of a
///                generator mapping and synthesis
///   safetensors  the model as it is, metadata with it
///   packed       a student of the scheme deploy, bit-packed and sealed
///   pth          the plain state dict under the authors' names, FP32 or of the scheme paper
/// Throws Error{NotFound, BadFormat, BadArgument, Unsupported, Io}.
ExportResult exportModel(const std::filesystem::path& model, const std::string& format,
                         const std::filesystem::path& out);

}  // namespace syper::core
