// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFile>
#include <QThread>
#include <atomic>
#include <cmath>

#include "core/api/error.h"
#include "core/api/sampler.h"
#include "service/training_store.h"

namespace syper::test {

/// Stands in for the training of a generator: a line of the log for each kimg, with a snapshot each, and a checkpoint
/// that it goes on from. Its curves are a formula of the kimg, its sheets have one grey of their own.
class FakeTraining {
public:
    std::atomic<int> holdAt{-1};  ///< waits at gates once this kimg is done, until it is moved
    std::atomic<int> failAt{-1};  ///< throws after this kimg
    std::atomic<int> first{0};    ///< kimg that the latest run began with
    bool frechet = false;

    [[nodiscard]] static int grey(int kimg) { return 20 + 10 * kimg; }
    static constexpr int kReals = 250;

    [[nodiscard]] service::TrainingFunctions functions() {
        return {.train = [this](const core::GanConfig& config, bool goOn, const service::GanSink& sink,
                                core::RunControl& control) { return run(config, goOn, sink, control); },
                .images = [](const service::TrainingSettings& settings) -> std::shared_ptr<const core::ImageSet> {
                    if (!settings.data.contains(QLatin1String("eyes")))
                        throw core::Error(core::Errc::NotFound,
                                          "no pictures in " + settings.data.toStdString() + "; choose another folder");
                    return std::make_shared<Pictures>();
                }};
    }

private:
    struct Pictures : core::ImageSet {
        [[nodiscard]] std::int64_t size() const override { return 1234; }
        [[nodiscard]] std::string name(std::int64_t) const override { return "eye"; }
        void load(std::int64_t, int, std::span<float>) const override {}
        [[nodiscard]] std::string digest() const override { return "eyes"; }
        [[nodiscard]] std::int64_t mirroredCount() const override { return 617; }
    };

    static void write(const QString& path, const QByteArray& bytes, QIODevice::OpenMode mode = QIODevice::WriteOnly) {
        QFile file(path);
        if (!file.open(mode) || file.write(bytes) != bytes.size())
            throw core::Error(core::Errc::Io, "cannot write " + path.toStdString());
    }
    static void sheet(const QString& path, int value) {
        core::Image8 image(40, 24);
        std::fill_n(image.data(), image.bytes(), std::uint8_t(value));
        core::writePng(path.toStdString(), image);
    }
    static QString numbered(const char* stem, int kimg) {
        return QStringLiteral("/%1-%2").arg(QLatin1String(stem)).arg(kimg, 6, 10, QLatin1Char('0'));
    }

    core::GanResult run(const core::GanConfig& config, bool goOn, const service::GanSink& sink,
                        core::RunControl& control) {
        const QString folder = QString::fromStdString(config.out.string());
        const QString checkpoint = folder + QStringLiteral("/checkpoint.safetensors");
        QDir().mkpath(folder);
        int done = 0, total = int(std::lround(config.kimg));
        if (goOn) {
            QFile saved(checkpoint);
            if (saved.open(QIODevice::ReadOnly)) {
                const QList<QByteArray> numbers = saved.readAll().split(' ');
                done = numbers[0].toInt();
                total = numbers[1].toInt();
            }
        } else {
            write(folder + QStringLiteral("/log.csv"), "kimg,seconds,loss_G,loss_D,r1,p,rt,images_per_second,fid\n");
            sheet(folder + QStringLiteral("/reals.png"), kReals);
            sheet(folder + numbered("fakes", 0) + QStringLiteral(".png"), grey(0));
        }
        first = done;
        while (done < total) {
            control.gate();
            const core::GanPoint point = step(folder, ++done);
            write(checkpoint, QByteArray::number(done) + ' ' + QByteArray::number(total));
            sink(point);
            control.report({.phase = "training", .done = done * 1000, .total = total * 1000});
            if (done == failAt) throw core::Error(core::Errc::Io, "cannot write log.csv; make room on the disk");
            while (holdAt >= 0 && done >= holdAt) {
                control.gate();
                QThread::msleep(1);
            }
        }
        write(folder + QStringLiteral("/generator.safetensors"), "weights");
        return {.kimg = double(total),
                .seconds = total * 10.0,
                .p = 0.01 * total,
                .images = 1234,
                .fid = frechet ? std::optional(10.0) : std::nullopt,
                .generator = config.out / "generator.safetensors"};
    }

    core::GanPoint step(const QString& folder, int kimg) const {
        core::GanPoint point{.kimg = double(kimg), .seconds = kimg * 10.0, .lossG = 1.0 + 1.0 / kimg, .lossD = 1.2};
        point.r1 = kimg % 2 == 0 ? 0.5 : std::nan("");
        point.p = 0.01 * kimg;
        point.rt = 0.4;
        point.imagesPerSecond = 100.0;
        if (frechet) point.fid = 100.0 / kimg;
        point.snapshot = true;
        sheet(folder + numbered("fakes", kimg) + QStringLiteral(".png"), grey(kimg));
        write(folder + numbered("generator", kimg) + QStringLiteral(".safetensors"), "weights");
        write(folder + QStringLiteral("/log.csv"),
              QStringLiteral("%1,%2,%3,1.2,%4,%5,0.4,100,%6\n")
                  .arg(kimg)
                  .arg(point.seconds)
                  .arg(point.lossG, 0, 'g', 17)
                  .arg(std::isnan(point.r1) ? QString() : QString::number(point.r1))
                  .arg(point.p)
                  .arg(frechet ? QString::number(point.fid, 'g', 17) : QString())
                  .toLatin1(),
              QIODevice::Append);
        return point;
    }
};

}  // namespace syper::test
