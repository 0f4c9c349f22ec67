// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/run_titles.h"

#include <QLocale>
#include <algorithm>

namespace syper::ui {

QStringList runTitles(const QList<service::FolderRun*>& runs) {
    QStringList plain;
    for (const service::FolderRun* run : runs) plain << run->title();
    const bool oneDay = !runs.isEmpty() && std::ranges::all_of(runs, [&runs](const service::FolderRun* run) {
        return run->created().date() == runs.first()->created().date();
    });
    QStringList titles;
    for (qsizetype i = 0; i < runs.size(); ++i) {
        const QDateTime& when = runs[i]->created();
        const QString time = QLocale().toString(when.time(), QStringLiteral("HH:mm:ss"));
        const QString day = QLocale().toString(when.date(), QLocale::ShortFormat);
        titles << (plain.count(plain[i]) == 1 ? plain[i]
                   : oneDay                   ? QStringLiteral("%1 · %2").arg(plain[i], time)
                                              : QStringLiteral("%1 · %2 %3").arg(plain[i], day, time));
    }
    return titles;
}

}  // namespace syper::ui
