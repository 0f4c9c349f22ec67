// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/api/embedder.h"
#include "core/api/evaluation.h"
#include "core/api/test_plan.h"
#include "service/failure.h"

namespace syper::service {

/// An eye that was found in a picture, as models see it.
struct FoundEye {
    core::Image8 crop;           ///< RGB, square, mirrored so that every eye looks like one side
    bool leftInPicture = false;  ///< the eye that is left in the picture
    bool mirrored = false;
    double x = 0, y = 0;   ///< its middle, in pixels of the picture
    double halfWidth = 0;  ///< of the square that was cut out, in pixels of the picture
    double angle = 0;      ///< of that square, in degrees
};

/// A picture and what was understood in it.
struct EyePicture {
    QString name;
    core::Image8 picture;
    std::vector<FoundEye> eyes;  ///< of the largest face, the left one first; of an eye crop one; empty = none found
    bool whole = false;          ///< the picture itself is the crop of an eye
    QString detector;            ///< which one saw the face
};

/// A recognition model, as the worker holds it.
struct VerifyModel {
    core::ModelInfo info;
    /// Rows of unit length for square RGB crops of any size.
    std::function<std::vector<std::vector<float>>(std::span<const core::Image8>, core::RunControl&)> embed;
    /// The same for the pictures of a test, in its order.
    std::function<std::vector<std::vector<float>>(const core::TestPlan&, core::RunControl&)> embedPlan;
};

/// What verification calls of the engine; tests put functions of their own here. All run on workers.
struct VerifyFunctions {
    std::function<EyePicture(const std::filesystem::path&)> readFile;
    std::function<EyePicture(const core::Image8&, const QString& name)> readPixels;
    std::function<std::shared_ptr<VerifyModel>(const std::filesystem::path&)> loadModel;
    /// An eye of the generator at `network`.
    std::function<core::Image8(const std::filesystem::path& network, std::uint32_t seed)> generate;
    /// Writes a labelled folder of identities that the generator at `network` makes up.
    std::function<void(const std::filesystem::path& network, const std::filesystem::path& folder,
                       core::RunControl& control)>
        writeIdentities;
};

/// What one model says of two eyes.
struct VerifyScore {
    QString model;  ///< its choice, as it was asked for
    core::ModelInfo info;
    double score = 0.0;         ///< -1..1
    double milliseconds = 0.0;  ///< for one eye, warmed up
};

/// One model's figures on a labelled set.
struct ModelStatistics {
    QString model;
    core::ModelInfo info;
    core::VerificationFigures figures;
    std::vector<double> genuine, impostor;  ///< scores, ascending

    [[nodiscard]] double fmrAt(double threshold) const;   ///< of the impostors, the share at or above it
    [[nodiscard]] double fnmrAt(double threshold) const;  ///< of the genuine, the share below it
};

/// The figures of several models on one set.
struct Statistics {
    QString set;  ///< its name
    qint64 pictures = 0;
    QStringList notes;
    std::vector<ModelStatistics> models;
};

}  // namespace syper::service
