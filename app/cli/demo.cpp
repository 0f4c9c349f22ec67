// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/demo.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <memory>

#include "cli/verbs.h"
#include "core/api/embedder.h"
#include "core/api/error.h"
#include "core/api/resources.h"
#include "core/api/sampler.h"
#include "core/util/files.h"
#include "vision/picture_set.h"

namespace syper::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

constexpr double kPsi = 0.7;               // calm, typical eyes
constexpr double kWalkReach = 3.0;         // standard deviations to either side
constexpr std::int64_t kMostBatches = 16;  // of different pictures to learn from
constexpr DemoScale kQuick{12, 5, 6, 3, 3, 4};

struct DemoOptions {
    std::string out, network = "bundled", teacher = "bundled";
    bool quick = false;
    std::int64_t steps = 0;
};

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Pictures in memory as a model sees them.
class MemoryPictures final : public core::ImageSet {
public:
    MemoryPictures(const std::vector<DemoPicture>& pictures, std::string digest)
        : pictures_(pictures), digest_(std::move(digest)) {}
    [[nodiscard]] std::int64_t size() const override { return std::int64_t(pictures_.size()); }
    [[nodiscard]] std::string name(std::int64_t index) const override { return pictures_.at(std::size_t(index)).file; }
    void load(std::int64_t index, int side, std::span<float> out) const override {
        vision::toModelInput(pictures_.at(std::size_t(index)).image, side, false, out);
    }
    [[nodiscard]] std::string digest() const override { return digest_; }

private:
    const std::vector<DemoPicture>& pictures_;
    std::string digest_;
};

class Demo {
public:
    Demo(Session& session, const DemoOptions& options)
        : session_(session),
          out_(options.out),
          scale_(options.quick ? kQuick : DemoScale{}),
          network_(core::resolveModel(options.network, core::kBundledGenerator)),
          teacher_(core::resolveModel(options.teacher, core::kBundledTeacher)),
          sampler_(core::Sampler::load(network_)) {
        if (options.steps > 0) scale_.steps = options.steps;
        if (sampler_.info().cDim > 0)
            throw core::Error(core::Errc::Unsupported, "the demo cannot use " + network_.string() +
                                                           ": it draws classes; give a network without with --network");
        story_.seed = session.seed.value_or(0);
        story_.network = options.network == "bundled" ? "the bundled generator" : network_.filename().string();
        story_.teacher = options.teacher == "bundled" ? "the bundled recognizer" : teacher_.filename().string();
        story_.resolution = sampler_.info().resolution;
        story_.command = "syper demo --out " + options.out + (options.quick ? " --quick" : "") + " --seed " +
                         std::to_string(story_.seed);
    }

    void run() {
        session_.needsProcessor("demo");
        const Clock::time_point start = Clock::now();
        drawSamples();
        drawWalk();
        drawIdentities();
        story_.models.push_back({"FP32", 32, teacher_, {}, {}, {}, {}, 0, 0});
        for (const int bits : {8, 4}) story_.models.push_back(quantize(bits));
        for (DemoModel& model : story_.models) compare(model);
        story_.seconds = secondsSince(start);
        finish();
    }

private:
    /// Seeds of one run do not meet those of the next.
    [[nodiscard]] std::uint32_t seedAt(std::uint64_t index) const {
        return static_cast<std::uint32_t>(story_.seed * 1000 + index);
    }

    core::SampleRequest requestOf(std::uint64_t index) {
        core::SampleRequest request;
        request.seed = seedAt(index);
        request.psi = kPsi;
        return request;
    }

    DemoPicture draw(const core::SampleRequest& request, const std::string& file, const std::string& caption,
                     const std::string& what) {
        DemoPicture picture{file, caption, what, sampler_.sample(request, session_.control()), {}};
        core::writePng(out_ / file, picture.image, core::recipeText(request, sampler_.info().sha256));
        picture.png = core::readFile(out_ / file);
        return picture;
    }

    void progress(const char* phase, std::int64_t done, std::int64_t total) {
        session_.control().gate();
        session_.control().report({phase, done, total});
    }

    void drawSamples() {
        for (int i = 0; i < scale_.samples; ++i) {
            progress("sample", i, scale_.samples);
            const core::SampleRequest request = requestOf(std::uint64_t(i));
            std::array<char, 40> name{};
            std::snprintf(name.data(), name.size(), "seed%04u.png", request.seed);
            story_.samples.push_back(draw(request, std::string("samples/") + name.data(),
                                          "seed " + std::to_string(request.seed),
                                          "A generated eye, seed " + std::to_string(request.seed)));
        }
    }

