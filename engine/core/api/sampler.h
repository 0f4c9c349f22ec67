// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/api/image8.h"
#include "core/api/image_set.h"
#include "core/api/latent.h"
#include "core/api/run_control.h"

namespace syper::core {

enum class NoiseMode : std::uint8_t { Const, Random, None };

/// How floats become pixels. Plain: x*127.5+128 clamped, as the official generate.py.
/// Syper: nearest resize to 224, then the image's own minimum and maximum stretched to 0..255, as SyPer's script.
enum class Writer : std::uint8_t { Plain, Syper };

/// Fp32 is the reference. Bf16 multiplies in bfloat16 where that changes no more than two grey levels of a picture's
/// pixels; where the processor cannot, it is Fp32.
enum class Precision : std::uint8_t { Fp32, Bf16 };

/// What a generator file says of itself.
struct NetworkInfo {
    std::filesystem::path path;
    std::string sha256;
    std::string architecture;  ///< skip, orig, resnet
    int resolution = 0, zDim = 0, wDim = 0, cDim = 0, numWs = 0, mappingLayers = 0;
    std::int64_t parameters = 0, bytes = 0;
};

class LatentSpace;

/// Everything that determines an image, beside the network. A value: equal requests give equal pixels; copies are cheap
/// but for `w`, so a history can hold thousands.
struct SampleRequest {
    std::uint32_t seed = 0;  ///< z = RandomState(seed).randn(z_dim)
    double psi = 1.0;        ///< truncation; 1 = none
    int cutoff = -1;         ///< layers truncated, from the first; -1 = all
    int classIndex = -1;     ///< -1 = unconditional
    NoiseMode noise = NoiseMode::Const;
    std::uint32_t noiseSeed = 0;  ///< for NoiseMode::Random
    std::vector<DirectionAmount> directions{};
    std::vector<float> w{};  ///< if not empty: w [wDim] or w+ [numWs*wDim] instead of seed, class and psi
    Writer writer = Writer::Plain;
    Precision precision = Precision::Fp32;
    LatentEdits edits{};  ///< mixing, walks, seed plane and the like
    bool operator==(const SampleRequest&) const = default;
};

/// How many of a network's convolutions multiply in bfloat16 when asked to.
struct HalfLayers {
    int half = 0, all = 0;  ///< half 0: the processor cannot, or every layer's rounding would show
};

/// A generator ready to sample. One thread at a time. What a picture and the one before it have in common is computed
/// once: after a change of a fine style or of noise only the layers from there on run. The pictures are the same to the
/// bit, whatever was made before, alone or in a batch.
class Sampler {
public:
    /// path: any generator file that `inspect` knows. Throws Error{NotFound, BadFormat, Unsupported}.
    static Sampler load(const std::filesystem::path& path);
    Sampler(Sampler&&) noexcept;
    Sampler& operator=(Sampler&&) noexcept;
    ~Sampler();

    [[nodiscard]] const NetworkInfo& info() const noexcept;
    /// How many latent directions there are to walk along.
    [[nodiscard]] int directionCount() const;
    /// One picture: [resolution x resolution] for Plain, 224 x 224 for Syper. Throws Error, and Stopped between layers.
    [[nodiscard]] Image8 sample(const SampleRequest& request, RunControl& control);
    /// The same; where the architecture has a picture at lower resolutions (skip), `preview` gets one of them as soon as it
    /// is there, on this thread: what a slider shows first. The picture returned is exact.
    using Preview = std::function<void(const Image8&)>;
    [[nodiscard]] Image8 sample(const SampleRequest& request, RunControl& control, const Preview& preview);
    /// Several pictures, which share the weights: less time each than one by one, the same pixels. All must ask for the
    /// same precision. Throws Error{BadArgument} where they do not.
    [[nodiscard]] std::vector<Image8> samples(std::span<const SampleRequest> requests, RunControl& control);
    /// What Precision::Bf16 means here; takes a second or two when first asked for, in which it tries pictures.
    [[nodiscard]] HalfLayers halfLayers(RunControl& control);
    /// The same before a writer turns it into pixels: planes of resolution x resolution floats, about -1..1, [3 * R * R].
    [[nodiscard]] std::vector<float> raw(const SampleRequest& request, RunControl& control);
    /// The w+ that `request` stands for, [numWs * wDim].
    [[nodiscard]] std::vector<float> latent(const SampleRequest& request);
    /// The same without pictures, for any thread (core/api/latent_space.h); shares the weights.
    [[nodiscard]] LatentSpace latentSpace() const;

private:
    struct Impl;
    explicit Sampler(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

/// Seeds 0..count-1 of `network` exactly as `sample --writer syper` writes them and a picture reader reads them back;
/// at most `cacheBytes` of pixels are kept. Throws as Sampler::load.
[[nodiscard]] std::shared_ptr<const ImageSet> sampledSet(const std::filesystem::path& network, std::int64_t count,
                                                         std::size_t cacheBytes = std::size_t(2) << 30);

/// `request` as one line of JSON in fixed order, with the network's hash: what stands in a PNG's text chunk "syper".
/// Version 1 of the format where it has a word for everything in the request, else version 2.
[[nodiscard]] std::string recipeText(const SampleRequest& request, const std::string& networkSha256);
struct Recipe {
    SampleRequest request;
    std::string networkSha256;
};
/// The reverse. Throws Error{BadFormat} naming what is wrong.
[[nodiscard]] Recipe parseRecipe(const std::string& text);

/// The recipes in a file: a PNG's own, or a JSON file with one or a list of them. Throws Error{NotFound, Io,
/// BadFormat}.
[[nodiscard]] std::vector<Recipe> readRecipes(const std::filesystem::path& path);
/// Latents of `network`, key `w` of an .npz or .safetensors, or a .npy's one array: [numWs, wDim] or [wDim] each, one or
/// a stack of them.
/// Throws Error{NotFound, Io, BadFormat}, and Error{BadShape} naming both shapes.
[[nodiscard]] std::vector<std::vector<float>> readLatents(const std::filesystem::path& path,
                                                          const NetworkInfo& network);

/// Writes a PNG with `recipe` in it (none if empty); equal content is equal bytes. NAME.part, then renamed.
void writePng(const std::filesystem::path& path, const Image8& image, const std::string& recipe = {});
/// The recipe inside a PNG, or nothing. Throws Error{Io, BadFormat}.
[[nodiscard]] std::optional<std::string> readPngRecipe(const std::filesystem::path& path);

}  // namespace syper::core
