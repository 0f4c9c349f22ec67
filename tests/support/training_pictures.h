// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QTemporaryDir>

#include "core/api/sampler.h"
#include "service/training_settings.h"

namespace syper::test {

/// A folder of `count` small pictures, no two alike, that anything can learn from.
inline QString trainingPictures(const QTemporaryDir& dir, int count = 24, int side = 16) {
    const QString folder = dir.filePath(QStringLiteral("eyes"));
    QDir().mkpath(folder);
    for (int i = 0; i < count; ++i) {
        core::Image8 image(side, side);
        std::uint8_t* pixel = image.data();
        for (int y = 0; y < side; ++y)
            for (int x = 0; x < side; ++x)
                for (int c = 0; c < 3; ++c) *pixel++ = std::uint8_t((x * 9 + y * (3 + i) + c * 40 + i * 11) % 256);
        core::writePng(QStringLiteral("%1/%2.png").arg(folder).arg(i, 3, 10, QLatin1Char('0')).toStdString(), image);
    }
    return folder;
}

/// Four steps of the smallest network on them, with a line of the log each and a snapshot every other one.
inline service::TrainingSettings shortTraining(const QTemporaryDir& dir) {
    service::TrainingSettings settings;
    settings.data = trainingPictures(dir);
    settings.resolution = 8;
    settings.kimg = 0.032;
    settings.batch = 8;
    settings.snapKimg = 0.016;
    settings.fidPictures = 0;
    return settings;
}

}  // namespace syper::test
