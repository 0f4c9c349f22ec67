// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPixmap>
#include <QString>

#include "service/run.h"

namespace syper::ui {

/// How the state of a job or a run is shown everywhere: word, shape and colour.
struct StateLook {
    QString word;
    QString icon;  ///< stem in resources/icons
    QColor color;

    /// The shape in its colour, `pixels` wide.
    [[nodiscard]] QPixmap symbol(int pixels) const;
};
[[nodiscard]] StateLook stateLook(service::JobState state);
[[nodiscard]] StateLook stateLook(service::RunState state);
/// With a calmer word where its user closed the program over it.
[[nodiscard]] StateLook stateLook(const service::FolderRun& run);

}  // namespace syper::ui
