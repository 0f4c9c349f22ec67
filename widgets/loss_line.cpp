// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/loss_line.h"

#include <QLocale>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "widgets/theme.h"

namespace syper::ui {

LossLine::LossLine(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void LossLine::setValues(std::vector<double> values, int steps) {
    values_ = std::move(values);
    steps_ = std::max(1, steps);
    if (!values_.empty())
        setAccessibleDescription(tr("%1 after %2 steps").arg(QLocale().toString(values_.back())).arg(values_.size()));
    update();
}

void LossLine::paintEvent(QPaintEvent*) {
    const Palette& colors = Theme::palette();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF area = rect().toRectF().adjusted(2, 4, -6, -4);
    painter.setPen(QPen(colors.border, 1));
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    if (values_.size() < 2) return;
    constexpr double kLeast = 1e-12;
    const auto [low, high] = std::ranges::minmax_element(values_);
    const double bottom = std::log(std::max(kLeast, *low)), top = std::log(std::max(kLeast, *high));
    const auto place = [&](std::size_t i) {
        const double y = (std::log(std::max(kLeast, values_[i])) - bottom) / std::max(1e-9, top - bottom);
        return QPointF(area.left() + area.width() * double(i) / std::max(1, steps_ - 1),
                       area.bottom() - y * area.height());
    };
    // A point a pixel is enough.
    const std::size_t stride = std::max<std::size_t>(1, values_.size() / std::size_t(std::max(1, width())));
    QPolygonF line;
    for (std::size_t i = 0; i < values_.size(); i += stride) line.append(place(i));
    line.append(place(values_.size() - 1));
    painter.setPen(QPen(colors.accent, 1.6));
    painter.drawPolyline(line);
    painter.setBrush(colors.accent);
    painter.drawEllipse(place(std::size_t(low - values_.begin())), 3, 3);
}

}  // namespace syper::ui
