// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "core/formats/tensor_map.h"

namespace syper::core {

/// Metadata of a .safetensors file that was a checkpoint or snapshot: which tensors are no part of the state dict (a
/// JSON list), and what G_ema was built with (a JSON object).
inline constexpr const char* kBesideKey = "beside_state_dict";
inline constexpr const char* kInitKwargsKey = "init_kwargs";
/// And of a quantized model: its bits, as decimal text.
inline constexpr const char* kWeightBitsKey = "weight_bits";
inline constexpr const char* kActivationBitsKey = "activation_bits";

/// One network of a file that holds several, or the only one.
struct LoadedNetwork {
    std::string className;      ///< Generator, Discriminator ..; empty where the file does not say
    TensorMap tensors;          ///< parameters and buffers under their state-dict names
    nlohmann::json initKwargs;  ///< what the network was built with; null where the file does not say
};

/// Everything that a weights file holds, as plain data. Tensors may look into a read-only mapping of the file: clone
/// one before writing into it.
struct LoadedFile {
    std::string container;  ///< safetensors, torch-zip, torch-legacy, pickle, npy, npz

    /// The state dict that a model loader wants comes first, under its own names (a `module.` before all of them
    /// removed), then every other tensor under its path in the file: optimizer.state.0.momentum_buffer.
    TensorMap tensors;
    std::size_t stateDictSize = 0;  ///< how many of `tensors` are the state dict's
    std::string stateDictPath;      ///< where it was found: "" (the file itself), state_dict, G_ema ..

    std::map<std::string, LoadedNetwork> networks;  ///< whole networks by name: G, D, G_ema, augment_pipe
    nlohmann::json
        details;  ///< plain values beside the tensors: epoch, arch .. (npz: left_out, the arrays of text or objects)
};

/// Reads any weights file: .safetensors, PyTorch .pth/.pt (zip and legacy), StyleGAN2-ADA .pkl and other pickles of
/// tensors and arrays, .npy, .npz. The content decides, not the ending. Nothing in the file is run.
/// Throws Error{NotFound, Io, BadFormat, Unsupported}.
[[nodiscard]] LoadedFile loadFile(const std::filesystem::path& path);

/// The state dict's tensors of a loaded file, or all where it has none of its own; with the metadata.
[[nodiscard]] TensorMap stateDictOf(const LoadedFile& file);

/// The one state dict that a model loader wants, with the file's own text metadata: of a StyleGAN2-ADA snapshot that
/// of G_ema, of a checkpoint its state_dict. Throws as loadFile, and Error{BadFormat} where no tensor is in the file.
[[nodiscard]] TensorMap loadStateDict(const std::filesystem::path& path);

/// The networks of a generator's file: G_ema always, with D, G and augment_pipe where the file has them, whatever its
/// format (a lone state dict is G_ema). Throws as loadStateDict.
[[nodiscard]] std::map<std::string, LoadedNetwork> loadNetworks(const std::filesystem::path& path);

}  // namespace syper::core
