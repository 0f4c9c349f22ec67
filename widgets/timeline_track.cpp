// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/timeline_track.h"

#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "widgets/theme.h"

namespace syper::ui {
namespace {

constexpr double kKey = 44.0, kLeastKey = 20.0;  // side of a key's picture
constexpr double kLabel = 32.0;                  // pixels that a time takes
constexpr int kMargin = 24;                      // beside the first and the last key
constexpr double kGrab = 3.0;                    // pixels that the mouse may tremble
constexpr double kNudge = 0.1, kFarNudge = 1.0;
constexpr double kLeastSpan = 2.0;

}  // namespace

TimelineTrack::TimelineTrack(TimelineModel& model, ExploreModel& explore, const HistoryModel& history, QWidget* parent)
    : QWidget(parent), model_(model), explore_(explore), history_(history) {
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    connect(&model_, &TimelineModel::changed, this, [this] {
        drag_.reset();
        select(std::min(selected_, model_.size() - 1));
        update();
    });
    // An earlier session's pictures come a little later than its keyframes.
    connect(&history_, &HistoryModel::modelReset, this, qOverload<>(&QWidget::update));
    connect(&history_, &HistoryModel::rowsInserted, this, qOverload<>(&QWidget::update));
}

const Keyframes& TimelineTrack::shown() const {
    return drag_ ? drag_->now : model_.keyframes();
}

double TimelineTrack::span() const {
    return drag_ ? drag_->span : std::max(kLeastSpan, model_.keyframes().duration());
}

double TimelineTrack::xOf(double seconds) const {
    return kMargin + seconds / span() * std::max(1, width() - 2 * kMargin);
}

double TimelineTrack::secondsAt(double x) const {
    return (x - kMargin) / std::max(1, width() - 2 * kMargin) * span();
}

QPointF TimelineTrack::placeOf(int key) const {
    return {xOf(shown().times()[std::size_t(key)]), 4.0 + kKey / 2.0};
}

double TimelineTrack::keySide() const {
    double room = kKey;
    const std::vector<double> times = model_.keyframes().times();
    for (std::size_t key = 1; key < times.size(); ++key)
        room = std::min(room, xOf(times[key]) - xOf(times[key - 1]) - 2.0);
    return std::max(kLeastKey, room);
}

int TimelineTrack::keyAt(const QPointF& at) const {
    const double reach = keySide() / 2.0;
    for (int key = model_.size() - 1; key >= 0; --key) {  // the one on top first
        const QPointF place = placeOf(key);
        if (std::abs(at.x() - place.x()) <= reach && std::abs(at.y() - place.y()) <= reach) return key;
    }
    return -1;
}

void TimelineTrack::select(int key) {
    if (key == selected_) return;
    selected_ = key;
    update();
    Q_EMIT selectedChanged();
}

void TimelineTrack::setPlayhead(double seconds) {
    playhead_ = seconds;
    update();
}

void TimelineTrack::removeSelected() {
    if (selected_ < 0 || selected_ >= model_.size()) return;
    Keyframes next = model_.keyframes();
    // Those after it keep their times.
    const auto gone = next.keys.begin() + selected_;
    if (gone != next.keys.begin() && gone + 1 != next.keys.end()) (gone - 1)->seconds += gone->seconds;
    next.keys.erase(gone);
    model_.edit(next, tr("Remove a keyframe"));
}

void TimelineTrack::paintEvent(QPaintEvent*) {
    const Palette& colors = Theme::palette();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(Theme::font(type::kSecondary));
    if (model_.size() == 0) {
        painter.setPen(colors.secondary);
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap,
                         tr("K adds the present picture as a keyframe. Two of them make a film."));
    } else {
        const double line = 4.0 + kKey + 6.0;
        painter.setPen(QPen(colors.border, 2));
        painter.drawLine(QPointF(kMargin, line), QPointF(width() - kMargin, line));
        const double step = span() > 20.0 ? 5.0 : 1.0;
        painter.setPen(colors.secondary);
        double labelled = -kLabel;
        for (double at = 0.0; at <= span() + 1e-9; at += step) {
            painter.drawLine(QPointF(xOf(at), line - 2), QPointF(xOf(at), line + 2));
            if (xOf(at) - labelled < kLabel) continue;
            labelled = xOf(at);
            painter.drawText(QRectF(xOf(at) - 24, line + 2, 48, 16), Qt::AlignCenter,
                             tr("%1 s").arg(QLocale().toString(at, 'f', 0)));
        }
        for (int key = 0; key < model_.size(); ++key)
            if (key != selected_) drawKey(painter, key);
        if (selected_ >= 0 && selected_ < model_.size()) drawKey(painter, drag_ ? drag_->place : selected_);
    }
    if (playhead_ >= 0.0 && model_.size() > 0) {
        painter.setPen(QPen(colors.accent, 2));
        painter.drawLine(QPointF(xOf(playhead_), 0), QPointF(xOf(playhead_), height() - 18));
    }
    if (!hasFocus()) return;
    painter.setPen(QPen(colors.accent, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), size::kRadius, size::kRadius);
}

