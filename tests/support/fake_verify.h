// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QThread>
#include <atomic>
#include <cmath>
#include <fstream>

#include "core/api/error.h"
#include "service/verify_service.h"

namespace syper::test {

/// Stands in for detectors and models: pictures are plain gray, an eye is its level, and a model's embedding is that
/// level as an angle, coarser with fewer bits. Files are named after their level: "a-100.png"; "face-.." has two eyes,
/// "none-.." has none, "bad-.." cannot be read. Models: "w4.." has 4 bits, "plain.." carries no threshold.
class FakeVerify {
public:
    std::atomic<int> reads{0}, loads{0}, embeds{0}, identitySets{0};
    std::atomic<bool> hold{false};      ///< embedding waits at gates
    std::atomic<bool> lateStop{false};  ///< the next embedding is hit by a stop that was meant for another

    static core::Image8 gray(int level, int side = 64) {
        core::Image8 image(side, side);
        std::fill_n(image.data(), image.bytes(), std::uint8_t(level));
        return image;
    }

    [[nodiscard]] service::VerifyFunctions functions() {
        return {.readFile = [this](const std::filesystem::path& path) { return read(path); },
                .readPixels =
                    [](const core::Image8& pixels, const QString& name) {
                        service::EyePicture out;
                        out.name = name;
                        out.picture = pixels;
                        out.whole = true;
                        out.eyes.resize(1);
                        out.eyes[0].crop = pixels;
                        return out;
                    },
                .loadModel = [this](const std::filesystem::path& path) { return load(path); },
                .generate = [](const std::filesystem::path&, std::uint32_t seed) { return gray(int(seed) * 40); },
                .writeIdentities = [this](const std::filesystem::path&, const std::filesystem::path& folder,
                                          core::RunControl&) { writeSet(folder); }};
    }

    /// 40 identities of two near pictures each: 3,120 impostors, enough for FMR 1e-3.
    void writeSet(const std::filesystem::path& folder) {
        ++identitySets;
        std::filesystem::create_directories(folder);
        std::string labels = "file,identity\n";
        for (int i = 0; i < 40; ++i)
            for (int k = 0; k < 2; ++k) {
                const std::string name =
                    "x" + std::to_string(i) + std::to_string(k) + "-" + std::to_string(i * 6 + k) + ".png";
                std::ofstream(folder / name) << "x";
                labels += name + ",id" + std::to_string(i) + "\n";
            }
        std::ofstream(folder / "labels.csv") << labels;
    }

private:
    service::EyePicture read(const std::filesystem::path& path) {
        ++reads;
        const std::string stem = path.stem().string();
        if (stem.starts_with("bad"))
            throw core::Error(core::Errc::BadFormat, "cannot read " + stem + ": it ends early; choose another file");
        const int level = std::stoi(stem.substr(stem.find('-') + 1));
        service::EyePicture out;
        out.picture = gray(level, 128);
        if (stem.starts_with("none")) return out;
        const bool face = stem.starts_with("face");
        out.whole = !face;
        out.detector = face ? QStringLiteral("test") : QString();
        for (int i = 0; i < (face ? 2 : 1); ++i) {
            service::FoundEye eye;
            eye.crop = gray(std::min(255, level + 60 * i));
            eye.leftInPicture = face && i == 0;
            eye.mirrored = eye.leftInPicture;
            eye.x = 40 + 48 * i;
            eye.y = 50;
            eye.halfWidth = 24;
            out.eyes.push_back(std::move(eye));
        }
        return out;
    }

    std::vector<float> row(int level, int bits) const {
        const double angle = bits >= 32 ? level / 100.0 : std::floor(level / 60.0) * 0.6;
        return {float(std::cos(angle)), float(std::sin(angle))};
    }

    std::shared_ptr<service::VerifyModel> load(const std::filesystem::path& path) {
        ++loads;
        const std::string stem = path.stem().string();
        if (stem.starts_with("broken"))
            throw core::Error(core::Errc::BadFormat, "cannot read " + stem + ": no model; choose another file");
        auto model = std::make_shared<service::VerifyModel>();
        const int bits = stem.starts_with("w4") ? 4 : 32;
        model->info.name = stem;
        model->info.sha256 = stem;
        model->info.weightBits = model->info.activationBits = bits;
        model->info.packedBytes = 40'000 * bits;
        if (!stem.starts_with("plain")) model->info.thresholds = {{.fmr = 1e-3, .value = 0.9, .set = "test eyes"}};
        model->embed = [this, bits](std::span<const core::Image8> crops, core::RunControl& control) {
            ++embeds;
            if (lateStop.exchange(false)) throw core::Stopped();
            while (hold) {
                control.gate();
                QThread::msleep(1);
            }
            std::vector<std::vector<float>> rows;
            for (const core::Image8& crop : crops) rows.push_back(row(crop.data()[0], bits));
            return rows;
        };
        model->embedPlan = [this, bits](const core::TestPlan& plan, core::RunControl& control) {
            std::vector<std::vector<float>> rows;
            for (const core::TestPicture& picture : plan.pictures) {
                control.gate();
                const std::string name = picture.file.stem().string();
                rows.push_back(row(std::stoi(name.substr(name.find('-') + 1)), bits));
            }
            return rows;
        };
        return model;
    }
};

}  // namespace syper::test
