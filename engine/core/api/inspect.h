// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace syper::core {

/// What a file is, found without running anything in it.
struct FileInfo {
    std::string kind;          ///< generator, backbone, quantized, tensors, dataset
    std::string architecture;  ///< generators: skip, orig, resnet; backbones: mobilefacenet, iresnet18 ..; else empty
    std::string
        container;  ///< safetensors, torch-zip, torch-legacy, pickle, npy, npz, onnx; datasets: folder, zip, json, csv
    std::int64_t parameters = 0, bytes = 0;  ///< trained numbers of the state dict; bytes of the file, or of a folder's
    std::string sha256;                      ///< empty for a folder
    int resolution = 0, zDim = 0, wDim = 0, numWs = 0, mappingLayers = 0;  ///< generators
    int labelDim = 0;                                                      ///< generators: 0 = without classes
    int inputSize = 0, dimension = 0;        ///< backbones: side in pixels, length of the embedding
    std::string scheme;                      ///< quantized: paper, deploy; onnx where the file does not say
    int weightBits = 0, activationBits = 0;  ///< quantized; 0 = not told by the file
    int layers = 0, floatLayers = 0;         ///< quantized: layers with weights; those that run in FP32 all the same
    std::vector<std::string> networks;       ///< of a snapshot: G_ema, G, D ..
    struct Tensor {
        std::string name, dtype;  ///< dtype as safetensors names it: F32, F16, I64 ..
        std::vector<std::int64_t> shape;
    };
    std::vector<Tensor> tensors;                  ///< the state dict's first
    std::size_t stateDictSize = 0;                ///< how many of `tensors` are the state dict's
    std::map<std::string, std::string> metadata;  ///< what the file says of itself
    std::int64_t images = 0;                      ///< datasets: pictures found, or named by a list
    std::int64_t labelled = 0, classes = 0;       ///< datasets: pictures with a label, different labels
};

/// Throws Error{NotFound, Io, BadFormat, Unsupported}; a hostile or cut file costs under a second and little memory.
[[nodiscard]] FileInfo inspectFile(const std::filesystem::path& path);

}  // namespace syper::core
