// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/picture_pair.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

#include "widgets/theme.h"

namespace syper::ui {
namespace {

constexpr int kLeastSide = 52, kWantedSide = 140;

}  // namespace

PicturePair::PicturePair(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Expanding);
}

void PicturePair::setPicture(int place, const QImage& picture) {
    pictures_[std::size_t(place)] = picture;
    update();
}

void PicturePair::setCaptions(const QString& left, const QString& right) {
    captions_ = {left, right};
    update();
}

int PicturePair::captionHeight() const {
    return QFontMetrics(Theme::font(type::kSecondary)).height() + size::kUnit / 2;
}

QSize PicturePair::sizeHint() const {
    return {2 * kWantedSide + size::kGap, kWantedSide + captionHeight()};
}

QSize PicturePair::minimumSizeHint() const {
    return {2 * kLeastSide + size::kGap, kLeastSide + captionHeight()};
}

void PicturePair::paintEvent(QPaintEvent*) {
    const Palette& colors = Theme::palette();
    const int side = std::min((width() - size::kGap) / 2, height() - captionHeight());
    if (side <= 0) return;
    QPainter painter(this);
    painter.setFont(Theme::font(type::kSecondary));
    const double ratio = devicePixelRatioF();
    for (int place = 0; place < 2; ++place) {
        const QRect frame(place * (side + size::kGap), 0, side, side);
        const QImage& picture = pictures_[std::size_t(place)];
        if (picture.isNull()) {
            painter.setPen(QPen(colors.border, 1, Qt::DashLine));
            painter.drawRect(frame.adjusted(0, 0, -1, -1));
        } else {
            const int pixels = int(std::lround(side * ratio));
            QImage scaled = picture.scaled(pixels, pixels, Qt::KeepAspectRatio, Qt::SmoothTransformation);
            scaled.setDevicePixelRatio(ratio);
            painter.drawImage(frame.topLeft(), scaled);
        }
        const QRect below(frame.left(), side, side, captionHeight());
        painter.setPen(colors.secondary);
        painter.drawText(below, Qt::AlignHCenter | Qt::AlignBottom,
                         painter.fontMetrics().elidedText(captions_[std::size_t(place)], Qt::ElideRight, side));
    }
}

}  // namespace syper::ui
