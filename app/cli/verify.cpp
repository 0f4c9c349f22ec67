// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>

#include "cli/runtime_flag.h"
#include "cli/verbs.h"
#include "core/api/embedder.h"
#include "core/api/error.h"
#include "core/api/resources.h"
#include "vision/picture_set.h"

namespace syper::cli {
namespace {

using Json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

constexpr double kTimedMs = 400.0;  // repetitions stop after so long, so that slow models are timed once

struct VerifyOptions {
    std::vector<std::string> models;
    std::array<std::string, 2> images;
    std::optional<double> threshold;
    double fmr = 1e-3;
    std::string mirror = "auto", runtime = "best";
};

/// The two pictures at a model's size, held in memory so that reading files is not timed.
class LoadedPair final : public core::ImageSet {
public:
    LoadedPair(std::array<std::shared_ptr<const core::ImageSet>, 2> sets, int side) : sets_(std::move(sets)) {
        for (std::size_t i = 0; i < 2; ++i) {
            planes_[i].resize(std::size_t(3) * std::size_t(side) * std::size_t(side));
            sets_[i]->load(0, side, planes_[i]);
        }
    }
    [[nodiscard]] std::int64_t size() const override { return 2; }
    [[nodiscard]] std::string name(std::int64_t index) const override { return sets_.at(std::size_t(index))->name(0); }
    void load(std::int64_t index, int side, std::span<float> out) const override {
        const std::vector<float>& planes = planes_.at(std::size_t(index));
        if (out.size() != planes.size())
            throw core::Error(core::Errc::BadArgument,
                              name(index) + " was loaded for another size than " + std::to_string(side));
        std::ranges::copy(planes, out.begin());
    }
    [[nodiscard]] std::string digest() const override { return sets_[0]->digest() + sets_[1]->digest(); }

private:
    std::array<std::shared_ptr<const core::ImageSet>, 2> sets_;
    std::array<std::vector<float>, 2> planes_;
};

std::shared_ptr<const core::ImageSet> openOne(const std::string& given, const std::string& mirror) {
    auto set = vision::openPictures({given}, {.mirror = vision::parseMirror(mirror)});
    if (set->size() != 1)
        throw core::Error(core::Errc::BadArgument, given + " holds " + std::to_string(set->size()) +
                                                       " pictures; verify compares two single ones, evaluate many");
    return set;
}

/// The model's threshold at the wanted FMR, or nothing.
const core::ModelThreshold* thresholdOf(const core::ModelInfo& model, double fmr) {
    const auto found = std::ranges::find_if(
        model.thresholds, [&](const core::ModelThreshold& each) { return std::abs(each.fmr - fmr) <= fmr * 1e-6; });
    return found == model.thresholds.end() ? nullptr : &*found;
}

/// Score of the pair, and the median time of embedding both pictures, after one pass that warms up.
struct Measured {
    double score = 0, milliseconds = 0;
};
Measured compare(core::Embedder& embedder, const core::ImageSet& pair, core::RunControl& control) {
    const auto rows = embedder.embed(pair, control);
    std::vector<double> times;
    double spent = 0;
    while (times.empty() || (spent < kTimedMs && times.size() < 9)) {
        const Clock::time_point start = Clock::now();
        (void)embedder.embed(pair, control);
        times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
        spent += times.back();
    }
    std::ranges::nth_element(times, times.begin() + std::ptrdiff_t(times.size() / 2));
    return {core::similarity(rows[0], rows[1]), times[times.size() / 2]};
}

Json resultOf(const core::ModelInfo& model, const Measured& measured, const VerifyOptions& options) {
    const core::ModelThreshold* own = thresholdOf(model, options.fmr);
    std::optional<double> threshold = options.threshold;
    if (!threshold && own != nullptr) threshold = own->value;
    Json result{{"model", model.name}, {"score", measured.score}};
    result["threshold"] = threshold ? Json(*threshold) : Json();
    result["accept"] = threshold ? Json(measured.score >= *threshold) : Json();
    result["milliseconds"] = measured.milliseconds;
    const bool fromModel = !options.threshold && own != nullptr;
    result["threshold_fmr"] = fromModel ? Json(own->fmr) : Json();
    result["threshold_set"] = fromModel ? Json(own->set) : Json();
    result["path"] = model.path.string();
    result["bytes"] = model.bytes;
    result["runtime"] = model.runtime;
    return result;
}

/// The model's name, or its path as given where another one of `all` has the same name.
std::string nameAmong(const std::string& given, const core::ModelInfo& model, const std::vector<std::string>& all) {
    const auto alike = std::ranges::count_if(
        all, [&](const std::string& other) { return std::filesystem::path(other).stem() == model.name; });
    return alike > 1 ? given : model.name;
}

std::string lineOf(const Json& result) {
    std::array<char, 160> numbers{};
    std::string line = result["model"].get<std::string>();
    std::snprintf(numbers.data(), numbers.size(), ": score %.4f, ", result["score"].get<double>());
    line += numbers.data();
    if (result["accept"].is_null()) {
        line += "no decision (the model carries no threshold for this FMR; give --threshold)";
    } else {
        std::snprintf(numbers.data(), numbers.size(), " (threshold %.4f", result["threshold"].get<double>());
        line += (result["accept"].get<bool>() ? "SAME" : "DIFFERENT") + std::string(numbers.data());
        if (!result["threshold_fmr"].is_null()) {
            std::snprintf(numbers.data(), numbers.size(), ", FMR %g on ", result["threshold_fmr"].get<double>());
            line += numbers.data() + result["threshold_set"].get<std::string>();
        }
        line += ")";
    }
    std::snprintf(numbers.data(), numbers.size(), ", %.1f ms", result["milliseconds"].get<double>());
    return line + numbers.data() + " (" + result["runtime"].get<std::string>() + ")";
}

void verify(Session& session, const VerifyOptions& options) {
    if (options.threshold && !std::isfinite(*options.threshold))
        throw CLI::ValidationError("--threshold", "a finite number is expected");
    const std::array sets{openOne(options.images[0], options.mirror), openOne(options.images[1], options.mirror)};
    std::vector<std::string> models = options.models;
    if (models.empty()) models.emplace_back("bundled");
    Json results = Json::array();
    std::string text;
    for (const std::string& given : models) {
        session.control().gate();
        core::Embedder embedder =
            core::Embedder::load(core::resolveModel(given, core::kBundledTeacher), session.device,
                                 runtimeOf(options.runtime));
        const LoadedPair pair(sets, embedder.info().inputSize);
        results.push_back(resultOf(embedder.info(), compare(embedder, pair, session.control()), options));
        results.back()["model"] = nameAmong(given, embedder.info(), models);
        text += (text.empty() ? "" : "\n") + lineOf(results.back());
    }
    const std::int64_t mirrored = sets[0]->mirroredCount() + sets[1]->mirroredCount();
    for (std::size_t i = 0; i < sets.size(); ++i)
        text += "\n" + options.images[i] + (sets[i]->mirroredCount() > 0 ? ": mirrored when loaded" : ": taken as it is");
    session.finish({{"results", results}, {"mirrored", mirrored}}, text);
}

}  // namespace

void addVerify(CLI::App& root, Session& session) {
    const auto options = std::make_shared<VerifyOptions>();
    CLI::App& verb = addVerb(root, session, "verify", "Compares two eyes, models side by side",
                             "syper verify --model teacher.pth --model student.safetensors a_left.png b_left.png",
                             [&session, options] { verify(session, *options); });
    verb.add_option("--model", options->models,
                    "Recognition model: a path, or bundled (the default); may be given again")
        ->allow_extra_args(false);
    verb.add_option("image1", options->images[0], "One picture of an eye, any size")->required();
    verb.add_option("image2", options->images[1], "The other")->required();
    addRuntimeFlag(verb, options->runtime);
    verb.add_option("--threshold", options->threshold, "Same at a score of at least this (default: the model's own)");
    verb.add_option("--fmr", options->fmr, "Which of the model's own thresholds: 1e-3 or 1e-2")
        ->check(CLI::IsMember({1e-3, 1e-2}));
    verb.add_option("--mirror", options->mirror, "Which pictures are mirrored when loaded: auto (left eyes), none, all")
        ->check(CLI::IsMember({"auto", "none", "all"}));
}

}  // namespace syper::cli
