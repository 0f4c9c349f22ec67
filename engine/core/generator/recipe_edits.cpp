// SPDX-License-Identifier: GPL-3.0-or-later
#include <limits>

#include "core/generator/recipe_json.h"

namespace syper::core::recipe {
namespace {

constexpr std::int64_t kMostInt = std::numeric_limits<int>::max();
constexpr std::int64_t kMostWord = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kMostParts = 10'000;  // mixes, walks ..: far beyond any use, far below any harm

const ordered_json& list(const ordered_json& json, const char* key) {
    const ordered_json& value = json.at(key);
    if (!value.is_array() || value.size() > kMostParts) refuse(std::string("its ") + key + " are no list");
    return value;
}

/// Every key of `json` is one of `known`.
void requireObject(const ordered_json& json, std::initializer_list<const char*> known, const char* what) {
    if (!json.is_object()) refuse(std::string(what) + " is no object");
    for (const auto& [key, value] : json.items())
        if (std::ranges::find_if(known, [&](const char* name) { return key == name; }) == known.end())
            refuse(std::string(what) + " has the unknown key \"" + key.substr(0, 40) + "\"");
}

SeedPlane plane(const ordered_json& json) {
    requireObject(json, {"x", "y", "row_step"}, "its plane");
    return {finite(json.at("x"), "the plane's x"), finite(json.at("y"), "the plane's y"),
            std::uint32_t(integer(json, "row_step", 0, kMostWord))};
}

StyleMix mix(const ordered_json& json) {
    requireObject(json, {"seed", "w", "first", "last", "amount"}, "a mix");
    StyleMix mix;
    mix.seed = std::uint32_t(integer(json, "seed", 0, kMostWord));
    if (json.contains("w")) mix.w = decoded(json.at("w"), "a mix's w");
    mix.layers = readLayers(json);
    mix.amount = finite(json.at("amount"), "a mix's amount");
    return mix;
}

DirectionWalk walk(const ordered_json& json) {
    requireObject(json, {"name", "unit", "deviation", "amount", "first", "last"}, "a walk");
    DirectionWalk walk;
    walk.name = json.at("name").get<std::string>();
    walk.unit = decoded(json.at("unit"), "a walk's unit");
    walk.deviation = finite(json.at("deviation"), "a walk's deviation");
    walk.amount = finite(json.at("amount"), "a walk's amount");
    walk.layers = readLayers(json);
    return walk;
}

LayerShift shift(const ordered_json& json) {
    requireObject(json, {"delta", "first", "last"}, "a shift");
    return {decoded(json.at("delta"), "a shift's delta"), readLayers(json)};
}

}  // namespace

void writeLayers(ordered_json& into, const LayerRange& layers) {
    if (layers == LayerRange()) return;
    into["first"] = layers.first;
    into["last"] = layers.last;
}

LayerRange readLayers(const ordered_json& json) {
    if (!json.contains("first") && !json.contains("last")) return {};
    return {int(integer(json, "first", 0, kMostInt)), int(integer(json, "last", -1, kMostInt))};
}

void writeEdits(ordered_json& into, const LatentEdits& edits) {
    if (!edits.z.empty()) into["z"] = encoded(edits.z.span());
    if (edits.plane) into["plane"] = {{"x", edits.plane->x}, {"y", edits.plane->y}, {"row_step", edits.plane->rowStep}};
    if (edits.truncateGiven) into["truncate_given"] = true;
    for (const StyleMix& mix : edits.mixes) {
        ordered_json one{{"seed", mix.seed}};
        if (!mix.w.empty()) one["w"] = encoded(mix.w.span());
        writeLayers(one, mix.layers);
        one["amount"] = mix.amount;
        into["mixes"].push_back(std::move(one));
    }
    for (const DirectionWalk& walk : edits.walks) {
        ordered_json one{{"name", walk.name},
                         {"unit", encoded(walk.unit.span())},
                         {"deviation", walk.deviation},
                         {"amount", walk.amount}};
        writeLayers(one, walk.layers);
        into["walks"].push_back(std::move(one));
    }
    for (const LayerShift& shift : edits.shifts) {
        ordered_json one{{"delta", encoded(shift.delta.span())}};
        writeLayers(one, shift.layers);
        into["shifts"].push_back(std::move(one));
    }
    if (!edits.noiseStrength.empty()) into["noise_strength"] = encoded(edits.noiseStrength);
}

std::size_t readEdits(const ordered_json& json, LatentEdits& edits) {
    std::size_t found = 0;
    const auto has = [&](const char* key) {
        found += json.contains(key) ? 1 : 0;
        return json.contains(key);
    };
    if (has("z")) edits.z = decoded(json.at("z"), "its z");
    if (has("plane")) edits.plane = plane(json.at("plane"));
    if (has("truncate_given")) edits.truncateGiven = json.at("truncate_given").get<bool>();
    if (has("mixes"))
        for (const ordered_json& one : list(json, "mixes")) edits.mixes.push_back(mix(one));
    if (has("walks"))
        for (const ordered_json& one : list(json, "walks")) edits.walks.push_back(walk(one));
    if (has("shifts"))
        for (const ordered_json& one : list(json, "shifts")) edits.shifts.push_back(shift(one));
    if (has("noise_strength")) edits.noiseStrength = decoded(json.at("noise_strength"), "its noise_strength");
    return found;
}

}  // namespace syper::core::recipe
