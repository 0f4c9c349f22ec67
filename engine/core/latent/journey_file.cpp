// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <nlohmann/json.hpp>

#include "core/api/error.h"
#include "core/api/journey.h"
#include "core/util/files.h"

namespace syper::core {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kMostBytes = std::size_t(256) << 20;
constexpr std::array<const char*, 4> kEasings{"linear", "smooth", "in", "out"};

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& why) {
    throw Error(Errc::BadFormat, "cannot use " + path.string() + ": " + why +
                                     "; give {\"frames\": 60, \"keyframes\": [{\"seed\": 1}, {\"seed\": 2}]}");
}

Keyframe keyframe(const ordered_json& json, const std::filesystem::path& path, const std::string& network) {
    if (!json.is_object()) refuse(path, "a keyframe is no object");
    Keyframe key;
    if (json.contains("recipe")) {
        const ordered_json& recipe = json.at("recipe");
        Recipe parsed = parseRecipe(recipe.is_string() ? recipe.get<std::string>() : recipe.dump());
        if (parsed.networkSha256 != network)
            throw Error(Errc::BadArgument, "cannot follow " + path.string() + ": a keyframe's network is " +
                                               parsed.networkSha256.substr(0, 12) + ".., the one at hand is " +
                                               network.substr(0, 12) + "..; give the network it was made with");
        key.request = std::move(parsed.request);
    } else if (json.contains("seed") && json.at("seed").is_number_unsigned() &&
               json.at("seed").get<std::uint64_t>() <= std::numeric_limits<std::uint32_t>::max()) {
        key.request.seed = json.at("seed").get<std::uint32_t>();
        key.request.psi = json.value("psi", 1.0);
    } else {
        refuse(path, "a keyframe has neither a seed (0 to 4294967295) nor a recipe");
    }
    key.seconds = json.value("seconds", key.seconds);
    key.easing = parseEasing(json.value("easing", "linear"));
    return key;
}

Journey fromJson(const ordered_json& json, const std::filesystem::path& path, const std::string& network) {
    if (!json.is_object() || !json.contains("keyframes") || !json.at("keyframes").is_array())
        refuse(path, "it has no list of keyframes");
    Journey journey;
    const std::string travel = json.value("travel", "w");
    if (travel != "w" && travel != "z") refuse(path, "its travel is neither w nor z");
    journey.travel = travel == "z" ? Travel::SlerpZ : Travel::LinearW;
    journey.loop = json.value("loop", journey.loop);
    journey.frames = json.value("frames", journey.frames);
    for (const ordered_json& one : json.at("keyframes")) journey.keys.push_back(keyframe(one, path, network));
    checkJourney(journey);
    return journey;
}

}  // namespace

Easing parseEasing(const std::string& name) {
    for (std::size_t i = 0; i < kEasings.size(); ++i)
        if (name == kEasings[i]) return Easing(i);
    throw Error(Errc::BadArgument,
                "easing \"" + name.substr(0, 40) + "\" is not known; take linear, smooth, in or out");
}

const char* easingName(Easing easing) {
    return kEasings[std::size_t(easing)];
}

Journey readJourney(const std::filesystem::path& path, const std::string& networkSha256) {
    const std::string text = readFile(path, kMostBytes);
    // A recipe inside is four levels deep itself.
    const auto tooDeep = [&path](int depth, ordered_json::parse_event_t, ordered_json&) {
        if (depth > 8) refuse(path, "it is nested too deeply");
        return true;
    };
    try {
        return fromJson(ordered_json::parse(text, tooDeep), path, networkSha256);
    } catch (const ordered_json::exception&) {
        refuse(path, "it is not the JSON that a journey has");
    }
}

std::string journeyText(const Journey& journey, const std::string& networkSha256) {
    ordered_json keys = ordered_json::array();
    for (const Keyframe& key : journey.keys)
        keys.push_back({{"seconds", key.seconds},
                        {"easing", easingName(key.easing)},
                        {"recipe", ordered_json::parse(recipeText(key.request, networkSha256))}});
    return ordered_json{{"travel", journey.travel == Travel::SlerpZ ? "z" : "w"},
                        {"loop", journey.loop},
                        {"frames", journey.frames},
                        {"keyframes", keys}}
        .dump();
}

void writeJourney(const std::filesystem::path& path, const Journey& journey, const std::string& networkSha256) {
    writeFile(path, journeyText(journey, networkSha256) + "\n");
}

}  // namespace syper::core
