// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include "service/folder_run.h"

namespace syper::ui {

/// What to call these runs beside one another: their titles, with the time each was started where titles are alike.
[[nodiscard]] QStringList runTitles(const QList<service::FolderRun*>& runs);

}  // namespace syper::ui
