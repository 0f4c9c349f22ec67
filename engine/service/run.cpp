// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/run.h"

namespace syper::service {

QString Run::title() const {
    const QString name = QStringLiteral("%1 %2").arg(settings().bitsText(), settings().teacherName());
    return settings().scheme == RunSettings().scheme ? name : QStringLiteral("%1, %2").arg(name, settings().scheme);
}

void Run::become(FolderRun& fresh) {
    FolderRun::become(fresh);
    auto& other = static_cast<Run&>(fresh);
    settings_ = std::move(other.settings_);
    result_ = std::move(other.result_);
}

std::optional<qsizetype> Run::addDelivered() {
    const std::optional<qsizetype> first = points_.addDelivered();
    if (!first) return first;
    record_.lastStep = points().back().step;
    record_.steps = std::max(record_.steps, qint64(points().back().steps));
    return first;
}

}  // namespace syper::service
