// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/api/error.h"
#include "core/api/train_generator.h"
#include "core/formats/load.h"
#include "core/generator/shape.h"
#include "core/util/translate_error.h"

namespace syper::core {
namespace {

/// The published rules of thumb for one GPU.
void configureAuto(GanConfig& c) {
    const int r = c.resolution;
    c.batch = std::max(std::min(std::min(4096 / r, 32), 64), 1);
    c.statisticsGroup = std::min(c.batch, 4);
    c.channelBase = r >= 512 ? 32768 : 16384;
    c.lr = r >= 1024 ? 0.002 : 0.0025;
    c.gamma = 0.0002 * r * r / c.batch;
    c.emaKimg = c.batch * 10.0 / 32.0;
    c.mappingLayers = 2;
}

}  // namespace

std::vector<std::string> ganPresets() {
    return {"cpu", "auto", "paper256", "stylegan2"};
}

GanConfig ganPreset(const std::string& name, int resolution) {
    if (!std::ranges::count(ganPresets(), name))
        throw Error(Errc::BadArgument, "there is no configuration " + name + "; choose cpu, auto, paper256, stylegan2");
    GanConfig c;
    c.resolution = resolution;
    if (name == "cpu") {
        // Small enough for an evening on two cores; log.csv says the pictures a second.
        c.gamma = 0.0008 * c.resolution * c.resolution / c.batch;
        return c;
    }
    c.zDim = c.wDim = c.channelMax = 512;
    c.kimg = 25000;
    c.adaKimg = 500;
    c.tickKimg = 4;
    c.snapTicks = 50;
    c.plWeight = 2;
    configureAuto(c);
    if (name == "auto") return c;
    c.mappingLayers = 8;
    c.emaRampup = 0;
    c.batch = name == "paper256" ? 64 : 32;
    c.statisticsGroup = name == "paper256" ? 8 : 4;
    c.channelBase = name == "paper256" ? 16384 : 32768;
    c.lr = name == "paper256" ? 0.0025 : 0.002;
    c.gamma = name == "paper256" ? 1 : 10;
    c.emaKimg = name == "paper256" ? 20 : 10;
    return c;
}

int ganShard(int batch, int group) {
    for (int shard = std::min(batch, std::max(8, group)); shard > 1; --shard)
        if (batch % shard == 0 && (group < 1 || shard <= group || shard % group == 0)) return shard;
    return batch;
}

void takeNetworkSizes(GanConfig& config, const std::filesystem::path& file) {
    translateErrors("reading the network to start from", [&] {
        const LoadedFile loaded = loadFile(file);
        const bool checkpoint = loaded.tensors.contains("G_ema/mapping.w_avg");
        const GeneratorShape shape = checkpoint ? generatorShape(loaded.tensors, "G_ema/")
                                                : generatorShape(loadNetworks(file).at("G_ema").tensors);
        if (shape.architecture != Architecture::Skip || shape.cDim > 0)
            throw Error(Errc::Unsupported, "cannot start from " + file.string() +
                                               ": only networks of the skip architecture without classes are trained; "
                                               "choose another file");
        config.zDim = shape.zDim;
        config.wDim = shape.wDim;
        config.mappingLayers = shape.mappingLayers;
        config.channelMax = *std::ranges::max_element(shape.channels);
        // min(base / r, max): the finest block that is thinner than the most tells the base.
        config.channelBase = shape.channels.back() * shape.resolution;
    });
}

}  // namespace syper::core
