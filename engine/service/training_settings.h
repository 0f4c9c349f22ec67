// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>

#include "core/api/train_generator.h"

namespace syper::service {

/// A generator's training as people set it up: a value, part of a run folder's job.json. What is left at 0 is the
/// preset's, and where it starts from a network, that network's.
struct TrainingSettings {
    QString data;                            ///< a folder, a zip, a dataset.json, or a .safetensors or .npy of pictures
    QString side = QStringLiteral("auto");   ///< which eyes are mirrored when loaded: auto, none, all
    bool mirror = false;                     ///< learn from each picture's mirror image too
    QString start;                           ///< empty = new; "bundled:STEM", or a generator's file or a checkpoint
    QString preset = QStringLiteral("cpu");  ///< one of core::ganPresets()
    int resolution = 64;
    double kimg = 200;
    int batch = 0;
    double lr = 0, gamma = -1, pathLength = -1;  ///< weights of R1 and path lengths: negative = the preset's
    QString aug = QStringLiteral("ada"), augPipe = QStringLiteral("upright");
    double p = 0, target = 0.6;
    int freezeLayers = 0;
    double snapKimg = 0;    ///< kimg between two snapshots; 0 = the preset's, or ten in a short run
    int fidPictures = 200;  ///< compared at each snapshot; 0 = no Frechet distance
    bool half = true;
    quint64 seed = 0;

    bool operator==(const TrainingSettings&) const = default;

    /// The data's name without folder and ending.
    [[nodiscard]] QString dataName() const;
    /// Is the data one file of decoded pictures?
    [[nodiscard]] bool tensorData() const;
};

[[nodiscard]] QJsonObject toJson(const TrainingSettings& settings);
/// Keys that are missing keep their default; unknown ones are ignored, so that newer files open.
[[nodiscard]] TrainingSettings trainingSettings(const QJsonObject& json);

/// The engine's own form, without pictures and folder. Reads the file that it starts from. Throws core::Error.
[[nodiscard]] core::GanConfig ganConfig(const TrainingSettings& settings);

/// What `syper` calls the same training: for a shell, words quoted where they must be. Reads the file that it starts
/// from. Throws core::Error.
[[nodiscard]] QString commandLine(const TrainingSettings& settings, const QString& out);

}  // namespace syper::service
