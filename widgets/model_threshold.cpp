// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/model_threshold.h"

#include <QCoreApplication>
#include <QVariant>
#include <cmath>

namespace syper::ui {
namespace {

/// The translation context.
struct ModelThreshold {
    Q_DECLARE_TR_FUNCTIONS(ModelThreshold)
};

}  // namespace

QString fmrText(double fmr) {
    return QStringLiteral("1e%1").arg(int(std::lround(std::log10(fmr))));
}

QString thresholdKey(const core::ModelInfo& info) {
    return QStringLiteral("thresholds/") + QString::fromStdString(info.sha256);
}

std::optional<Threshold> thresholdAt(double fmr, const core::ModelInfo& info, const QSettings& settings) {
    const QString rate = fmrText(fmr);
    for (const core::ModelThreshold& own : info.thresholds) {
        if (std::abs(own.fmr - fmr) >= fmr * 1e-6) continue;
        const QString set = QString::fromStdString(own.set);
        return Threshold{
            .value = own.value,
            .source = ModelThreshold::tr("FMR %1 on %2").arg(rate, set),
            .meaning = ModelThreshold::tr("The model's own threshold: it accepts impostors at FMR %1, measured on %2.")
                           .arg(rate, set)};
    }
    const QVariantMap kept = settings.value(thresholdKey(info)).toMap();
    const QVariant value = kept.value(rate);
    if (!value.isValid()) return {};
    const QString set = kept.value(QStringLiteral("set")).toString();
    return Threshold{
        .value = value.toDouble(),
        .source = ModelThreshold::tr("FMR %1 on %2").arg(rate, set),
        .meaning = ModelThreshold::tr("Accepts impostors at most at FMR %1, measured here on %2.").arg(rate, set)};
}

}  // namespace syper::ui
