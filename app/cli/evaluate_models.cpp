// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/evaluate_models.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "core/api/embedder.h"
#include "core/api/error.h"
#include "core/api/resources.h"
#include "core/api/test_plan.h"
#include "vision/picture_set.h"

namespace syper::cli {
namespace {

using Json = nlohmann::ordered_json;
constexpr const char* kFoldMark = "{fold}";

/// One test: all of it, or a fold.
struct FoldTest {
    int fold = 0;
    core::TestPlan plan;
    std::shared_ptr<const core::ImageSet> pictures;
};

std::shared_ptr<const core::ImageSet> picturesOf(const core::TestPlan& plan, const std::string& mirror) {
    vision::PictureOptions options{.mirror = vision::parseMirror(mirror)};
    std::vector<std::string> files;
    for (const core::TestPicture& picture : plan.pictures) {
        // Absolute, since a path that starts with @ would be taken for a list.
        files.push_back(std::filesystem::absolute(picture.file).string());
        if (picture.mirrored) options.mirrored[picture.file] = *picture.mirrored;
    }
    return vision::openPictures(files, options);
}

std::vector<int> wantedFolds(const EvaluateOptions& options) {
    const core::ProtocolInfo* protocol = core::findProtocol(options.protocol);
    if (protocol == nullptr || protocol->folds == 0) {
        if (!options.folds.empty()) throw CLI::ValidationError("--fold", "this test has no folds");
        return {0};
    }
    if (options.folds.empty()) return {protocol->wholeFirst ? 0 : 1};
    std::vector<int> folds;
    for (const std::string& text : options.folds) {
        if (text == "all") {
            for (int fold = 1; fold <= protocol->folds; ++fold) folds.push_back(fold);
            continue;
        }
        const bool digits =
            !text.empty() && text.size() < 4 && text.find_first_not_of("0123456789") == std::string::npos;
        const int fold = digits ? std::stoi(text) : 0;
        if (fold < 1 || fold > protocol->folds)
            throw CLI::ValidationError("--fold", "'" + text + "' is no fold of " + options.protocol + "; it has 1 to " +
                                                     std::to_string(protocol->folds));
        folds.push_back(fold);
    }
    std::ranges::sort(folds);
    folds.erase(std::unique(folds.begin(), folds.end()), folds.end());
    return folds;
}

core::TestPlan planOf(const EvaluateOptions& options, int fold) {
    namespace fs = std::filesystem;
    if (!options.labels.empty()) return core::planFromLabels(options.labels, options.by);
    if (!options.protocol.empty()) return core::planFromProtocol(options.protocol, options.data, fold);
    const fs::path images = options.images.empty() ? fs::path(options.pairs).parent_path() : fs::path(options.images);
    return core::planFromPairs(options.pairs, images);
}

std::vector<FoldTest> testsOf(const EvaluateOptions& options) {
    std::vector<FoldTest> tests;
    for (const int fold : wantedFolds(options)) {
        FoldTest test{fold, planOf(options, fold), nullptr};
        test.pictures = picturesOf(test.plan, options.mirror);
        tests.push_back(std::move(test));
    }
    return tests;
}

std::string withFold(std::string model, int fold) {
    for (std::size_t at = model.find(kFoldMark); at != std::string::npos; at = model.find(kFoldMark, at))
        model.replace(at, std::string(kFoldMark).size(), std::to_string(fold));
    return model;
}

/// Writes the thresholds that the figures can show; says which they cannot.
void writeThresholds(Session& session, const core::ModelInfo& model, const EvaluationRow& row, const std::string& set) {
    std::vector<core::ModelThreshold> thresholds;
    for (std::size_t i = 0; i < 2; ++i) {
        if (row.figures.thresholdAtMost[i])
            thresholds.push_back({core::kFmrPoints[i], *row.figures.thresholdAtMost[i], set});
        else
            session.note("no threshold for FMR " + std::string(core::kFmrNames[i]) + ": " +
                         std::to_string(row.figures.impostor) + " impostor comparisons are too few");
    }
    if (thresholds.empty())
        throw core::Error(core::Errc::BadArgument, "cannot write thresholds into " + model.path.string() + ": " +
                                                       std::to_string(row.figures.impostor) +
                                                       " impostor comparisons are too few; 100 show FMR 1e-2");
    core::writeModelThresholds(model.path, thresholds);
}

/// The names that tell the given models apart in tables and plots: the files' own, or the paths where those are equal.
std::vector<std::string> namesOf(const std::vector<std::string>& models) {
    std::vector<std::string> names;
    for (const std::string& model : models)
        names.push_back(model == "bundled" ? model : std::filesystem::path(model).stem().string());
    for (std::size_t i = 0; i < names.size(); ++i)
        if (std::ranges::count(names, std::filesystem::path(models[i]).stem().string()) > 1) names[i] = models[i];
    return names;
}

class ModelEvaluation {
public:
    ModelEvaluation(Session& session, const EvaluateOptions& options)
        : session_(session),
          options_(options),
          tests_(testsOf(options)),
          report_(session, options.report, true, true) {}

