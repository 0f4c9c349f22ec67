// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/mix.h"

#include <cstring>
#include <set>

#include "core/api/error.h"
#include "core/api/sample_folder.h"

namespace syper::core {
namespace {

std::string fileName(std::uint32_t row, std::uint32_t column) {
    return std::to_string(row) + "-" + std::to_string(column) + ".png";
}

/// Layers as the fewest ranges.
std::vector<LayerRange> rangesOf(const std::set<int>& layers) {
    std::vector<LayerRange> ranges;
    for (const int layer : layers) {
        if (!ranges.empty() && ranges.back().last == layer - 1)
            ranges.back().last = layer;
        else
            ranges.push_back({layer, layer});
    }
    return ranges;
}

std::set<int> checkedLayers(const MixJob& job, const NetworkInfo& network) {
    if (job.rows.empty() || job.columns.empty())
        throw Error(Errc::BadArgument,
                    "a mixing grid needs seeds for its rows and its columns; give one each at least");
    for (const int layer : job.layers)
        if (layer < 0 || layer >= network.numWs)
            throw Error(Errc::BadArgument, "style " + std::to_string(layer) + ": this network has the styles 0 to " +
                                               std::to_string(network.numWs - 1) + "; choose some of them");
    return {job.layers.begin(), job.layers.end()};
}

/// The grid as it fills; a picture may stand in several places.
class Grid {
public:
    explicit Grid(const MixJob& job) : job_(job) {}

    void place(std::uint32_t row, std::uint32_t column, const Image8& image) {
        if (canvas_.empty())
            canvas_ =
                Image8(image.width() * (int(job_.columns.size()) + 1), image.height() * (int(job_.rows.size()) + 1));
        for (std::size_t r = 0; r < job_.rows.size(); ++r) {
            if (row == job_.rows[r] && column == row) paste(image, 0, r + 1);
            for (std::size_t c = 0; c < job_.columns.size(); ++c)
                if (row == job_.rows[r] && column == job_.columns[c]) paste(image, c + 1, r + 1);
        }
        for (std::size_t c = 0; c < job_.columns.size(); ++c)
            if (column == job_.columns[c] && row == column) paste(image, c + 1, 0);
    }
    [[nodiscard]] const Image8& canvas() const noexcept { return canvas_; }

private:
    void paste(const Image8& image, std::size_t x, std::size_t y) {
        const std::size_t line = std::size_t(image.bytesPerLine());
        for (int i = 0; i < image.height(); ++i)
            std::memcpy(canvas_.row(int(y) * image.height() + i) + x * line, image.row(i), line);
    }

    const MixJob& job_;
    Image8 canvas_;
};

}  // namespace

MixOutcome mixGrid(Sampler& sampler, const MixJob& job, RunControl& control) {
    const std::vector<LayerRange> ranges = rangesOf(checkedLayers(job, sampler.info()));
    SampleFolderJob folder{.pictures = {}, .folder = job.folder, .resume = job.resume};
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
    std::set<std::pair<std::uint32_t, std::uint32_t>> planned;
    const auto plan = [&](std::uint32_t row, std::uint32_t column) {
        if (!planned.emplace(row, column).second) return;
        SampleRequest request = job.settings;
        request.seed = row;
        if (row != column)
            for (const LayerRange& layers : ranges) request.edits.mixes.push_back({.seed = column, .layers = layers});
        pairs.emplace_back(row, column);
        folder.pictures.push_back({fileName(row, column), std::move(request)});
    };
    for (const std::uint32_t seed : job.rows) plan(seed, seed);
    for (const std::uint32_t seed : job.columns) plan(seed, seed);
    for (const std::uint32_t row : job.rows)
        for (const std::uint32_t column : job.columns) plan(row, column);

    Grid grid(job);
    folder.onPicture = [&](std::size_t index, const Image8& image) {
        grid.place(pairs[index].first, pairs[index].second, image);
    };
    folder.onComplete = [&] {
        writePng(job.folder / "grid.png", grid.canvas());
        return std::vector<std::string>{"grid.png"};
    };
    const SampleFolderOutcome outcome = sampleFolder(sampler, folder, control);
    return {outcome.made + outcome.kept, grid.canvas().width(), grid.canvas().height()};
}

}  // namespace syper::core
