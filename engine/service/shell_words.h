// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <QRegularExpression>
#include <QString>

namespace syper::service {

/// `text` as one word of a shell, quoted where it must be.
[[nodiscard]] inline QString shellWord(const QString& text) {
    static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9_./,:=@%+-]+$"));
    if (plain.match(text).hasMatch()) return text;
    QString quoted = text;
    quoted.replace(QLatin1Char('\''), QLatin1String("'\\''"));
    return QLatin1Char('\'') + quoted + QLatin1Char('\'');
}

/// The shortest text that reads back as `value`.
[[nodiscard]] inline QString shellNumber(double value) {
    return QString::number(value, 'g', QLocale::FloatingPointShortest);
}

}  // namespace syper::service
