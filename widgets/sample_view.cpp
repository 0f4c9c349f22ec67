// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sample_view.h"

#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "widgets/theme.h"

namespace syper::ui {
namespace {

constexpr double kLargestZoom = 64.0;
constexpr double kZoomStep = 1.25;

}  // namespace

SampleView::SampleView(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void SampleView::setImage(const QImage& image, QSize extent) {
    image_ = image;
    extent_ = extent.isEmpty() ? image.size() : extent;
    update();
}

void SampleView::setPinned(const QImage& image) {
    pinned_ = image;
    update();
}

void SampleView::showPinned(bool shown) {
    showsPinned_ = shown;
    update();
}

void SampleView::setWipe(bool on) {
    wipe_ = on;
    update();
}

void SampleView::setSmooth(bool smooth) {
    smooth_ = smooth;
    update();
}

void SampleView::setZoom(double zoom) {
    const double wanted = zoom <= 0.0 ? 0.0 : std::clamp(zoom, 0.125, kLargestZoom);
    if (wanted == 0.0) pan_ = {};
    if (wanted != zoom_) {
        zoom_ = wanted;
        Q_EMIT zoomChanged(zoom_);
    }
    update();
}

double SampleView::scale() const {
    if (zoom_ > 0.0) return zoom_;
    const double ratio = devicePixelRatioF();
    const double fit = std::min(width() * ratio / extent_.width(), height() * ratio / extent_.height());
    // Whole device pixels a pixel: none is wider than its neighbour.
    return fit >= 1.0 && !smooth_ ? std::floor(fit) : fit;
}

QRectF SampleView::pictureRect() const {
    if (image_.isNull()) return {};
    const double ratio = devicePixelRatioF();
    const QSizeF extent = QSizeF(extent_) * (scale() / ratio);
    const QPointF corner((width() - extent.width()) / 2.0 + pan_.x(), (height() - extent.height()) / 2.0 + pan_.y());
    return {QPointF(std::round(corner.x() * ratio) / ratio, std::round(corner.y() * ratio) / ratio), extent};
}

void SampleView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QRectF where = pictureRect();
    if (where.isEmpty()) return;
    drawPicture(painter, showsPinned() ? pinned_ : image_, where);
    if (!showsPinned()) Q_EMIT painted();
    if (showsPinned())
        drawTag(painter, where.topLeft(), tr("A pinned"));
    else if (wipes())
        drawWipe(painter, where);
    if (!hasFocus()) return;
    painter.setPen(QPen(Theme::palette().accent, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(where.adjusted(-2, -2, 2, 2).intersected(QRectF(rect()).adjusted(1, 1, -1, -1)));
}

void SampleView::drawPicture(QPainter& painter, const QImage& picture, const QRectF& where) const {
    const double ratio = devicePixelRatioF();
    const QSize device(int(std::lround(where.width() * ratio)), int(std::lround(where.height() * ratio)));
    if (device.width() < picture.width()) {
        // The painter's own filter looks at four pixels only; shrinking wants them all.
        QImage small = picture.scaled(device, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
        small.setDevicePixelRatio(ratio);
        painter.drawImage(where.topLeft(), small);
        return;
    }
    const bool coarse = picture.cacheKey() == image_.cacheKey() && image_.size() != extent_;
    painter.setRenderHint(QPainter::SmoothPixmapTransform, smooth_ || coarse);
    painter.drawImage(where, picture);
}

void SampleView::drawWipe(QPainter& painter, const QRectF& where) const {
    const double x = where.left() + where.width() * wipeAt_;
    painter.save();
    painter.setClipRect(QRectF(where.topLeft(), QPointF(x, where.bottom())));
    drawPicture(painter, pinned_, where);
    painter.restore();
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::palette().onAccent);
    painter.drawRect(QRectF(x - 2, where.top(), 4, where.height()));
    painter.setBrush(Theme::palette().accent);
    painter.drawRect(QRectF(x - 1, where.top(), 2, where.height()));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.drawEllipse(QPointF(x, where.center().y()), 7, 7);
    drawTag(painter, where.topLeft(), tr("A pinned"));
    drawTag(painter,
            {where.right() - painter.fontMetrics().horizontalAdvance(tr("B now")) - 2 * size::kGap, where.top()},
            tr("B now"));
}

void SampleView::drawTag(QPainter& painter, const QPointF& at, const QString& text) const {
    painter.save();
    const QSizeF extent(painter.fontMetrics().horizontalAdvance(text) + 2 * size::kGap,
                        painter.fontMetrics().height() + size::kUnit);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::palette().surface);
    painter.drawRect(QRectF(at, extent));
    painter.setPen(Theme::palette().text);
    painter.drawText(QRectF(at, extent), Qt::AlignCenter, text);
    painter.restore();
}

void SampleView::wheelEvent(QWheelEvent* event) {
    if (image_.isNull()) return event->ignore();
    const double before = scale();
    const double factor = event->angleDelta().y() > 0 ? kZoomStep : 1.0 / kZoomStep;
    // What lies under the pointer stays there.
    const QPointF offset = event->position() - QPointF(width() / 2.0, height() / 2.0) - pan_;
    setZoom(before * factor);
    pan_ -= offset * (scale() / before - 1.0);
    event->accept();
}

void SampleView::mousePressEvent(QMouseEvent* event) {
    grabbed_ = event->position();
    if (wipes()) mouseMoveEvent(event);
}

void SampleView::mouseMoveEvent(QMouseEvent* event) {
    if (!event->buttons().testFlag(Qt::LeftButton)) return;
    const QRectF where = pictureRect();
    if (wipes() && !where.isEmpty())
        wipeAt_ = std::clamp((event->position().x() - where.left()) / where.width(), 0.0, 1.0);
    else if (zoom_ > 0.0)
        pan_ += event->position() - grabbed_;
    grabbed_ = event->position();
    update();
}

void SampleView::mouseDoubleClickEvent(QMouseEvent*) {
    setZoom(0.0);
}

}  // namespace syper::ui
