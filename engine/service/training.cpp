// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/training.h"

#include <QCoreApplication>
#include <cmath>

namespace syper::service {

QString Training::title() const {
    const QString data = settings_.data.isEmpty() ? folder().section(QLatin1Char('/'), -1) : settings_.dataName();
    return QCoreApplication::translate("Jobs", "%1, %2 px").arg(data).arg(settings_.resolution);
}

// A line of the log may take minutes: the job knows more.
double Training::fraction() const {
    const bool training = job() != nullptr && job()->progress().phase == "training";
    return training && !done() ? job()->fraction() : FolderRun::fraction();
}

std::optional<double> Training::fid() const {
    if (result_ && result_->fid) return result_->fid;
    for (auto point = points().rbegin(); point != points().rend(); ++point)
        if (std::isfinite(point->fid)) return point->fid;
    return std::nullopt;
}

QString Training::generator() const {
    if (result_) return result_->generator;
    for (auto snapshot = snapshots_.crbegin(); snapshot != snapshots_.crend(); ++snapshot)
        if (!snapshot->generator.isEmpty()) return snapshot->generator;
    return {};
}

void Training::become(FolderRun& fresh) {
    FolderRun::become(fresh);
    auto& other = static_cast<Training&>(fresh);
    settings_ = std::move(other.settings_);
    result_ = std::move(other.result_);
    const bool more = snapshots_ != other.snapshots_;
    snapshots_ = std::move(other.snapshots_);
    if (more) Q_EMIT snapshotsChanged();
}

std::optional<qsizetype> Training::addDelivered() {
    const std::optional<qsizetype> first = points_.addDelivered();
    if (first) record_.lastStep = std::llround(points().back().kimg * 1000.0);
    return first;
}

}  // namespace syper::service
