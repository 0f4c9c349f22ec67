// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/text_format.h"

#include <QCoreApplication>
#include <QLocale>
#include <cmath>

namespace syper::ui {
namespace {

/// The translation context.
struct Text {
    Q_DECLARE_TR_FUNCTIONS(Text)
};

}  // namespace

QString durationText(double seconds) {
    constexpr double kMinute = 60.0, kDay = 86400.0;
    const QLocale locale;
    if (!std::isfinite(seconds) || seconds < 0) return {};
    if (seconds < 1.0) return Text::tr("under 1 s");
    if (seconds < 99.5) return Text::tr("%1 s").arg(locale.toString(int(std::lround(seconds))));
    if (seconds < 100 * kMinute) return Text::tr("%1 min").arg(locale.toString(int(std::lround(seconds / kMinute))));
    if (seconds < 2 * kDay) {
        const int minutes = int(std::lround(seconds / kMinute));
        return Text::tr("%1 h %2 min").arg(locale.toString(minutes / 60)).arg(minutes % 60);
    }
    return Text::tr("%1 days").arg(locale.toString(seconds / kDay, 'f', 1));
}

QString timeLeftText(double seconds) {
    const QString text = durationText(seconds);
    return text.isEmpty() ? text : Text::tr("%1 left").arg(text);
}

QString bytesText(qint64 bytes) {
    return QLocale().formattedDataSize(bytes, bytes < 100'000'000 ? 2 : 0, QLocale::DataSizeSIFormat);
}

QString percentText(double fraction) {
    return Text::tr("%1 %").arg(QLocale().toString(int(std::floor(fraction * 100.0))));
}

QString rateText(double rate, int digits) {
    if (!std::isfinite(rate)) return QStringLiteral("\u2014");
    return Text::tr("%1 %").arg(QLocale().toString(rate * 100.0, 'f', digits));
}

}  // namespace syper::ui
