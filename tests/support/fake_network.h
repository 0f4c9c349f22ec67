// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <cmath>
#include <functional>

#include "core/api/error.h"
#include "service/sampler_service.h"

namespace syper::test {

/// A picture that depends on every part of the request and on nothing else: what a generator promises.
inline core::Image8 drawn(const core::SampleRequest& request, int side = 32) {
    core::Image8 image(side, side);
    double phase = request.seed * 0.7 + request.psi * 3.0 + request.cutoff * 0.3 + double(request.noise) * 0.9;
    if (request.noise == core::NoiseMode::Random) phase += request.noiseSeed * 0.13;
    for (const core::DirectionAmount& walk : request.directions)
        phase += (walk.index + 1) * walk.amount + walk.layers.first * 0.21 + walk.layers.last * 0.37;
    for (const core::DirectionWalk& walk : request.edits.walks)
        for (std::size_t i = 0; i < walk.unit.size(); ++i)
            phase += walk.unit.span()[i] * walk.amount * walk.deviation * double(i + 1) + walk.layers.first * 0.03;
    for (const core::StyleMix& mix : request.edits.mixes)
        phase += mix.amount * (0.37 * mix.seed + 0.11 * (mix.layers.first - mix.layers.last));
    for (std::size_t i = 0; i < request.edits.noiseStrength.size(); ++i)
        phase += (request.edits.noiseStrength[i] - 1.0F) * 0.29 * double(i + 1);
    if (request.edits.plane) phase += 0.7 * request.edits.plane->x + 1.9 * request.edits.plane->y;
    if (!request.w.empty()) phase += 10.0 * request.w.front() + 3.0 * request.w.back();
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x)
            for (int c = 0; c < 3; ++c)
                image.row(y)[3 * x + c] = std::uint8_t(128.0 + 127.0 * std::sin(phase + 0.31 * x + 0.17 * y * (c + 1)));
    return image;
}

/// The same picture at a quarter of its size, as a network shows it first.
inline core::Image8 drawnCoarsely(const core::SampleRequest& request) {
    return drawn(request, 8);
}

/// Called while a picture is made, with its request; may wait, call gate() or throw.
using DuringSample = std::function<void(const core::SampleRequest&, core::RunControl&)>;

/// Directions along the axes of w, from `first` on.
inline core::DirectionSet axes(const char* name, int first, int count) {
    core::DirectionSet set;
    for (int i = 0; i < count; ++i) {
        std::vector<float> unit(16, 0.0F);
        unit[std::size_t(first + i)] = 1.0F;
        set.directions.push_back({.name = name + std::string(" ") + std::to_string(i + 1),
                                  .unit = std::move(unit),
                                  .deviation = 0.5,
                                  .share = 0.25});
    }
    return set;
}

/// Loads from any path a network of 8 directions that draws; a path with "broken" in it is refused, one with "wide" has
/// a w of 32 values in 10 layers.
/// coarse: a coarse picture comes first.
inline service::NetworkLoader fakeLoader(DuringSample during = {}, bool coarse = false) {
    return [during = std::move(during), coarse](const std::filesystem::path& path) {
        if (path.string().find("broken") != std::string::npos)
            throw core::Error(core::Errc::BadFormat,
                              "cannot read " + path.string() + ": it is broken; choose another file");
        service::LoadedNetwork network;
        network.info.path = path;
        network.info.sha256 = std::string(56, '0') + "fa4e0000";
        network.info.architecture = "skip";
        network.info.resolution = 32;
        network.info.numWs = 8;
        network.info.wDim = network.info.zDim = 16;
        if (path.string().find("wide") != std::string::npos) {
            network.info.wDim = 32;
            network.info.numWs = 10;
        }
        network.directions = 8;
        network.along = {
            .named = path.string().find("named") != std::string::npos ? axes("Named", 12, 2) : core::DirectionSet(),
            .sefa = [] { return axes("SeFa", 0, 8); },
            .pca =
                [](core::RunControl& control) {
                    control.gate();
                    return axes("PCA", 8, 4);
                },
            .fromFile = [](const std::filesystem::path& file) { return core::readDirections(file, 16); }};
        network.latents.latent = [](const core::SampleRequest& request) {
            return std::vector<float>(8 * 16, request.w.empty() ? float(request.seed) / 100.0F : request.w.front());
        };
        network.latents.frame = [](const core::Journey& journey, std::int64_t index) {
            core::SampleRequest frame = journey.keys.front().request;
            frame.edits.mixes = {
                {.seed = journey.keys.back().request.seed, .amount = double(index) / double(journey.frames)}};
            return frame;
        };
        network.sample = [during, coarse](const core::SampleRequest& request, core::RunControl& control,
                                          const core::Sampler::Preview& preview) {
            if (coarse && preview) preview(drawnCoarsely(request));
            if (during) during(request, control);
            control.gate();
            return drawn(request);
        };
        return network;
    };
}

}  // namespace syper::test
