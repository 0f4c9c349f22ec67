// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/quantize.h"
#include "service/folder_run.h"
#include "service/run_settings.h"

namespace syper::service {

/// What a run that is done came to.
struct RunResult {
    qint64 steps = 0;
    double finalLoss = 0.0, cosine = 0.0;
    qint64 bytesFp32 = 0, bytesPacked = 0;
    QString student;  ///< the file

    bool operator==(const RunResult&) const = default;
};

/// A run as its folder holds it.
struct StoredRun {
    RunRecord record;
    RunSettings settings;
    std::optional<RunResult> result{};
};

/// One quantization run: settings, curves, state. Belongs to a RunStore.
class Run : public FolderRun {
    Q_OBJECT
public:
    [[nodiscard]] const RunSettings& settings() const noexcept { return settings_; }
    /// "W4A4 teacher", "W8A8 teacher, deploy".
    [[nodiscard]] QString title() const override;
    [[nodiscard]] bool done() const override { return result_.has_value(); }
    /// Set for Done.
    [[nodiscard]] const std::optional<RunResult>& result() const noexcept { return result_; }

    /// The curves so far, by step.
    [[nodiscard]] const std::vector<core::QuantizePoint>& points() const noexcept { return points_.all(); }
    [[nodiscard]] qsizetype pointCount() const override { return qsizetype(points().size()); }

private:
    friend class RunStore;

    Run(StoredRun stored, QObject* parent)
        : FolderRun(std::move(stored.record), parent),
          settings_(std::move(stored.settings)),
          result_(std::move(stored.result)) {}
    [[nodiscard]] std::optional<qsizetype> addDelivered() override;
    void become(FolderRun& fresh) override;

    RunSettings settings_;
    std::optional<RunResult> result_;
    RunPoints<core::QuantizePoint, &core::QuantizePoint::step> points_;
};

}  // namespace syper::service
