// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/api/error.h"
#include "core/api/sampler.h"
#include "core/formats/load.h"
#include "core/generator/weights.h"
#include "core/util/files.h"
#include "core/util/translate_error.h"

namespace syper::core {
namespace {

constexpr std::size_t kMostJson = std::size_t(64) << 20;

bool startsAsPng(const std::filesystem::path& path) {
    const MappedFile file(path);
    constexpr std::string_view kStart = "\x89PNG";
    return std::string_view(reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size())
        .starts_with(kStart);
}

std::vector<Recipe> recipesOf(const std::string& text) {
    const auto shallow = [](int depth, nlohmann::ordered_json::parse_event_t, nlohmann::ordered_json&) {
        return depth <= 4;
    };
    const nlohmann::ordered_json json = nlohmann::ordered_json::parse(text, shallow, false);
    if (!json.is_array()) return {parseRecipe(text)};
    std::vector<Recipe> recipes;
    for (const nlohmann::ordered_json& one : json) recipes.push_back(parseRecipe(one.dump()));
    return recipes;
}

/// [.., numWs, wDim] or [.., wDim] as one row a picture.
at::Tensor rowsOf(const at::Tensor& w, const std::filesystem::path& path, const NetworkInfo& network) {
    const std::int64_t wide = network.wDim, layers = network.numWs;
    const bool fits = w.dim() >= 1 && w.dim() <= 3 && w.size(-1) == wide;
    if (fits && (w.dim() == 1 || (w.dim() == 2 && w.size(0) != layers))) return w.reshape({-1, wide});
    if (fits && w.dim() >= 2 && w.size(-2) == layers) return w.reshape({-1, layers * wide});
    std::string shape;
    for (const std::int64_t size : w.sizes()) shape += (shape.empty() ? "" : " x ") + std::to_string(size);
    throw Error(Errc::BadShape, "cannot use " + path.string() + ": its w is " + shape + ", this network takes " +
                                    std::to_string(layers) + " x " + std::to_string(wide) +
                                    "; give one made with this network");
}

}  // namespace

std::vector<std::vector<float>> readLatents(const std::filesystem::path& path, const NetworkInfo& network) {
    return translateErrors("cannot read the latents", [&] {
        const LoadedFile file = loadFile(path);
        const at::Tensor* w = file.tensors.find("w");
        if (w == nullptr && file.container == "npy") w = file.tensors.find("data");  // its one array has no name
        if (w == nullptr)
            throw Error(Errc::BadFormat,
                        "cannot use " + path.string() + ": it has no array named w; give a projected_w.npz");
        const at::Tensor rows = rowsOf(w->to(at::kFloat), path, network).contiguous();
        if (rows.size(0) == 0)
            throw Error(Errc::BadFormat, "cannot use " + path.string() + ": it holds no latent; give one with some");
        std::vector<std::vector<float>> latents;
        for (std::int64_t i = 0; i < rows.size(0); ++i) {
            const at::Tensor row = rows[i].contiguous();
            const std::span<const float> values = floats(row);
            if (!std::ranges::all_of(values, [](float value) { return std::isfinite(value); }))
                throw Error(Errc::BadFormat, "cannot use " + path.string() + ": latent " + std::to_string(i + 1) +
                                                 " holds NaN or infinity; give one with numbers");
            latents.emplace_back(values.begin(), values.end());
        }
        return latents;
    });
}

std::vector<Recipe> readRecipes(const std::filesystem::path& path) {
    if (!startsAsPng(path)) return recipesOf(readFile(path, kMostJson));
    const std::optional<std::string> recipe = readPngRecipe(path);
    if (!recipe)
        throw Error(Errc::BadFormat,
                    "cannot use " + path.string() + ": no recipe is in it; give a picture that sample wrote");
    return {parseRecipe(*recipe)};
}

}  // namespace syper::core
