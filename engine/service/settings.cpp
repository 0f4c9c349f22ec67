// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/settings.h"

#include <QDir>
#include <QStandardPaths>

namespace syper::service {
namespace {

QString home() {
    return qEnvironmentVariable("SYPER_HOME");
}

}  // namespace

QString studioFolder() {
    const QString folder = home().isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
                                                  QStringLiteral("/syper-studio")
                                            : home();
    QDir().mkpath(folder);
    return folder;
}

std::unique_ptr<QSettings> openSettings() {
    const QString folder = home().isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
                                                  QStringLiteral("/syper-studio")
                                            : home();
    return std::make_unique<QSettings>(folder + QStringLiteral("/studio.ini"), QSettings::IniFormat);
}

}  // namespace syper::service
