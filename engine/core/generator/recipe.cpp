// SPDX-License-Identifier: GPL-3.0-or-later
#include <openssl/evp.h>

#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

#include "core/api/error.h"
#include "core/api/sampler.h"
#include "core/generator/recipe_json.h"

namespace syper::core {
namespace recipe {

void refuse(const std::string& why) {
    throw Error(Errc::BadFormat, "cannot use this recipe: " + why + "; take one that this program wrote");
}

std::string encoded(std::span<const float> values) {
    const std::size_t bytes = values.size() * sizeof(float);
    std::string text((bytes + 2) / 3 * 4 + 1, '\0');
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                       reinterpret_cast<const unsigned char*>(values.data()), int(bytes));
    text.resize(std::size_t(length));
    return text;
}

std::vector<float> decoded(const ordered_json& json, const char* what) {
    const std::string& text = json.get_ref<const std::string&>();
    if (text.size() % 4 != 0) refuse(std::string(what) + " is no base64");
    std::string bytes(text.size() / 4 * 3, '\0');
    if (!text.empty() && EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                         reinterpret_cast<const unsigned char*>(text.data()), int(text.size())) < 0)
        refuse(std::string(what) + " is no base64");
    if (text.ends_with("=="))
        bytes.resize(bytes.size() - 2);
    else if (text.ends_with("="))
        bytes.resize(bytes.size() - 1);
    if (bytes.size() % sizeof(float) != 0)
        refuse(std::string(what) + " has " + std::to_string(bytes.size()) + " bytes");
    std::vector<float> values(bytes.size() / sizeof(float));
    if (!values.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
    for (const float value : values)
        if (!std::isfinite(value)) refuse(std::string(what) + " holds NaN or infinity");
    return values;
}

std::int64_t integer(const ordered_json& json, const char* key, std::int64_t low, std::int64_t high) {
    const ordered_json& value = json.at(key);
    if (!value.is_number_integer()) refuse(std::string(key) + " is no whole number");
    const bool fits = value.is_number_unsigned() ? value.get<std::uint64_t>() <= std::uint64_t(high)
                                                 : value.get<std::int64_t>() <= high;
    if (!fits || value.get<std::int64_t>() < low)
        refuse(std::string(key) + " is " + value.dump() + ", not " + std::to_string(low) + " to " +
               std::to_string(high));
    return value.get<std::int64_t>();
}

double finite(const ordered_json& value, const char* key) {
    if (!value.is_number() || !std::isfinite(value.get<double>())) refuse(std::string(key) + " is no finite number");
    return value.get<double>();
}

}  // namespace recipe

