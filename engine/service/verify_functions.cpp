// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/engine_functions.h"

#include <cmath>
#include <numbers>

#include "core/api/identity_set.h"
#include "core/api/sampler.h"
#include "service/run_settings.h"
#include "vision/eye_crops.h"
#include "vision/image_io.h"
#include "vision/picture_set.h"
#include "vision/resize.h"

namespace syper::service {
namespace {

/// The pictures of a test in its order, each as models see it.
std::shared_ptr<const core::ImageSet> picturesOf(const core::TestPlan& plan) {
    std::vector<std::string> files;
    vision::PictureOptions options;
    for (const core::TestPicture& picture : plan.pictures) {
        files.push_back(picture.file.string());
        if (picture.mirrored) options.mirrored.emplace(picture.file, *picture.mirrored);
    }
    return vision::openPictures(files, options);
}

FoundEye eyeOf(const vision::FaceEyes& face, bool left) {
    const vision::Point& own = face.face.landmarks[left ? 0 : 1];
    const vision::Point& a = face.face.landmarks[0];
    const vision::Point& b = face.face.landmarks[1];
    FoundEye eye;
    eye.crop = left ? core::mirrored(face.crops.left) : face.crops.right;
    eye.leftInPicture = left;
    eye.mirrored = left;
    eye.x = own.x;
    eye.y = own.y;
    eye.halfWidth = std::hypot(b.x - a.x, b.y - a.y) / 2.0;
    eye.angle = std::atan2(b.y - a.y, b.x - a.x) * 180.0 / std::numbers::pi;
    return eye;
}

EyePicture understand(vision::EyeReader& reader, const core::Image8& pixels, const QString& name, bool mirror) {
    EyePicture out{.name = name, .picture = pixels, .eyes = {}, .whole = false, .detector = {}};
    const vision::EyeReading reading = reader.read(pixels);
    if (!reading.faces.empty()) {
        out.detector = QString::fromStdString(reading.detector);
        for (const bool left : {true, false}) out.eyes.push_back(eyeOf(reading.faces.front(), left));
    } else if (reading.isEye) {
        out.whole = true;
        FoundEye eye;
        eye.mirrored = mirror;
        eye.crop = mirror ? core::mirrored(pixels) : pixels;
        out.eyes.push_back(std::move(eye));
    }
    return out;
}

std::shared_ptr<VerifyModel> loadModel(const std::filesystem::path& path) {
    const auto embedder = std::make_shared<core::Embedder>(core::Embedder::load(path));
    const int side = embedder->info().inputSize;
    auto model = std::make_shared<VerifyModel>();
    model->info = embedder->info();
    model->embed = [embedder, side](std::span<const core::Image8> crops, core::RunControl& control) {
        std::vector<core::Image8> sized;
        for (const core::Image8& crop : crops) sized.push_back(vision::resizePillow(crop, side, side));
        return embedder->embed(sized, control);
    };
    model->embedPlan = [embedder](const core::TestPlan& plan, core::RunControl& control) {
        return embedder->embed(*picturesOf(plan), control);
    };
    return model;
}

/// An eye as the published generator script writes it.
core::Image8 generate(const std::filesystem::path& network, std::uint32_t seed) {
    core::SampleRequest request;
    request.seed = seed;
    request.psi = 0.7;
    request.writer = core::Writer::Syper;
    core::RunControl control;
    return core::Sampler::load(network).sample(request, control);
}

/// Enough impostor pairs for FMR 1e-3 and below, few enough to be embedded in a minute.
void writeIdentities(const std::filesystem::path& network, const std::filesystem::path& folder,
                     core::RunControl& control) {
    constexpr std::int64_t kIdentities = 60;
    core::IdentitySet set;
    set.source.network = network;
    set.source.count = kIdentities;
    set.out = folder;
    core::writeIdentities(set, control);
}

}  // namespace

VerifyFunctions engineVerify() {
    // Made with the first picture, on the worker: the detectors' models take a while to load.
    const auto reader = std::make_shared<std::unique_ptr<vision::EyeReader>>();
    const auto ready = [reader]() -> vision::EyeReader& {
        if (!*reader) *reader = std::make_unique<vision::EyeReader>();
        return **reader;
    };
    return {.readFile =
                [ready](const std::filesystem::path& path) {
                    return understand(ready(), vision::readImage(path), {}, vision::namesLeftEye(path));
                },
            .readPixels = [ready](const core::Image8& pixels,
                                  const QString& name) { return understand(ready(), pixels, name, false); },
            .loadModel = loadModel,
            .generate = generate,
            .writeIdentities = writeIdentities};
}

}  // namespace syper::service
