// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "service/folder_run.h"
#include "service/training_settings.h"

namespace syper::service {

/// What a training that is done came to.
struct TrainingResult {
    double kimg = 0.0, p = 0.0;
    std::optional<double> fid{};  ///< on the bundled teacher's embeddings
    qint64 images = 0;            ///< learned from
    QString generator;            ///< the file

    bool operator==(const TrainingResult&) const = default;
};

/// What a training left at one moment.
struct Snapshot {
    double kimg = 0.0;
    QString sheet;      ///< a PNG with samples, always of the same latents
    QString generator;  ///< a file; empty before the first step

    bool operator==(const Snapshot&) const = default;
};

/// A training as its folder holds it.
struct StoredTraining {
    RunRecord record;
    TrainingSettings settings;
    std::optional<TrainingResult> result{};
    QList<Snapshot> snapshots{};
};

/// One training of a generator: settings, curves, snapshots, state. Steps are pictures shown. Belongs to a
/// TrainingStore.
class Training : public FolderRun {
    Q_OBJECT
public:
    [[nodiscard]] const TrainingSettings& settings() const noexcept { return settings_; }
    /// "eyes, 64 px".
    [[nodiscard]] QString title() const override;
    [[nodiscard]] bool done() const override { return result_.has_value(); }
    [[nodiscard]] double fraction() const override;
    /// Set for Done.
    [[nodiscard]] const std::optional<TrainingResult>& result() const noexcept { return result_; }

    /// The curves so far, by kimg.
    [[nodiscard]] const std::vector<core::GanPoint>& points() const noexcept { return points_.all(); }
    [[nodiscard]] qsizetype pointCount() const override { return qsizetype(points().size()); }
    /// The newest Frechet distance that was measured.
    [[nodiscard]] std::optional<double> fid() const;
    /// In order of kimg.
    [[nodiscard]] const QList<Snapshot>& snapshots() const noexcept { return snapshots_; }
    /// The generator to look at: the result, or that of the newest snapshot; empty where there is none yet.
    [[nodiscard]] QString generator() const;
    /// A sheet of the pictures that it learns from; may not be there.
    [[nodiscard]] QString reals() const { return folder() + QStringLiteral("/reals.png"); }

Q_SIGNALS:
    void snapshotsChanged();

private:
    friend class TrainingStore;

    Training(StoredTraining stored, QObject* parent)
        : FolderRun(std::move(stored.record), parent),
          settings_(std::move(stored.settings)),
          result_(std::move(stored.result)),
          snapshots_(std::move(stored.snapshots)) {}
    [[nodiscard]] std::optional<qsizetype> addDelivered() override;
    void become(FolderRun& fresh) override;

    TrainingSettings settings_;
    std::optional<TrainingResult> result_;
    RunPoints<core::GanPoint, &core::GanPoint::kimg> points_;
    QList<Snapshot> snapshots_;
    bool begun_ = false;  // the first step of its job is done
};

}  // namespace syper::service
