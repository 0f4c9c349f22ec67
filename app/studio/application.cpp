// SPDX-License-Identifier: GPL-3.0-or-later
#include "studio/application.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

#include "core/api/inspect.h"
#include "service/engine_functions.h"

static void initTranslations() {
    Q_INIT_RESOURCE(translations);
}

namespace syper::studio {
namespace {

struct Language {
    QString code;
    QTranslator studio, qt;
};

Language& language() {
    static auto* kept = new Language;  // lives as long as the application, which refers to it
    return *kept;
}

}  // namespace

service::EngineFunctions engineFunctions() {
    return {.loadNetwork = service::engineLoader(),
            .inspect = core::inspectFile,
            .quantize = service::engineQuantize(),
            .verify = service::engineVerify(),
            .latent = service::engineLatent(),
            .training = service::engineTraining()};
}

void useLanguage(const QString& code) {
    initTranslations();
    Language& now = language();
    QCoreApplication::removeTranslator(&now.studio);
    QCoreApplication::removeTranslator(&now.qt);
    now.code = code;
    QLocale::setDefault(QLocale(code));
    if (now.studio.load(QStringLiteral(":/i18n/studio_") + code)) QCoreApplication::installTranslator(&now.studio);
    if (now.qt.load(QStringLiteral("qtbase_") + code, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(&now.qt);
}

QString currentLanguage() {
    return language().code;
}

QString startLanguage(const QString& chosen) {
    const QString code = chosen.isEmpty() ? QLocale::system().name().left(2) : chosen;
    return code == QLatin1String("de") ? code : QStringLiteral("en");
}

}  // namespace syper::studio
