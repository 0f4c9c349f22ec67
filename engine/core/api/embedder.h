// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/api/image8.h"
#include "core/api/image_set.h"
#include "core/api/run_control.h"

namespace syper::core {

/// A decision threshold that a model carries: `score >= value` is "same" at false match rate `fmr` on `set`.
struct ModelThreshold {
    double fmr = 0.0;
    double value = 0.0;
    std::string set;
};

/// What a recognition model's file says of itself.
struct ModelInfo {
    std::filesystem::path path;
    std::string name;  ///< file name without ending
    std::string sha256;
    std::string architecture;  ///< mobilefacenet, iresnet18 ..
    std::string scheme;        ///< "" for FP32, else paper or deploy
    int weightBits = 32, activationBits = 32;
    int inputSize = 224, dimension = 512;
    std::int64_t parameters = 0, bytes = 0;
    std::int64_t packedBytes = 0;  ///< parameters * bits / 8, as the paper counts; of a packed file its bytes
    std::vector<ModelThreshold> thresholds;
    std::string runtime;  ///< what computes it: "integer, avx512-vnni", "FP32, folded, avx512", "layers in FP32"
};

/// What computes a model. Best: students of the scheme deploy in whole numbers; FP32 models folded and fused, within
/// 1e-4 of the layers' numbers (relative to the largest; 1e-5 is usual), the same bits on any number of threads; students
/// of the scheme paper layer by layer, so that their figures are those published; ONNX operator by operator. Fast: the
/// same, but students of the scheme paper in whole numbers where their layers read rounded values: each code that float
/// sums would have rounded otherwise changes roundings behind it, so embeddings differ by about as much as 8 bits differ
/// from FP32; ONNX folded where it can be. Layers: FP32 models layer by layer too.
enum class EmbedderRuntime : std::uint8_t { Best, Fast, Layers };

/// A recognition model, FP32 or quantized, in evaluation mode. One thread at a time; weights are shared between loads
/// of the same object only.
class Embedder {
public:
    /// path: a backbone's or student's file, any format `inspect` knows. Throws Error{NotFound, BadFormat,
    /// Unsupported}.
    /// device: what chooseDevice() gives; whole numbers run on the processor whatever it is, and so do folded networks,
    /// which Best does not take elsewhere.
    static Embedder load(const std::filesystem::path& path, const std::string& device = "cpu",
                         EmbedderRuntime runtime = EmbedderRuntime::Best);
    Embedder(Embedder&&) noexcept;
    Embedder& operator=(Embedder&&) noexcept;
    ~Embedder();

    [[nodiscard]] const ModelInfo& info() const noexcept;

    /// RGB pictures of the model's input size (resize before: vision/resize.h) to rows of `dimension` floats,
    /// of unit length if `normalize`. Pixels become (x/255 - 0.5)/0.5. Throws Error{BadShape}, and Stopped.
    [[nodiscard]] std::vector<std::vector<float>> embed(std::span<const Image8> images, RunControl& control,
                                                        bool normalize = true);
    /// The whole set in its order, batched; reports progress.
    [[nodiscard]] std::vector<std::vector<float>> embed(const ImageSet& images, RunControl& control,
                                                        bool normalize = true);

private:
    struct Impl;
    explicit Embedder(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

/// Writes thresholds into the metadata of a .safetensors model, replacing those it has; tensors stay as they are.
/// Throws Error{NotFound, BadFormat, Unsupported for other formats, Io}.
void writeModelThresholds(const std::filesystem::path& path, std::span<const ModelThreshold> thresholds);

/// Writes embeddings by the file's ending: .safetensors (`embeddings` [N,D], the names as a JSON list under `files` in
/// its metadata), .npy, .npz (`embeddings` and `files`) or .csv (file, e0, e1 ..). rows and names have the same
/// length. Throws Error{BadArgument, Unsupported, Io}.
void writeEmbeddings(const std::filesystem::path& path, const std::vector<std::vector<float>>& rows,
                     const std::vector<std::string>& names);
/// Throws Error{Unsupported} for an ending that writeEmbeddings does not know; to be asked before long work.
void checkEmbeddingsPath(const std::filesystem::path& path);

/// The dot product of two rows of unit length: the verification score, -1..1.
[[nodiscard]] double similarity(std::span<const float> a, std::span<const float> b);

}  // namespace syper::core
