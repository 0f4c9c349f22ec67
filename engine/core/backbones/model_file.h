// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/backbones/model.h"
#include "core/formats/load.h"

namespace syper::core {

// Keys of the text metadata that our own model files carry.
inline constexpr const char* kMetaFormat = "format";
inline constexpr const char* kMetaArchitecture = "architecture";
inline constexpr const char* kMetaScheme = "scheme";
inline constexpr const char* kMetaWeightBits = kWeightBitsKey;
inline constexpr const char* kMetaActivationBits = kActivationBitsKey;
inline constexpr const char* kMetaTeacher = "teacher_sha256";
inline constexpr const char* kMetaThresholds = "thresholds";
inline constexpr const char* kModelFormat = "syper-model 1";

/// Reads a recognition model in any format. The bits of a quantized one come from its metadata, else from the name of
/// the file or its folder as the authors give it (w4a4, wq4_aq4). Throws Error{NotFound, BadFormat}.
[[nodiscard]] Model loadModel(const std::filesystem::path& path);
/// The same from a state dict that was read from `path`.
[[nodiscard]] Model modelOf(const TensorMap& tensors, const std::filesystem::path& path);

/// The bits that the metadata or a name says.
[[nodiscard]] std::optional<QuantBits> bitsOf(const TensorMap& tensors, const std::filesystem::path& path);

/// Writes `model` as .safetensors with its kind, scheme and bits; `metadata` is added. Equal models give equal bytes.
void saveModel(const std::filesystem::path& path, const Model& model,
               const std::map<std::string, std::string>& metadata = {});

}  // namespace syper::core