    void drawWalk() {
        if (sampler_.directionCount() < 1) return;
        for (int i = 0; i < scale_.walk; ++i) {
            progress("walk", i, scale_.walk);
            core::SampleRequest request = requestOf(0);
            const double amount = -kWalkReach + 2 * kWalkReach * i / std::max(scale_.walk - 1, 1);
            request.directions.push_back({0, amount});
            std::array<char, 40> text{};
            std::snprintf(text.data(), text.size(), "%+.1f", amount);
            story_.walk.push_back(draw(request, "walk/step" + std::to_string(i + 1) + ".png",
                                       amount == 0 ? "as it was" : text.data(),
                                       std::string("The first eye, moved by ") + text.data() + " along a direction"));
        }
    }

    /// A person is what the coarser half of a generator's layers says; the finer ones, light and skin, come from other seeds.
    void drawIdentities() {
        const int layers = sampler_.info().numWs, width = sampler_.info().wDim;
        const auto kept = std::size_t(width) * std::size_t(std::max(layers / 2, 1));
        const int total = scale_.identities * scale_.shots;
        for (int i = 0; i < total; ++i) {
            progress("identities", i, total);
            const int person = i / scale_.shots, shot = i % scale_.shots;
            core::SampleRequest request = requestOf(std::uint64_t(500 + person));
            if (shot > 0) {
                std::vector<float> w = sampler_.latent(request);
                const std::vector<float> other = sampler_.latent(requestOf(std::uint64_t(600 + i)));
                std::copy(other.begin() + std::ptrdiff_t(kept), other.end(), w.begin() + std::ptrdiff_t(kept));
                request.w = std::move(w);
            }
            story_.pictures.push_back(draw(
                request, "identities/person" + std::to_string(person + 1) + "_shot" + std::to_string(shot + 1) + ".png",
                {}, "Generated person " + std::to_string(person + 1) + ", picture " + std::to_string(shot + 1)));
        }
        for (int i = 0; i < std::min(scale_.identities, 6); ++i) {
            const int first = i * scale_.shots, next = (i + 1) % scale_.identities * scale_.shots;
            story_.pairs.push_back(i % 2 == 0 ? DemoPair{first, first + 1, true} : DemoPair{first, next, false});
        }
    }

    /// Seeds 0, 1, .. as `sample --writer syper` draws them; both students learn from the same.
    void drawTraining() {
        const std::int64_t count = scale_.batch * std::min<std::int64_t>(scale_.steps, kMostBatches);
        for (std::int64_t i = std::int64_t(training_.size()); i < count; ++i) {
            progress("pictures to learn from", i, count);
            core::SampleRequest request;
            request.seed = static_cast<std::uint32_t>(i);
            request.writer = core::Writer::Syper;
            training_.push_back(
                {"seed " + std::to_string(i), {}, {}, sampler_.sample(request, session_.control()), {}});
        }
    }

    DemoModel quantize(int bits) {
        const std::string name = "W" + std::to_string(bits) + "A" + std::to_string(bits);
        core::QuantizeConfig config;
        config.teacher = teacher_;
        config.scheme = "deploy";  // real integers: the page tells how much smaller and faster they are
        config.weightBits = config.activationBits = bits;
        config.batch = scale_.batch;
        config.steps = scale_.steps;
        config.checkpointEvery = scale_.steps;
        config.seed = 1337 + story_.seed;
        drawTraining();
        config.images = std::make_shared<MemoryPictures>(
            training_, sampler_.info().sha256 + " 0-" + std::to_string(training_.size() - 1));
        config.out = out_ / "demo-runs" / name;
        fs::remove_all(config.out);  // of an earlier demo in this folder, which this one replaces
        DemoModel model{name, bits, {}, {}, {}, {}, {}, 0, 0};
        model.run = core::runQuantize(
            config, [&](const core::QuantizePoint& point) { model.points.push_back(point); }, session_.control());
        model.path = model.run->student;
        return model;
    }

