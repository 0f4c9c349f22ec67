// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QThread>
#include <atomic>
#include <cmath>

#include "core/api/error.h"
#include "core/util/folder_lock.h"
#include "service/run_store.h"

namespace syper::test {

/// Stands in for the knowledge transfer: writes the same files, keeps others out, a checkpoint a step, and goes on from
/// it. Its curves are a formula of the step.
class FakeQuantize {
public:
    std::atomic<int> stepMs{0};        ///< how long a step takes
    std::atomic<qint64> holdAt{-1};    ///< waits at gates once this step is done, until it is moved
    std::atomic<qint64> failAt{-1};    ///< throws after this step
    std::atomic<qint64> computed{0};   ///< steps computed in all runs
    std::atomic<qint64> firstStep{0};  ///< of the latest run
    std::atomic<qint64> nanAt{-1};     ///< this step's loss is NaN

    [[nodiscard]] static double loss(qint64 step) { return 4e-3 * std::exp(-double(step) / 40.0) + 4e-4; }

    [[nodiscard]] service::QuantizeFunctions functions() {
        return {.run = [this](const core::QuantizeConfig& config, const service::PointSink& point,
                              core::RunControl& control) { return run(config, point, control); },
                .estimate =
                    [](const core::QuantizeConfig& config, core::RunControl&) {
                        const std::int64_t steps =
                            config.steps > 0 || !core::trainsByEpochs(config.scheme) ? config.steps : 100;
                        return std::optional<core::QuantizeEstimate>(core::QuantizeEstimate{
                            .secondsPerStep = 0.5, .bytesPacked = 160'000 * config.weightBits, .steps = steps});
                    },
                .images = [](const service::RunSettings&) { return std::shared_ptr<const core::ImageSet>(); },
                .schemes = {QStringLiteral("paper"), QStringLiteral("deploy")}};
    }

private:
    core::QuantizeResult run(const core::QuantizeConfig& config, const service::PointSink& sink,
                             core::RunControl& control) {
        const QString folder = QString::fromStdString(config.out.string());
        const core::FolderLock lock(config.out);
        QFile checkpoint(folder + QStringLiteral("/checkpoint"));
        qint64 done = 0;
        if (config.resume && checkpoint.open(QIODevice::ReadOnly)) done = checkpoint.readAll().toLongLong();
        checkpoint.close();
        QFile curves(folder + QStringLiteral("/curves.csv"));
        if (!curves.open(done > 0 ? QIODevice::Append : QIODevice::WriteOnly))
            throw core::Error(core::Errc::Io, "cannot write curves.csv; check the folder");
        if (done == 0) curves.write("step,epoch,loss,grad_norm,lr,seconds\n");
        firstStep = done + 1;
        for (qint64 step = done + 1; step <= config.steps; ++step) {
            control.gate();
            if (stepMs > 0) QThread::msleep(quint64(stepMs));
            const double value = step == nanAt ? std::nan("") : loss(step);
            const core::QuantizePoint point{.step = step,
                                            .steps = config.steps,
                                            .epoch = 0,
                                            .loss = value,
                                            .gradNorm = 0.01,
                                            .lr = step > config.steps * 7 / 10 ? 1e-4 : 1e-3,
                                            .seconds = double(step) * 0.1,
                                            .cosine = 1.0 - 256.0 * value};
            curves.write(QStringLiteral("%1,0,%2,0.01,%3,%4\n")
                             .arg(step)
                             .arg(point.loss, 0, 'g', 17)
                             .arg(point.lr)
                             .arg(point.seconds)
                             .toLatin1());
            curves.flush();
            write(folder + QStringLiteral("/checkpoint"), QByteArray::number(step));
            ++computed;
            sink(point);
            control.report({.phase = "steps", .done = step, .total = config.steps});
            if (step == failAt) throw core::Error(core::Errc::Io, "cannot write the checkpoint: disk full; free space");
            while (holdAt >= 0 && step >= holdAt) {
                control.gate();
                QThread::msleep(1);
            }
        }
        write(folder + QStringLiteral("/student.safetensors"), "weights");
        const double last = loss(config.steps);
        write(folder + QStringLiteral("/report.json"),
              QStringLiteral("{\"steps\":%1,\"final_loss\":%2,\"cosine_to_teacher\":%3,\"bytes_fp32\":5104000,"
                             "\"bytes_packed\":1276000}")
                  .arg(config.steps)
                  .arg(last, 0, 'g', 17)
                  .arg(1.0 - 256.0 * last, 0, 'g', 17)
                  .toLatin1());
        return {.steps = config.steps,
                .loss = {},
                .gradNorm = {},
                .finalLoss = last,
                .cosineToTeacher = 1.0 - 256.0 * last,
                .bytesFp32 = 5'104'000,
                .bytesPacked = 1'276'000,
                .student = config.out / "student.safetensors"};
    }

    static void write(const QString& path, const QByteArray& bytes) {
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            throw core::Error(core::Errc::Io, "cannot write " + path.toStdString());
    }
};

}  // namespace syper::test
