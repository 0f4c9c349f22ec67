// SPDX-License-Identifier: GPL-3.0-or-later
// What a recipe's parts share: refusing, numbers within bounds, floats as text.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "core/api/latent.h"

namespace syper::core::recipe {

using nlohmann::ordered_json;

/// Throws Error{BadFormat}: "cannot use this recipe: WHY; take one that this program wrote".
[[noreturn]] void refuse(const std::string& why);

/// Little-endian float32 as base64, and back; `what` names it in errors.
[[nodiscard]] std::string encoded(std::span<const float> values);
[[nodiscard]] std::vector<float> decoded(const ordered_json& text, const char* what);

[[nodiscard]] std::int64_t integer(const ordered_json& json, const char* key, std::int64_t low, std::int64_t high);
[[nodiscard]] double finite(const ordered_json& value, const char* key);

/// The keys that edits add to a recipe, in their order; none for no edits.
void writeEdits(ordered_json& into, const LatentEdits& edits);
/// Reads those keys; others are the caller's to look at. Returns how many there were.
[[nodiscard]] std::size_t readEdits(const ordered_json& json, LatentEdits& edits);

/// Layers as the keys first and last; nothing for all of them.
void writeLayers(ordered_json& into, const LayerRange& layers);
[[nodiscard]] LayerRange readLayers(const ordered_json& json);

}  // namespace syper::core::recipe
