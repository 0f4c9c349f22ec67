// SPDX-License-Identifier: GPL-3.0-or-later
#include "studio/screenshots.h"

#include <QCoreApplication>
#include <QDir>

#include "widgets/theme.h"

namespace syper::studio {

using namespace ui;

Screenshots::Screenshots(MainWindow& window, QString folder, QObject* parent)
    : QObject(parent), window_(window), folder_(std::move(folder)) {}

void Screenshots::start() {
    if (!QDir().mkpath(folder_)) {
        Q_EMIT finished(QStringLiteral("cannot make the folder %1; check its permissions").arg(folder_));
        return;
    }
    window_.setWindowState(Qt::WindowNoState);  // a small screen would have it fill that
    window_.resize(1280, 800);
    next();
}

void Screenshots::next() {
    if (++index_ >= window_.pages().size()) {
        window_.showJobs(true);
        if (window_.hasJobsPanel() && (!grab(QStringLiteral("jobs"), false) || !grab(QStringLiteral("jobs"), true)))
            return;
        Q_EMIT finished({});
        return;
    }
    Page* page = window_.pages().at(index_);
    window_.showPage(page->name());
    connect(page, &Page::showcaseReady, this, &Screenshots::take,
            Qt::ConnectionType(Qt::QueuedConnection | Qt::SingleShotConnection));
    page->showcase();
}

void Screenshots::take() {
    const QString name = window_.pages().at(index_)->name();
    if (!grab(name, false) || !grab(name, true)) return;
    next();
}

bool Screenshots::grab(const QString& name, bool dark) {
    Theme::apply(dark ? ThemeMode::Dark : ThemeMode::Light);
    const QString file = QStringLiteral("%1/%2-%3.png").arg(folder_, name, QLatin1String(dark ? "dark" : "light"));
    QCoreApplication::sendPostedEvents();  // layouts asked for by the new style
    if (window_.grab().save(file)) return true;
    Q_EMIT finished(QStringLiteral("cannot write %1; check the folder and the disk").arg(file));
    return false;
}

}  // namespace syper::studio
