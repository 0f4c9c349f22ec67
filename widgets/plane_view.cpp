// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plane_view.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>
#include <optional>

#include "widgets/theme.h"

namespace syper::ui {
namespace {

constexpr std::size_t kLongestPath = 1000;
constexpr std::size_t kMostPictures = 400;
constexpr double kNearest = 2.0, kFarthest = 12.0, kZoomStep = 1.25;
constexpr double kStep = 0.1;
constexpr double kEdge = 0.35;  ///< seeds that stay in sight beyond the point
constexpr int kPicture = 56;
constexpr int kRoomForNumbers = 56, kNumber = 14;  // pixels across a cell; height of its number

/// The part of a line inside `box` (Liang and Barsky 1984); nothing where it passes by.
std::optional<QLineF> inside(const QLineF& line, const QRectF& box) {
    double from = 0.0, to = 1.0;
    const std::pair<double, double> sides[] = {{-line.dx(), line.x1() - box.left()},
                                               {line.dx(), box.right() - line.x1()},
                                               {-line.dy(), line.y1() - box.top()},
                                               {line.dy(), box.bottom() - line.y1()}};
    for (const auto& [towards, room] : sides) {
        if (towards == 0.0 && room < 0.0) return std::nullopt;
        if (towards < 0.0) from = std::max(from, room / towards);
        if (towards > 0.0) to = std::min(to, room / towards);
    }
    if (from > to) return std::nullopt;
    return QLineF(line.pointAt(from), line.pointAt(to));
}

bool isStep(int key) {
    return key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Up || key == Qt::Key_Down;
}

}  // namespace

PlaneView::PlaneView(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setCursor(Qt::CrossCursor);
}

double PlaneView::unit() const {
    return std::max(1, std::min(width(), height())) / across_;
}

QPointF PlaneView::toWidget(const QPointF& place) const {
    return rect().toRectF().center() + QPointF(place.x() - centre_.x(), centre_.y() - place.y()) * unit();
}

QPointF PlaneView::toPlane(const QPointF& at) const {
    const QPointF apart = (at - rect().toRectF().center()) / unit();
    return {centre_.x() + apart.x(), centre_.y() - apart.y()};
}

QRect PlaneView::cellsInSight() const {
    const QPointF a = toPlane(QPointF(0, height())), b = toPlane(QPointF(width(), 0));
    return {QPoint(int(std::ceil(a.x() - 0.4)), int(std::ceil(a.y() - 0.4))),
            QPoint(int(std::floor(b.x() + 0.4)), int(std::floor(b.y() + 0.4)))};
}

quint32 PlaneView::seedAt(int column, int row) const {
    return quint32(column) + quint32(row) * rowStep_;  // wraps, as the seeds do
}

void PlaneView::setRowStep(quint32 step) {
    rowStep_ = step;
    update();
}

void PlaneView::setPoint(const QPointF& point, bool walked) {
    if (walked && point != point_) {
        if (path_.empty()) path_.push_back(point_);
        path_.push_back(point);
        if (path_.size() > kLongestPath) path_.pop_front();
    }
    const bool far = std::abs(point.x() - point_.x()) > across_ || std::abs(point.y() - point_.y()) > across_;
    point_ = point;
    if (far && !dragging_) centre_ = point;
    keepInSight();
    update();
}

void PlaneView::clearPath() {
    path_.clear();
    update();
}

void PlaneView::keepInSight() {
    const QPointF before = centre_;
    const double x = std::max(0.0, width() / unit() / 2.0 - kEdge), y = std::max(0.0, height() / unit() / 2.0 - kEdge);
    centre_.rx() = std::clamp(centre_.x(), point_.x() - x, point_.x() + x);
    centre_.ry() = std::clamp(centre_.y(), point_.y() - y, point_.y() + y);
    if (centre_ != before) Q_EMIT scrolled();
}

void PlaneView::setPicture(quint32 seed, const QImage& picture) {
    const double ratio = devicePixelRatioF();
    const int side = int(std::lround(kPicture * ratio));
    QPixmap small = QPixmap::fromImage(picture.scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation));
    small.setDevicePixelRatio(ratio);
    if (pictures_.size() >= kMostPictures) pictures_.clear();
    pictures_[seed] = small;
    update();
}

void PlaneView::clearPictures() {
    pictures_.clear();
    update();
}

std::vector<quint32> PlaneView::missing() const {
    std::vector<std::pair<double, quint32>> found;
    const QRect cells = cellsInSight();
    for (int row = cells.top(); row <= cells.bottom(); ++row)
        for (int column = cells.left(); column <= cells.right(); ++column) {
            const quint32 seed = seedAt(column, row);
            if (!pictures_.contains(seed)) found.emplace_back(std::hypot(column - point_.x(), row - point_.y()), seed);
        }
    std::ranges::sort(found);
    std::vector<quint32> seeds;
    for (const auto& [distance, seed] : found) seeds.push_back(seed);
    return seeds;
}