    void compare(DemoModel& model) {
        core::Embedder embedder = core::Embedder::load(model.path);
        model.bytes = embedder.info().packedBytes;
        std::vector<core::PictureClass> classes;
        for (std::size_t i = 0; i < story_.pictures.size(); ++i) classes.push_back({int(i) / scale_.shots, -1});
        const MemoryPictures pictures(story_.pictures, {});
        const auto rows = embedder.embed(pictures, session_.control());
        const Clock::time_point start = Clock::now();
        (void)embedder.embed(pictures, session_.control());  // again, warm
        model.millisecondsPerPicture = secondsSince(start) * 1000 / double(rows.size());
        const core::Comparisons all = core::compareAll(rows, classes, session_.control());
        model.figures = core::verificationFigures(all.scores, all.labels);
        for (const DemoPair& pair : story_.pairs)
            model.scores.push_back(core::similarity(rows[std::size_t(pair.a)], rows[std::size_t(pair.b)]));
    }

    void finish() {
        story_.lossSvg = core::svgPlot(lossPlot(story_.models));
        std::vector<core::DetLine> lines;
        for (const DemoModel& model : story_.models)
            lines.push_back({model.name, core::modelStyle(model.bits), &model.figures});
        story_.detSvg = core::svgPlot(core::detPlot("Errors of every model on the generated people", lines));
        core::writeFile(out_ / "loss.svg", story_.lossSvg);
        core::writeFile(out_ / "det.svg", story_.detSvg);
        core::writeFile(out_ / "index.html", demoPage(story_));
        const fs::path page = fs::absolute(out_ / "index.html");
        session_.finish(json(page), text(page));
    }

    [[nodiscard]] Json json(const fs::path& page) const {
        Json models = Json::array();
        for (const DemoModel& model : story_.models) {
            Json each{
                {"name", model.name},       {"path", model.path.string()},      {"bits", model.bits},
                {"eer", model.figures.eer}, {"genuine", model.figures.genuine}, {"impostor", model.figures.impostor}};
            each["milliseconds"] = model.millisecondsPerPicture;
            each["bytes"] = model.bytes;
            each["final_loss"] = model.run ? Json(model.run->finalLoss) : Json();
            each["cosine_to_teacher"] = model.run ? Json(model.run->cosineToTeacher) : Json();
            models.push_back(each);
        }
        return {{"samples", story_.samples.size()},
                {"final_loss", story_.models.back().run->finalLoss},
                {"models", models},
                {"steps", scale_.steps},
                {"seed", story_.seed},
                {"seconds", story_.seconds},
                {"page", page.string()}};
    }

    [[nodiscard]] std::string text(const fs::path& page) const {
        std::string text = std::to_string(story_.samples.size()) + " eyes sampled, " + std::to_string(scale_.steps) +
                           " steps of quantization a model, " + std::to_string(story_.models[0].figures.genuine) +
                           " + " + std::to_string(story_.models[0].figures.impostor) + " comparisons\n";
        for (const DemoModel& model : story_.models) {
            std::array<char, 120> line{};
            std::snprintf(line.data(), line.size(), "%-5s EER %5.2f %%, %6.2f MB, %5.1f ms a picture\n",
                          model.name.c_str(), model.figures.eer * 100, double(model.bytes) / 1e6,
                          model.millisecondsPerPicture);
            text += line.data();
        }
        return text + "The report lies in " + page.string();
    }

    Session& session_;
    fs::path out_;
    DemoScale scale_;
    fs::path network_, teacher_;
    core::Sampler sampler_;
    std::vector<DemoPicture> training_;
    DemoStory story_;
};

}  // namespace

void addDemo(CLI::App& root, Session& session) {
    const auto options = std::make_shared<DemoOptions>();
    CLI::App& verb =
        addVerb(root, session, "demo", "The main job without a display: sample, quantize, verify; a page tells it",
                "syper demo --out demo --quick", [&session, options] { Demo(session, *options).run(); });
    verb.add_option("--out", options->out, "Folder for pictures, curves and index.html")->required();
    verb.add_flag("--quick", options->quick, "Fewer pictures and steps: an answer within 40 s on two cores");
    verb.add_option("--network", options->network, "Generator: a path, or bundled");
    verb.add_option("--teacher", options->teacher, "Recognition model: a path, or bundled");
    verb.add_option("--steps", options->steps, "Optimizer steps of each quantized model")
        ->check(CLI::Range(1, 1000000));
}

}  // namespace syper::cli
