// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QSettings>
#include <QTemporaryDir>
#include <memory>

#include "service/engine.h"
#include "support/fake_quantize.h"

namespace syper::test {

/// One start of the studio's services on a folder of its own, with stand-ins for the engine. The teacher and the
/// generator are files that `inspect` makes something up about.
class StudioSession {
public:
    explicit StudioSession(const QTemporaryDir& home, service::EngineFunctions functions) {
        qputenv("SYPER_HOME", home.path().toUtf8());
        qputenv("SYPER_RESOURCES", home.path().toUtf8());  // nothing that ships stands among what is tested
        settings_ = std::make_unique<QSettings>(home.filePath(QStringLiteral("studio.ini")), QSettings::IniFormat);
        for (const char* role : {"teacher", "generator", "student"}) {
            const QString path = home.filePath(QLatin1String(role)) + QStringLiteral(".safetensors");
            QFile file(path);
            if (!file.exists() && file.open(QIODevice::WriteOnly)) file.write(role);
            const QString key = QStringLiteral("models/") + QLatin1String(role);
            if (!settings_->contains(key)) settings_->setValue(key, path);
        }
        functions.inspect = [](const std::filesystem::path& path) {
            core::FileInfo info;
            info.kind = path.stem() == "generator" ? "generator" : "backbone";
            info.architecture = "mobilefacenet";
            info.parameters = 1'276'000;
            info.bytes = 5'104'000;
            return info;
        };
        engine_ = std::make_unique<service::Engine>(std::move(functions), *settings_);
    }

    [[nodiscard]] service::Engine& engine() noexcept { return *engine_; }

private:
    std::unique_ptr<QSettings> settings_;
    std::unique_ptr<service::Engine> engine_;
};

}  // namespace syper::test
