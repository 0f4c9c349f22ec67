// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>

#include "core/api/quantize.h"

namespace syper::service {

/// Where a run's unlabelled pictures come from.
enum class ImageSource : std::uint8_t { Generated, Folder };

/// A quantization run as people set it up: a value, the content of a run folder's job.json. Defaults are those of
/// `syper quantize`. Models are "bundled:STEM" or a file.
struct RunSettings {
    QString teacher = QStringLiteral("bundled:teacher");
    QString init;  ///< the student's first weights; empty = the teacher's
    int weightBits = 8, activationBits = 8;
    QString scheme = QStringLiteral("paper");
    ImageSource source = ImageSource::Generated;
    QString network = QStringLiteral("bundled:generator");  ///< for Generated: seeds 0..count-1
    qint64 count = 10'000;
    QString images;  ///< for Folder
    int epochs = 10;
    qint64 steps = 0;  ///< > 0 wins over epochs
    int batch = 16;
    double lr = 0.0;  ///< 0 = 0.01 * batch / 512
    double momentum = 0.9, weightDecay = 5e-4, clip = 5.0;
    int freezeAfterEpochs = 6;
    qint64 freezeAfterSteps = 0;  ///< > 0 wins over epochs
    bool shuffle = true, augment = false;
    qint64 checkpointEvery = 100;
    quint64 seed = 1337;

    bool operator==(const RunSettings&) const = default;

    /// "W8A8".
    [[nodiscard]] QString bitsText() const;
    /// The teacher's name without folder and ending.
    [[nodiscard]] QString teacherName() const;
    /// The rate that the optimizer gets.
    [[nodiscard]] double effectiveLr() const { return lr > 0 ? lr : 0.01 * batch / 512.0; }
    /// Whether the scheme trains without being asked for steps.
    [[nodiscard]] bool trainsByEpochs() const;
    /// Whether anything is trained at all.
    [[nodiscard]] bool trains() const { return steps > 0 || trainsByEpochs(); }
    /// Steps of the whole run on `pictures` pictures: short last batches are dropped; 0 where there are too few, or
    /// nothing is trained.
    [[nodiscard]] qint64 plannedSteps(qint64 pictures) const;
};

[[nodiscard]] QJsonObject toJson(const RunSettings& settings);
/// Keys that are missing keep their default; unknown ones are ignored, so that newer files open.
[[nodiscard]] RunSettings runSettings(const QJsonObject& json);

/// The file behind a model choice. Throws core::Error{NotFound}.
[[nodiscard]] std::filesystem::path modelFile(const QString& choice);

/// What `syper` calls the same run: for a shell, words quoted where they must be.
[[nodiscard]] QString commandLine(const RunSettings& settings, const QString& out);

/// The engine's own form, without pictures and folder. Throws core::Error{NotFound} for a missing model.
[[nodiscard]] core::QuantizeConfig quantizeConfig(const RunSettings& settings);

}  // namespace syper::service