namespace {

using nlohmann::ordered_json;
using recipe::decoded;
using recipe::encoded;
using recipe::finite;
using recipe::integer;
using recipe::refuse;

constexpr const char* kFormat = "syper-recipe";
constexpr int kPlain = 1, kEdited = 2;  // versions: the second adds edits and the layers of directions
constexpr std::array<const char*, 3> kNoiseNames{"const", "random", "none"};
constexpr std::array<const char*, 2> kWriterNames{"plain", "syper"};
/// Only where it is not fp32.
constexpr const char* kPrecisionKey = "precision";
constexpr const char* kHalfName = "bf16";
constexpr std::array<const char*, 12> kKeys{"format", "version", "network",    "seed",       "psi", "cutoff",
                                            "class",  "noise",   "noise_seed", "directions", "w",   "writer"};

template <std::size_t N>
std::size_t indexOf(const std::array<const char*, N>& names, const std::string& name, const char* key) {
    for (std::size_t i = 0; i < N; ++i)
        if (name == names[i]) return i;
    refuse(std::string(key) + " is \"" + name.substr(0, 40) + "\"");
}

void requireKeys(const ordered_json& json) {
    if (!json.is_object()) refuse("it is no JSON object");
    if (json.value("format", "") != kFormat) refuse(std::string("its format is not ") + kFormat);
    if (integer(json, "version", 0, std::numeric_limits<int>::max()) > kEdited)
        throw Error(Errc::Unsupported, "cannot use this recipe: its version is " + json.at("version").dump() +
                                           ", this program knows " + std::to_string(kEdited) + "; use a newer program");
    const std::size_t plain = kKeys.size() + (json.contains(kPrecisionKey) ? 1 : 0);
    if (integer(json, "version", kPlain, kEdited) == kPlain && json.size() > plain)
        refuse("it has keys that no recipe has");
    for (const char* key : kKeys)
        if (!json.contains(key)) refuse(std::string("it has no ") + key);
}

/// [index, amount], and where it is edited [index, amount, first, last].
DirectionAmount direction(const ordered_json& json, bool edited) {
    const bool layered = edited && json.is_array() && json.size() == 4;
    const auto whole = [&json](std::size_t i) {
        if (!json[i].is_number_integer() || json[i].get<std::int64_t>() > std::numeric_limits<int>::max() ||
            json[i].get<std::int64_t>() < (i == 3 ? -1 : 0))
            refuse("a direction is no [index, amount]");
        return json[i].get<int>();
    };
    if (!json.is_array() || (json.size() != 2 && !layered)) refuse("a direction is no [index, amount]");
    DirectionAmount amount{whole(0), finite(json[1], "a direction's amount")};
    if (layered) amount.layers = {whole(2), whole(3)};
    return amount;
}

Recipe fromJson(const ordered_json& json) {
    requireKeys(json);
    constexpr std::int64_t kMostWord = std::numeric_limits<std::uint32_t>::max();
    constexpr std::int64_t kMostInt = std::numeric_limits<int>::max();
    Recipe recipe;
    recipe.networkSha256 = json.at("network").get<std::string>();
    if (recipe.networkSha256.size() != 64 ||
        recipe.networkSha256.find_first_not_of("0123456789abcdef") != std::string::npos)
        refuse("its network is no SHA-256");
    SampleRequest& r = recipe.request;
    r.seed = std::uint32_t(integer(json, "seed", 0, kMostWord));
    r.psi = finite(json.at("psi"), "psi");
    r.cutoff = int(integer(json, "cutoff", -1, kMostInt));
    r.classIndex = int(integer(json, "class", -1, kMostInt));
    r.noise = NoiseMode(indexOf(kNoiseNames, json.at("noise").get<std::string>(), "noise"));
    r.noiseSeed = std::uint32_t(integer(json, "noise_seed", 0, kMostWord));
    if (!json.at("directions").is_array()) refuse("its directions are no list");
    const bool edited = json.at("version").get<int>() == kEdited;
    for (const ordered_json& entry : json.at("directions")) r.directions.push_back(direction(entry, edited));
    r.w = decoded(json.at("w"), "its w");
    r.writer = Writer(indexOf(kWriterNames, json.at("writer").get<std::string>(), "writer"));
    if (json.contains(kPrecisionKey)) {
        if (json.at(kPrecisionKey) != kHalfName) refuse("its precision is not bf16");
        r.precision = Precision::Bf16;
    }
    const std::size_t plain = kKeys.size() + (json.contains(kPrecisionKey) ? 1 : 0);
    if (edited && recipe::readEdits(json, r.edits) + plain != json.size())
        refuse("it has a key that this program does not know");
    return recipe;
}

}  // namespace

std::string recipeText(const SampleRequest& request, const std::string& networkSha256) {
    if (!std::isfinite(request.psi)) throw Error(Errc::BadArgument, "truncation must be a finite number");
    bool edited = !request.edits.empty();
    ordered_json directions = ordered_json::array();
    for (const auto& [index, amount, layers] : request.directions) {
        directions.push_back({index, amount});
        if (layers == LayerRange()) continue;
        directions.back().insert(directions.back().end(), {layers.first, layers.last});
        edited = true;
    }
    ordered_json json{{"format", kFormat},
                      {"version", edited ? kEdited : kPlain},
                      {"network", networkSha256},
                      {"seed", request.seed},
                      {"psi", request.psi},
                      {"cutoff", request.cutoff},
                      {"class", request.classIndex},
                      {"noise", kNoiseNames[std::size_t(request.noise)]},
                      {"noise_seed", request.noiseSeed},
                      {"directions", directions},
                      {"w", encoded(request.w)},
                      {"writer", kWriterNames[std::size_t(request.writer)]}};
    if (request.precision == Precision::Bf16) json[kPrecisionKey] = kHalfName;
    recipe::writeEdits(json, request.edits);
    // ASCII alone, which a PNG's text is; a name that is no UTF-8 must not keep a picture from being written.
    return json.dump(-1, ' ', true, ordered_json::error_handler_t::replace);
}

Recipe parseRecipe(const std::string& text) {
    // Depth is bounded by hand: a recipe is four levels deep at most, and a recursive parser must not see more.
    const auto tooDeep = [](int depth, ordered_json::parse_event_t, ordered_json&) {
        if (depth > 3) refuse("it is nested too deeply");
        return true;
    };
    try {
        return fromJson(ordered_json::parse(text, tooDeep));
    } catch (const ordered_json::exception&) {
        refuse("it is not the JSON that a recipe has");
    }
}

}  // namespace syper::core