    void run() {
        std::vector<std::string> models = options_.models;
        if (models.empty()) models.emplace_back("bundled");
        const std::vector<std::string> names = namesOf(models);
        for (std::size_t i = 0; i < models.size(); ++i) {
            for (const FoldTest& test : tests_) measure(models[i], names[i], test);
            report_.closeFolds(names[i]);
        }
        report_.finish(about(), notes());
    }

private:
    void measure(const std::string& given, const std::string& name, const FoldTest& test) {
        const std::filesystem::path path = core::resolveModel(withFold(given, test.fold), core::kBundledTeacher);
        if (!embedder_ || embedder_->info().path != path) load(path);
        core::RunControl& control = session_.control();
        const auto embeddings = embedder_->embed(*test.pictures, control);
        std::optional<core::IdentificationFigures> ranks;
        if (test.plan.identification)
            ranks = core::identificationFigures(embeddings, core::classesOf(test.plan), control);
        const EvaluationReport::Source source{name, embedder_->info().weightBits, test.fold, &test.plan,
                                              test.plan.subjects};
        const EvaluationRow& row =
            report_.add(source, core::comparePlan(test.plan, embeddings, control), std::move(ranks));
        if (options_.writeThresholds) writeThresholds(session_, embedder_->info(), row, test.plan.name);
    }

    void load(const std::filesystem::path& path) {
        embedder_.reset();  // two large models need not be in memory at once
        embedder_ = core::Embedder::load(path, session_.device);
        const core::ModelInfo& info = embedder_->info();
        report_.manifest().model("model", path);
        models_.push_back({{"path", path.string()},
                           {"sha256", info.sha256},
                           {"architecture", info.architecture},
                           {"weight_bits", info.weightBits},
                           {"activation_bits", info.activationBits},
                           {"runtime", info.runtime}});
    }

    [[nodiscard]] Json about() const {
        Json about{{"models", models_}, {"set", tests_.front().plan.name}};
        std::int64_t pictures = 0, mirrored = 0;
        for (const FoldTest& test : tests_) {
            pictures += test.pictures->size();
            mirrored += test.pictures->mirroredCount();
        }
        about["pictures"] = pictures;
        about["mirrored"] = mirrored;
        return about;
    }

    [[nodiscard]] std::vector<std::string> notes() const {
        std::vector<std::string> notes;
        for (const Json& model : models_)
            notes.push_back(model["path"].get<std::string>() + ": " + model["runtime"].get<std::string>());
        for (const FoldTest& test : tests_) {
            notes.push_back(test.plan.name + ": " + std::to_string(test.pictures->size()) + " pictures, " +
                            std::to_string(test.pictures->mirroredCount()) + " left eyes mirrored when loaded");
            notes.insert(notes.end(), test.plan.notes.begin(), test.plan.notes.end());
        }
        return notes;
    }

    Session& session_;
    const EvaluateOptions& options_;
    std::vector<FoldTest> tests_;
    EvaluationReport report_;
    std::optional<core::Embedder> embedder_;
    std::vector<Json> models_;
};

}  // namespace

void evaluateModels(Session& session, const EvaluateOptions& options) {
    ModelEvaluation(session, options).run();
}

}  // namespace syper::cli
