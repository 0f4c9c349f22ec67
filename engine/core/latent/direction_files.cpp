// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/api/directions.h"
#include "core/api/error.h"
#include "core/api/latent_space.h"
#include "core/api/resources.h"
#include "core/formats/load.h"
#include "core/formats/npy_writer.h"
#include "core/formats/safetensors.h"
#include "core/generator/weights.h"
#include "core/util/files.h"
#include "core/util/translate_error.h"

namespace syper::core {
namespace {

using nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr const char* kFormat = "syper-directions";
constexpr int kVersion = 1;
constexpr std::size_t kMostJson = std::size_t(256) << 20;

[[noreturn]] void refuse(const fs::path& path, const std::string& why) {
    throw Error(Errc::BadFormat,
                "cannot use " + path.string() + ": " + why + "; give directions of this program or of GANSpace");
}

/// A vector of length 1 of any finite one that is not zero.
SharedFloats unitOf(std::vector<float> values, const fs::path& path) {
    double squares = 0.0;
    for (const float value : values) squares += double(value) * value;
    if (!std::isfinite(squares) || squares == 0.0) refuse(path, "a direction holds nothing, NaN or infinity");
    const double length = std::sqrt(squares);
    // What is of length 1 already stays as it is, to the bit.
    if (std::abs(length - 1.0) > 1e-6)
        for (float& value : values) value = float(value / length);
    return values;
}

std::vector<float> valuesOf(const at::Tensor& tensor) {
    const at::Tensor own = tensor.to(at::kFloat).contiguous();
    return {floats(own).begin(), floats(own).end()};
}

/// Text of the file as JSON: null where it has none.
double numberOr(const ordered_json& json, const char* key, double otherwise) {
    const auto place = json.find(key);
    return place != json.end() && place->is_number() ? place->get<double>() : otherwise;
}

int layerOr(const ordered_json& json, const char* key, int otherwise) {
    const double value = numberOr(json, key, otherwise);
    return value >= -1.0 && value <= 1e6 ? int(value) : otherwise;
}

/// What both of our formats say of a direction beside its numbers.
ordered_json about(const Direction& direction) {
    return {{"name", direction.name},
            {"low", direction.low},
            {"high", direction.high},
            {"first", direction.layers.first},
            {"last", direction.layers.last}};
}

void readAbout(const ordered_json& json, Direction& direction) {
    if (!json.is_object()) return;
    direction.name = json.value("name", direction.name);
    direction.low = numberOr(json, "low", direction.low);
    direction.high = numberOr(json, "high", direction.high);
    direction.layers = {std::max(0, layerOr(json, "first", 0)), layerOr(json, "last", -1)};
}

std::string textOf(const std::map<std::string, std::string>& metadata, const char* key) {
    const auto place = metadata.find(key);
    return place == metadata.end() ? std::string() : place->second;
}

/// The K numbers beside K directions, or nothing where there are not as many.
std::vector<float> beside(const TensorMap& tensors, const char* key, std::int64_t count) {
    const at::Tensor* tensor = tensors.find(key);
    return tensor != nullptr && tensor->numel() == count ? valuesOf(*tensor) : std::vector<float>();
}

double usable(const std::vector<float>& values, std::int64_t index, double otherwise) {
    if (values.empty() || !std::isfinite(values[std::size_t(index)])) return otherwise;
    return values[std::size_t(index)];
}

/// [K, .., wDim] of any array as K rows; GANSpace puts dimensions of size 1 between.
at::Tensor rowsOf(const at::Tensor& array, const fs::path& path) {
    if (array.dim() < 1 || array.dim() > 4 || array.numel() == 0 || !at::isFloatingType(array.scalar_type()) ||
        array.numel() > (std::int64_t(1) << 28))
        refuse(path, "its directions are no array of numbers [K, w]");
    const std::int64_t wide = array.size(-1), count = array.dim() == 1 ? 1 : array.size(0);
    if (array.numel() != wide * count) refuse(path, "its directions act on more than w");
    return array.to(at::kFloat).reshape({count, wide}).contiguous();
}

struct Keys {
    const char* rows;
    const char* deviations;
    const char* shares;
    const char* mean;
};
constexpr Keys kOwnKeys{"directions", "deviations", "explained_variance", "mean"};
constexpr Keys kGanSpaceKeys{"lat_comp", "lat_stdev", "var_ratio", "lat_mean"};

DirectionSet fromTensors(const TensorMap& tensors, const at::Tensor& array, const Keys& keys, const fs::path& path) {
    const at::Tensor rows = rowsOf(array, path);
    const std::int64_t count = rows.size(0), wide = rows.size(1);
    const std::vector<float> deviations = beside(tensors, keys.deviations, count),
                             shares = beside(tensors, keys.shares, count);
    DirectionSet set;
    if (const std::vector<float> mean = beside(tensors, keys.mean, wide); !mean.empty()) set.mean = mean;
    for (std::int64_t i = 0; i < count; ++i) {
        const at::Tensor row = rows[i];
        set.directions.push_back({.name = "Direction " + std::to_string(i + 1),
                                  .unit = unitOf(valuesOf(row), path),
                                  .deviation = std::max(0.0, usable(deviations, i, 0.0)),
                                  .share = usable(shares, i, std::numeric_limits<double>::quiet_NaN())});
    }
    return set;
}

DirectionSet fromOwnTensors(const TensorMap& tensors, const fs::path& path) {
    const at::Tensor* rows = tensors.find(kOwnKeys.rows);
    if (rows == nullptr) refuse(path, "it has no tensor named directions");
    DirectionSet set = fromTensors(tensors, *rows, kOwnKeys, path);
    set.source = textOf(tensors.metadata, "source");
    set.networkSha256 = textOf(tensors.metadata, "network");
    const ordered_json all = ordered_json::parse(textOf(tensors.metadata, "about"), nullptr, false);
    if (all.is_array() && all.size() == set.directions.size())
        for (std::size_t i = 0; i < all.size(); ++i) readAbout(all[i], set.directions[i]);
    return set;
}

/// GANSpace's components (.npz), or one edit that its viewer exported (.pkl), which has a name and a range beside.
DirectionSet fromGanSpace(const LoadedFile& file, const at::Tensor& components, const fs::path& path) {
    DirectionSet set = fromTensors(file.tensors, components, kGanSpaceKeys, path);
    set.source = "ganspace";
    const ordered_json details = file.details.is_object() ? ordered_json(file.details) : ordered_json::object();
    for (std::size_t i = 0; i < set.directions.size(); ++i)
        set.directions[i].name = "Component " + std::to_string(i);  // as GANSpace counts
    if (set.directions.size() != 1 || !details.contains("edit_start")) return set;
    Direction& only = set.directions.front();
    if (details.contains("latent_space") && details["latent_space"] == "Z")
        throw Error(Errc::Unsupported, "cannot use " + path.string() + ": this edit acts on z; export one made with W");
    only.name = details.value("name", only.name);
    if (only.name.empty()) only.name = "Component " + std::to_string(layerOr(details, "component_index", 0));
    if (only.deviation == 0.0) only.deviation = std::max(0.0, numberOr(details, "lat_stdev", 0.0));
    const int end = layerOr(details, "edit_end", -1);  // not included, as GANSpace writes it
    only.layers = {std::max(0, layerOr(details, "edit_start", 0)), end > 0 ? end - 1 : -1};
    const double range = std::abs(numberOr(details, "sigma_range", 0.0));
    if (range > 0.0) {
        only.low = -range;
        only.high = range;
    }
    return set;
}

DirectionSet fromJson(const std::string& text, const fs::path& path) {
    const auto shallow = [](int depth, ordered_json::parse_event_t, ordered_json&) { return depth <= 4; };
    const ordered_json json = ordered_json::parse(text, shallow, false);
    if (!json.is_object() || json.value("format", "") != kFormat) refuse(path, "it is no JSON of directions");
    if (numberOr(json, "version", 0) > kVersion)
        throw Error(Errc::Unsupported, "cannot use " + path.string() + ": a newer program wrote it; use that");
    DirectionSet set;
    set.source = json.value("source", "");
    set.networkSha256 = json.value("network", "");
    if (json.contains("mean") && json["mean"].is_array()) set.mean = json["mean"].get<std::vector<float>>();
    if (!json.contains("directions") || !json["directions"].is_array()) refuse(path, "it has no directions");
    for (const ordered_json& one : json["directions"]) {
        Direction direction;
        readAbout(one, direction);
        direction.unit = unitOf(one.at("unit").get<std::vector<float>>(), path);
        direction.deviation = std::max(0.0, numberOr(one, "deviation", 0.0));
        direction.share = numberOr(one, "explained_variance", direction.share);
        set.directions.push_back(std::move(direction));
    }
    return set;
}

DirectionSet fromFile(const fs::path& path) {
    const std::size_t size = fs::is_regular_file(path) ? std::size_t(fs::file_size(path)) : 0;
    if (size > 0 && size <= kMostJson) {
        const MappedFile mapped(path);
        if (char(mapped.bytes()[0]) == '{') return fromJson(readFile(path, kMostJson), path);
    }
    const LoadedFile file = loadFile(path);
    if (textOf(file.tensors.metadata, "format").starts_with(kFormat)) return fromOwnTensors(file.tensors, path);
    if (const at::Tensor* components = file.tensors.find(kGanSpaceKeys.rows))
        return fromGanSpace(file, *components, path);
    const at::Tensor* rows = file.tensors.find(kOwnKeys.rows);
    if (rows == nullptr && file.tensors.size() == 1) rows = &file.tensors.entries().front().tensor;
    if (rows == nullptr) refuse(path, "it holds no directions");
    return fromTensors(file.tensors, *rows, kOwnKeys, path);
}

void requireUsable(const DirectionSet& set, const fs::path& path, int wDim) {
    if (set.directions.empty()) refuse(path, "it holds no directions");
    const std::size_t wide = set.directions.front().unit.size();
    for (const Direction& direction : set.directions)
        if (direction.unit.size() != wide) refuse(path, "its directions differ in length");
    if (wDim > 0 && wide != std::size_t(wDim))
        throw Error(Errc::BadShape, "cannot use " + path.string() + ": its directions have " + std::to_string(wide) +
                                        " values, this network's w " + std::to_string(wDim) +
                                        "; give ones made with this network");
}

// Writing.

struct Columns {
    std::vector<float> units, deviations, shares;
    std::int64_t count = 0, wide = 0;
};

Columns columnsOf(const DirectionSet& set) {
    Columns columns{.count = std::ssize(set.directions), .wide = std::ssize(set.directions.front().unit.span())};
    for (const Direction& direction : set.directions) {
        const std::span<const float> unit = direction.unit.span();
        if (std::ssize(unit) != columns.wide || columns.wide == 0)
            throw Error(Errc::BadArgument,
                        "cannot write directions of different lengths; write them one set a network");
        columns.units.insert(columns.units.end(), unit.begin(), unit.end());
        columns.deviations.push_back(float(direction.deviation));
        columns.shares.push_back(float(direction.share));
    }
    return columns;
}

bool sharesTold(const DirectionSet& set) {
    return std::ranges::all_of(set.directions, [](const Direction& one) { return std::isfinite(one.share); });
}

at::Tensor tensorOf(const std::vector<float>& values, at::IntArrayRef shape) {
    return at::tensor(values).reshape(shape);
}

void writeAsSafetensors(const fs::path& path, const DirectionSet& set) {
    const Columns columns = columnsOf(set);
    TensorMap tensors;
    tensors.set(kOwnKeys.rows, tensorOf(columns.units, {columns.count, columns.wide}));
    tensors.set(kOwnKeys.deviations, tensorOf(columns.deviations, {columns.count}));
    if (sharesTold(set)) tensors.set(kOwnKeys.shares, tensorOf(columns.shares, {columns.count}));
    if (!set.mean.empty())
        tensors.set(kOwnKeys.mean, tensorOf({set.mean.span().begin(), set.mean.span().end()}, {columns.wide}));
    ordered_json all = ordered_json::array();
    for (const Direction& direction : set.directions) all.push_back(about(direction));
    tensors.metadata["format"] = std::string(kFormat) + " " + std::to_string(kVersion);
    tensors.metadata["source"] = set.source;
    tensors.metadata["network"] = set.networkSha256;
    tensors.metadata["about"] = all.dump(-1, ' ', true, ordered_json::error_handler_t::replace);
    writeSafetensors(path, tensors);
}

void writeAsJson(const fs::path& path, const DirectionSet& set) {
    (void)columnsOf(set);  // refuses what no reader would take
    const auto list = [](const SharedFloats& values) {
        return std::vector<float>(values.span().begin(), values.span().end());
    };
    ordered_json json{
        {"format", kFormat}, {"version", kVersion}, {"source", set.source}, {"network", set.networkSha256}};
    if (!set.mean.empty()) json["mean"] = list(set.mean);
    json["directions"] = ordered_json::array();
    for (const Direction& direction : set.directions) {
        ordered_json one = about(direction);
        one["deviation"] = direction.deviation;
        if (std::isfinite(direction.share)) one["explained_variance"] = direction.share;
        one["unit"] = list(direction.unit);
        json["directions"].push_back(std::move(one));
    }
    writeFile(path, json.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n");
}

/// GANSpace's components of a decomposition of w: activations and latents are the same there.
void writeAsNpz(const fs::path& path, const DirectionSet& set) {
    const Columns columns = columnsOf(set);
    const std::vector<float> mean = set.mean.empty()
                                        ? std::vector<float>(std::size_t(columns.wide))
                                        : std::vector<float>(set.mean.span().begin(), set.mean.span().end());
    std::vector<NpzMember> members;
    for (const char* kind : {"act", "lat"}) {
        const std::string name(kind);
        members.push_back({name + "_comp", npyBytes(columns.units, {columns.count, 1, columns.wide})});
        members.push_back({name + "_mean", npyBytes(mean, {1, columns.wide})});
        members.push_back({name + "_stdev", npyBytes(columns.deviations, {columns.count})});
    }
    if (sharesTold(set)) {
        members.push_back({"var_ratio", npyBytes(columns.shares, {columns.count})});
        // A random direction's deviation is expected to be the mean one of all: sqrt(total variance / dimensions).
        const Direction& first = set.directions.front();
        const double total = first.share > 0.0 ? first.deviation * first.deviation / first.share : 0.0;
        const std::vector<float> random(std::size_t(columns.count), float(std::sqrt(total / double(columns.wide))));
        members.push_back({"random_stdevs", npyBytes(random, {columns.count})});
    }
    writeFile(path, npzBytes(members));
}

}  // namespace

DirectionSet readDirections(const fs::path& path, int wDim) {
    return translateErrors("cannot read directions", [&] {
        try {
            DirectionSet set = fromFile(path);
            requireUsable(set, path, wDim);
            return set;
        } catch (const nlohmann::json::exception&) {
            refuse(path, "it is not the JSON that directions have");
        }
    });
}

bool unnamedDirections(const fs::path& path) {
    return translateErrors("cannot read directions", [&] {
        const LoadedFile file = loadFile(path);
        if (file.tensors.size() != 1) refuse(path, "it holds no array");
        constexpr double kRounding = 1e-2;  // of half precision
        const at::Tensor rows = rowsOf(file.tensors.entries().front().tensor, path);
        return ((rows.square().sum(1).sqrt() - 1.0).abs() < kRounding).all().item<bool>();
    });
}

DirectionSet bundledDirections(const NetworkInfo& network) {
    const fs::path path = resourceFolder() / "models" / "directions.json";
    std::error_code none;
    if (!fs::exists(path, none)) return {};
    DirectionSet set = readDirections(path);
    if (set.networkSha256 != network.sha256) return {};
    requireUsable(set, path, network.wDim);
    return set;
}

void checkDirectionsPath(const fs::path& path) {
    for (const char* known : {".safetensors", ".json", ".npz"})
        if (path.extension() == known) return;
    throw Error(Errc::Unsupported, "cannot write directions to " + path.string() +
                                       ": its ending is none of .safetensors, .json, .npz; choose one of them");
}

void writeDirections(const fs::path& path, const DirectionSet& set) {
    translateErrors("cannot write directions", [&] {
        checkDirectionsPath(path);
        if (set.directions.empty()) throw Error(Errc::BadArgument, "there are no directions to write; find some first");
        if (path.extension() == ".safetensors")
            writeAsSafetensors(path, set);
        else if (path.extension() == ".json")
            writeAsJson(path, set);
        else
            writeAsNpz(path, set);
    });
}

}  // namespace syper::core