void TimelineTrack::drawKey(QPainter& painter, int key) const {
    const Palette& colors = Theme::palette();
    const bool chosen = drag_ ? key == drag_->place : key == selected_;
    const double side = keySide();
    QRectF where(0, 0, side, side);
    where.moveCenter(placeOf(key));
    const core::Keyframe& one = shown().keys[std::size_t(key)];
    const QPixmap picture = history_.picture({.network = explore_.state().network, .request = one.request});
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors.raised);
    painter.drawRect(where);
    if (picture.isNull()) {
        painter.setPen(colors.text);
        painter.drawText(where, Qt::AlignCenter, QString::number(key + 1));
    } else {
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawPixmap(where, picture, QRectF(picture.rect()));
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(chosen ? colors.accent : colors.surface, chosen ? 3 : 1));
    painter.drawRect(where);
}

void TimelineTrack::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return event->ignore();
    const int key = keyAt(event->position());
    select(key);
    if (key >= 0) {
        drag_ = Drag{.key = key,
                     .span = span(),
                     .grabbed = event->position().x() - placeOf(key).x(),
                     .now = model_.keyframes(),
                     .place = key,
                     .moved = false};
    } else if (model_.size() > 1) {
        scrubs_ = true;
        mouseMoveEvent(event);
    }
}

void TimelineTrack::mouseMoveEvent(QMouseEvent* event) {
    if (scrubs_) {
        const double seconds = std::clamp(secondsAt(event->position().x()), 0.0, model_.keyframes().duration());
        setPlayhead(seconds);
        Q_EMIT scrubbed(seconds);
    }
    if (!drag_) return;
    const double x = event->position().x() - drag_->grabbed;
    const double from = xOf(model_.keyframes().times()[std::size_t(drag_->key)]);
    if (!drag_->moved && std::abs(x - from) < kGrab) return;
    drag_->moved = true;
    drag_->now = model_.keyframes();
    drag_->place = retime(drag_->now.keys, drag_->key, secondsAt(x));
    update();
}

void TimelineTrack::mouseReleaseEvent(QMouseEvent*) {
    if (std::exchange(scrubs_, false)) {
        setPlayhead(-1.0);
        Q_EMIT scrubEnded();
    }
    if (!drag_) return;
    const Drag drag = *std::exchange(drag_, std::nullopt);
    update();
    if (!drag.moved) return;
    model_.edit(drag.now, tr("Move a keyframe"));
    select(drag.place);
}

void TimelineTrack::mouseDoubleClickEvent(QMouseEvent* event) {
    const int key = keyAt(event->position());
    if (key >= 0) Q_EMIT goWanted(key);
}

void TimelineTrack::nudge(double seconds) {
    if (selected_ < 0) return;
    Keyframes next = model_.keyframes();
    const double to = next.times()[std::size_t(selected_)] + seconds;
    const int place = retime(next.keys, selected_, to);
    model_.edit(next, tr("Move a keyframe"));
    select(place);
}

void TimelineTrack::keyPressEvent(QKeyEvent* event) {
    const bool left = event->key() == Qt::Key_Left, right = event->key() == Qt::Key_Right;
    const bool moves = event->modifiers().testFlag(Qt::ControlModifier);
    const double far = event->modifiers().testFlag(Qt::ShiftModifier) ? kFarNudge : kNudge;
    if (model_.size() == 0) return event->ignore();
    if ((left || right) && moves) return nudge(left ? -far : far);
    if (left || right) return select(std::clamp(selected_ + (left ? -1 : 1), 0, model_.size() - 1));
    if (selected_ >= 0 && event->key() == Qt::Key_Delete) return removeSelected();
    if (selected_ >= 0 && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
        Q_EMIT goWanted(selected_);
        return;
    }
    event->ignore();
}

}  // namespace syper::ui
