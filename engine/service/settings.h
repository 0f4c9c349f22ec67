// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSettings>
#include <QString>
#include <memory>

namespace syper::service {

/// Where the studio keeps what it must find again (settings, runs): $SYPER_HOME, else the user's data folder for it.
/// Made if missing.
[[nodiscard]] QString studioFolder();

/// The studio's settings: studio.ini in $SYPER_HOME, else in the user's configuration folder.
[[nodiscard]] std::unique_ptr<QSettings> openSettings();

}  // namespace syper::service
