// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>

#include "cli/verbs.h"
#include "core/api/embedder.h"
#include "core/api/error.h"
#include "core/api/manifest.h"
#include "core/api/resources.h"
#include "core/api/sampler.h"
#include "core/api/set_figures.h"
#include "core/util/files.h"
#include "vision/picture_set.h"

namespace syper::cli {
namespace {

using nlohmann::ordered_json;
using Rows = std::vector<std::vector<float>>;

struct Flags {
    std::string network = "bundled", model = "bundled", outdir;
    std::vector<std::string> real, train;
    std::int64_t count = 2000;
    double psi = 1.0;
    int neighbours = 3;
};

/// Seeds 0.. of a generator as float pictures without a file or a stretch between: what it learned to draw.
class DrawnPictures : public core::ImageSet {
public:
    DrawnPictures(core::Sampler sampler, std::int64_t count, double psi)
        : sampler_(std::move(sampler)), count_(count), psi_(psi) {}

    [[nodiscard]] std::int64_t size() const override { return count_; }
    [[nodiscard]] std::string name(std::int64_t index) const override { return "seed" + std::to_string(index); }
    [[nodiscard]] std::string digest() const override { return sampler_.info().sha256; }
    void load(std::int64_t index, int side, std::span<float> out) const override {
        const std::scoped_lock lock(mutex_);
        core::RunControl control;
        vision::toModelInput(sampler_.sample({.seed = std::uint32_t(index), .psi = psi_}, control), side, false, out);
    }

private:
    mutable std::mutex mutex_;
    mutable core::Sampler sampler_;
    std::int64_t count_;
    double psi_;
};

ordered_json json(const core::SetFigures& figures) {
    return {{"frechet", figures.frechet}, {"precision", figures.precision}, {"recall", figures.recall}};
}

std::string line(const std::string& name, const core::SetFigures& f) {
    char text[160];
    std::snprintf(text, sizeof text, "  %-22s %10.4f %10.3f %8.3f\n", name.c_str(), f.frechet, f.precision, f.recall);
    return text;
}

/// Median and largest.
ordered_json similarities(const std::vector<core::Nearest>& nearest) {
    std::vector<double> all;
    for (const core::Nearest& one : nearest) all.push_back(one.similarity);
    std::ranges::sort(all);
    return {{"median", all[all.size() / 2]}, {"max", all.back()}};
}

core::Image8 pixels(const core::ImageSet& pictures, std::int64_t index, int side) {
    std::vector<float> planes(std::size_t(3 * side * side));
    pictures.load(index, side, planes);
    core::Image8 image(side, side);
    for (std::size_t i = 0; i < planes.size(); ++i) {
        const std::size_t plane = i / std::size_t(side * side), place = i % std::size_t(side * side);
        image.data()[3 * place + plane] = std::uint8_t(std::clamp(planes[i] * 127.5F + 128.0F, 0.0F, 255.0F));
    }
    return image;
}

void paste(core::Image8& sheet, const core::Image8& tile, int column, int row) {
    for (int y = 0; y < tile.height(); ++y)
        std::copy_n(tile.row(y), tile.bytesPerLine(),
                    sheet.row(row * tile.height() + y) + column * tile.bytesPerLine());
}

/// The drawn pictures that come nearest to one learned from, each above that one.
void writeNearest(const std::string& path, const core::ImageSet& made, const core::ImageSet& train,
                  const std::vector<core::Nearest>& nearest) {
    constexpr int kColumns = 12, kSide = 96;
    std::vector<std::size_t> order(nearest.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::stable_sort(order, std::greater<>{}, [&](std::size_t i) { return nearest[i].similarity; });
    const int columns = std::min<int>(kColumns, int(order.size()));
    core::Image8 sheet(columns * kSide, 2 * kSide);
    for (int i = 0; i < columns; ++i) {
        const std::size_t which = order[std::size_t(i)];
        paste(sheet, pixels(made, std::int64_t(which), kSide), i, 0);
        paste(sheet, pixels(train, nearest[which].index, kSide), i, 1);
    }
    core::writePng(path, sheet);
}

std::optional<double> thresholdOf(const core::ModelInfo& model) {
    for (const core::ModelThreshold& threshold : model.thresholds)
        if (threshold.fmr == 1e-3) return threshold.value;
    return std::nullopt;
}

/// What is measured: all sets through one model.
struct Measured {
    Rows made, real, train, plain;
};

Rows first(const Rows& rows, std::size_t count) {
    return {rows.begin(), rows.begin() + std::ptrdiff_t(std::min(count, rows.size()))};
}

void run(const Flags& flags, Session& session) {
    core::Manifest manifest("metrics");
    core::Embedder embedder =
        core::Embedder::load(core::resolveModel(flags.model, core::kBundledTeacher), session.device);
    core::Sampler sampler = core::Sampler::load(core::resolveModel(flags.network, core::kBundledGenerator));
    const core::NetworkInfo network = sampler.info();
    if (network.cDim > 0)
        throw core::Error(core::Errc::Unsupported, "metrics draws without classes, " + network.path.string() + " has " +
                                                       std::to_string(network.cDim) +
                                                       "; give an unconditional network");
    const DrawnPictures made(std::move(sampler), flags.count, flags.psi);
    const auto real = vision::openPictures(flags.real);
    const auto train = flags.train.empty() ? nullptr : vision::openPictures(flags.train);
    const std::int64_t together = std::min({made.size(), real->size(), train ? train->size() : made.size()});

    const auto measure = [&](const core::ImageSet& pictures) {
        return embedder.embed(pictures, session.control(), false);
    };
    Measured rows{.made = measure(made), .real = measure(*real), .train = {}, .plain = {}};
    const Rows someReal = first(rows.real, std::size_t(together));
    const auto compared = [&](const Rows& others) {
        return core::compareSets(someReal, first(others, std::size_t(together)), flags.neighbours);
    };
    ordered_json result{{"network", network.sha256},
                        {"model", embedder.info().sha256},
                        {"count", made.size()},
                        {"compared", together},
                        {"psi", flags.psi}};
    const core::SetFigures generator = compared(rows.made);
    result["generator"] = json(generator);
    std::string text = "  over " + std::to_string(together) + " pictures each       frechet  precision   recall\n" +
                       line("generator", generator);
    std::filesystem::create_directories(flags.outdir);
    if (train) {
        rows.train = measure(*train);
        rows.plain = measure(*core::plainPictures(*train, together, session.seed.value_or(0)));
        const core::SetFigures learned = compared(rows.train), plain = compared(rows.plain);
        const std::vector<core::Nearest> nearest = core::nearestOf(rows.made, rows.train);
        result["training_pictures"] = json(learned);
        result["plain_baseline"] = json(plain);
        result["nearest_training"] = similarities(nearest);
        result["nearest_training_of_real"] = similarities(core::nearestOf(rows.real, rows.train));
        text += line("training pictures", learned) + line("plain baseline", plain);
        writeNearest(flags.outdir + "/nearest.png", made, *train, nearest);
        manifest.result(flags.outdir + "/nearest.png");
    }
    if (const std::optional<double> threshold = thresholdOf(embedder.info())) {
        const std::int64_t distinct = core::distinctRows(rows.made, *threshold);
        result["distinct"] = distinct;
        text += "  " + std::to_string(distinct) + " of " + std::to_string(made.size()) +
                " drawn eyes differ to the model at FMR 1e-3\n";
    } else {
        result["distinct"] = nullptr;
    }
    core::writeFile(flags.outdir + "/report.json", result.dump(2) + "\n");
    manifest.model("network", network.path);
    manifest.model("model", embedder.info().path);
    manifest.pictures(real->size(), real->digest());
    manifest.result(flags.outdir + "/report.json");
    manifest.writeInto(flags.outdir);
    session.finish(result, text + "  report in " + flags.outdir);
}

}  // namespace

void addMetrics(CLI::App& root, Session& session) {
    const auto flags = std::make_shared<Flags>();
    CLI::App& verb = addVerb(root, session, "metrics",
                             "How a generator's pictures compare with photographs: Frechet distance, precision and "
                             "recall, copies, distinct eyes",
                             "syper metrics --network bundled --real held-out --train eyes --outdir figures",
                             [flags, &session] { run(*flags, session); });
    verb.add_option("--network", flags->network, "A generator's file, or bundled")->capture_default_str();
    verb.add_option("--real", flags->real, "Pictures it did not learn from: files, folders, @lists, a tensor file")
        ->required();
    verb.add_option("--train", flags->train,
                    "Pictures it learned from: also measures these and a plain baseline (a normal distribution over "
                    "pixels), and writes nearest.png, the drawn pictures nearest to one of these above that one");
    verb.add_option("--count", flags->count, "Pictures to draw, seeds 0 on")
        ->check(CLI::Range(std::int64_t(4), std::int64_t(1'000'000)))
        ->capture_default_str();
    verb.add_option("--trunc", flags->psi, "Truncation psi; 1 = none")
        ->check(CLI::Range(-100.0, 100.0))
        ->capture_default_str();
    verb.add_option("--model", flags->model, "Recognition model whose features are compared, or bundled")
        ->capture_default_str();
    verb.add_option("--neighbours", flags->neighbours, "The k of precision and recall")
        ->check(CLI::Range(1, 100))
        ->capture_default_str();
    verb.add_option("--outdir", flags->outdir, "Folder for report.json and nearest.png")->required();
}

}  // namespace syper::cli