void PlaneView::paintEvent(QPaintEvent*) {
    const Palette& colors = Theme::palette();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath frame;
    frame.addRoundedRect(rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), size::kRadius, size::kRadius);
    painter.fillPath(frame, colors.surface);
    painter.save();
    painter.setClipPath(frame);
    drawCells(painter);
    drawPath(painter);
    const QPointF at = toWidget(point_);
    painter.setPen(QPen(colors.onAccent, 5));
    painter.setBrush(colors.accent);
    painter.drawEllipse(at, 7, 7);
    painter.setPen(QPen(colors.accent, 2));
    painter.drawEllipse(at, 7, 7);
    painter.restore();
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(hasFocus() ? colors.accent : colors.border, hasFocus() ? 2 : 1));
    painter.drawPath(frame);
}

void PlaneView::drawCells(QPainter& painter) const {
    const Palette& colors = Theme::palette();
    const QRect cells = cellsInSight();
    const bool numbered = unit() >= kRoomForNumbers;
    const double side = std::min(double(kPicture), unit() - size::kGap - (numbered ? kNumber : 0));
    painter.setFont(Theme::font(type::kSecondary));
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    for (int row = cells.top(); row <= cells.bottom(); ++row)
        for (int column = cells.left(); column <= cells.right(); ++column) {
            const QPointF at = toWidget(QPointF(column, row));
            const quint32 seed = seedAt(column, row);
            QRectF where(0, 0, side, side);
            where.moveCenter(at);
            const auto found = pictures_.find(seed);
            if (found != pictures_.end()) {
                painter.drawPixmap(where, found->second, QRectF(found->second.rect()));
            } else {
                painter.setPen(Qt::NoPen);
                painter.setBrush(colors.border);
                painter.drawEllipse(at, 3, 3);
            }
            if (!numbered) continue;
            painter.setPen(colors.secondary);
            // Below seed 0 the numbers are long: their last digits tell them apart.
            const QString number =
                painter.fontMetrics().elidedText(QString::number(seed), Qt::ElideLeft, int(unit()) - size::kGap);
            painter.drawText(QRectF(at.x() - unit() / 2, where.bottom(), unit(), 16), Qt::AlignCenter, number);
        }
}

void PlaneView::drawPath(QPainter& painter) const {
    // Only what is in sight: a way may lead far out, and strokes that long take long.
    const QRectF seen = rect().toRectF().adjusted(-size::kGap, -size::kGap, size::kGap, size::kGap);
    QList<QLineF> lines;
    for (std::size_t i = 1; i < path_.size(); ++i)
        if (const auto line = inside({toWidget(path_[i - 1]), toWidget(path_[i])}, seen)) lines.append(*line);
    painter.setPen(QPen(Theme::palette().surface, 5, Qt::SolidLine, Qt::RoundCap));
    painter.drawLines(lines);
    painter.setPen(QPen(Theme::palette().accent, 2, Qt::SolidLine, Qt::RoundCap));
    painter.drawLines(lines);
}

void PlaneView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    keepInSight();
    Q_EMIT scrolled();
}

void PlaneView::begin() {
    if (std::exchange(inGesture_, true)) return;
    Q_EMIT gestureBegan();
}

void PlaneView::end() {
    dragging_ = false;
    if (std::exchange(inGesture_, false)) Q_EMIT gestureEnded();
}

void PlaneView::dragTo(const QPointF& at) {
    const QPointF inside(std::clamp(at.x(), 0.0, double(width())), std::clamp(at.y(), 0.0, double(height())));
    Q_EMIT moved(toPlane(inside));
}

void PlaneView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return event->ignore();
    begin();
    dragging_ = true;
    dragTo(event->position());
}

void PlaneView::mouseMoveEvent(QMouseEvent* event) {
    if (!dragging_) return event->ignore();
    dragTo(event->position());
}

void PlaneView::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return event->ignore();
    end();
}

void PlaneView::mouseDoubleClickEvent(QMouseEvent*) {
    Q_EMIT resetWanted();
}

void PlaneView::wheelEvent(QWheelEvent* event) {
    // What lies under the pointer stays there.
    const QPointF under = toPlane(event->position());
    across_ = std::clamp(across_ * (event->angleDelta().y() > 0 ? 1.0 / kZoomStep : kZoomStep), kNearest, kFarthest);
    centre_ += under - toPlane(event->position());
    keepInSight();
    update();
    Q_EMIT scrolled();
    event->accept();
}

void PlaneView::keyPressEvent(QKeyEvent* event) {
    if (!isStep(event->key())) return event->ignore();
    begin();
    const double far = event->modifiers().testFlag(Qt::ShiftModifier) ? 1.0 : kStep;
    QPointF to = point_;
    if (event->key() == Qt::Key_Left) to.rx() -= far;
    if (event->key() == Qt::Key_Right) to.rx() += far;
    if (event->key() == Qt::Key_Up) to.ry() += far;
    if (event->key() == Qt::Key_Down) to.ry() -= far;
    Q_EMIT moved(to);
    event->accept();
}

void PlaneView::keyReleaseEvent(QKeyEvent* event) {
    if (!isStep(event->key())) return event->ignore();
    if (!event->isAutoRepeat()) end();
}

void PlaneView::focusOutEvent(QFocusEvent* event) {
    end();
    QWidget::focusOutEvent(event);
    update();
}

}  // namespace syper::ui
