// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sample_view.h"

#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "widgets/theme.h"

namespace syper::ui {
namespace {

constexpr double kLargestZoom = 64.0;
constexpr double kZoomStep = 1.25;
constexpr int kBlinkMs = 500;  // two pictures a second: under the three flashes that may harm
constexpr double kWipeStep = 0.01;
constexpr double kWipeGrab = 8.0;  // from the line, logical pixels

}  // namespace

SampleView::SampleView(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setMouseTracking(true);
    blink_.setInterval(kBlinkMs);
    connect(&blink_, &QTimer::timeout, this, [this] {
        blinksPinned_ = !blinksPinned_;
        update();
    });
}

void SampleView::setImage(const QImage& image, QSize extent) {
    image_ = image;
    extent_ = extent.isEmpty() ? image.size() : extent;
    update();
}

void SampleView::setPinned(const QImage& image) {
    pinned_ = image;
    blinkIfWanted();
    update();
}

void SampleView::showPinned(bool shown) {
    showsPinned_ = shown;
    update();
}

void SampleView::setCompare(Compare mode) {
    compare_ = mode;
    blinkIfWanted();
    unsetCursor();
    update();
}

void SampleView::blinkIfWanted() {
    const bool wanted = compare() == Compare::Blink && isVisible();
    if (wanted == blink_.isActive()) return;
    blinksPinned_ = wanted;  // a change is seen at once
    if (wanted)
        blink_.start();
    else
        blink_.stop();
}

void SampleView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    blinkIfWanted();
}

void SampleView::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    blinkIfWanted();
}

const PictureDifference& SampleView::difference() {
    const std::pair<qint64, qint64> wanted(pinned_.cacheKey(), image_.cacheKey());
    if (compare() != Compare::Difference || image_.isNull())
        difference_ = {};
    else if (wanted != differenceOf_ || difference_.picture.isNull())
        difference_ = differenceOf(pinned_, image_);
    differenceOf_ = wanted;
    return difference_;
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
    const QSizeF room = place();
    const double fit = std::min(room.width() * ratio / extent_.width(), room.height() * ratio / extent_.height());
    // Whole device pixels a pixel: none is wider than its neighbour.
    return fit >= 1.0 && !smooth_ ? std::floor(fit) : fit;
}

QSizeF SampleView::place() const {
    if (compare() != Compare::Beside) return size();
    return {std::max(1.0, (width() - size::kGap) / 2.0), double(height())};
}

QRectF SampleView::pictureRect() const {
    if (image_.isNull()) return {};
    const double ratio = devicePixelRatioF();
    const QSizeF extent = QSizeF(extent_) * (scale() / ratio), room = place();
    const QPointF corner(width() - room.width() + (room.width() - extent.width()) / 2.0 + pan_.x(),
                         (height() - extent.height()) / 2.0 + pan_.y());
    return {QPointF(std::round(corner.x() * ratio) / ratio, std::round(corner.y() * ratio) / ratio), extent};
}

void SampleView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QRectF where = pictureRect();
    if (where.isEmpty()) return;
    if (showsPinned()) {
        drawPicture(painter, pinned_, where);
        drawTag(painter, where, tr("A pinned"));
    } else {
        drawCompared(painter, where);
        Q_EMIT painted();
    }
    if (!hasFocus()) return;
    painter.setPen(QPen(Theme::palette().accent, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(where.adjusted(-2, -2, 2, 2).intersected(QRectF(rect()).adjusted(1, 1, -1, -1)));
}

void SampleView::drawCompared(QPainter& painter, const QRectF& where) {
    switch (compare()) {
        case Compare::Hold:
            return drawPicture(painter, image_, where);
        case Compare::Beside: {
            const QRectF left = where.translated(-(width() - place().width()), 0.0);
            painter.save();
            painter.setClipRect(QRectF(QPointF(), place()));
            drawPicture(painter, pinned_, left);
            drawTag(painter, left, tr("A pinned"));
            painter.setClipRect(QRectF(QPointF(width() - place().width(), 0.0), place()));
            drawPicture(painter, image_, where);
            drawTag(painter, where, tr("B now"));
            return painter.restore();
        }
        case Compare::Wipe:
            drawPicture(painter, image_, where);
            return drawWipe(painter, where);
        case Compare::Blink:
            drawPicture(painter, blinksPinned_ ? pinned_ : image_, where);
            return drawTag(painter, where, blinksPinned_ ? tr("A pinned") : tr("B now"));
        case Compare::Difference: {
            const PictureDifference& found = difference();
            drawPicture(painter, found.picture, where);
            return drawTag(painter, where,
                           tr("|A - B| x %1: mean %2, largest %3 of 255")
                               .arg(kDifferenceGain)
                               .arg(QLocale().toString(found.mean, 'f', 1))
                               .arg(found.largest));
        }
    }
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
    const bool coarse = picture.size() != extent_;  // or pinned from a network of another size
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
    drawTag(painter, where, tr("A pinned"));
    drawTag(painter, where, tr("B now"), true);
}

void SampleView::drawTag(QPainter& painter, const QRectF& where, const QString& text, bool right) const {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    const QSizeF extent(painter.fontMetrics().horizontalAdvance(text) + 2 * size::kGap,
                        painter.fontMetrics().height() + size::kUnit);
    // A picture larger than the view keeps its tag in sight.
    const QRectF seen = where.intersected(QRectF(rect()));
    const QRectF tag(QPointF(right ? seen.right() - extent.width() : seen.left(), seen.top()), extent);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::palette().surface);
    painter.drawRect(tag);
    painter.setPen(Theme::palette().text);
    painter.drawText(tag, Qt::AlignCenter, text);
    painter.restore();
}

void SampleView::wheelEvent(QWheelEvent* event) {
    if (image_.isNull()) return event->ignore();
    const double before = scale();
    const double factor = event->angleDelta().y() > 0 ? kZoomStep : 1.0 / kZoomStep;
    // What lies under the pointer stays there.
    QPointF centre = pictureRect().center();
    if (const QSizeF room = place(); event->position().x() < room.width()) centre.rx() -= width() - room.width();
    const QPointF offset = event->position() - centre;
    setZoom(before * factor);
    pan_ -= offset * (scale() / before - 1.0);
    event->accept();
}

void SampleView::mousePressEvent(QMouseEvent* event) {
    grabbed_ = event->position();
    if (compare() == Compare::Wipe) mouseMoveEvent(event);
}

void SampleView::mouseMoveEvent(QMouseEvent* event) {
    if (!event->buttons().testFlag(Qt::LeftButton)) return showCursor(event->position());
    const QRectF where = pictureRect();
    if (compare() == Compare::Wipe && !where.isEmpty())
        moveWipe((event->position().x() - where.left()) / where.width());
    else if (zoom_ > 0.0)
        pan_ += event->position() - grabbed_;
    grabbed_ = event->position();
    update();
}

void SampleView::showCursor(const QPointF& at) {
    const QRectF where = pictureRect();
    const double line = where.left() + where.width() * wipeAt_;
    if (compare() == Compare::Wipe && where.contains(at) && std::abs(at.x() - line) <= kWipeGrab)
        setCursor(Qt::SplitHCursor);
    else
        unsetCursor();
}

void SampleView::moveWipe(double to) {
    wipeAt_ = std::clamp(to, 0.0, 1.0);
    update();
}

// The line by keys; without it the arrows are left to others.
void SampleView::keyPressEvent(QKeyEvent* event) {
    const bool left = event->key() == Qt::Key_Left, right = event->key() == Qt::Key_Right;
    if (compare() != Compare::Wipe || (!left && !right)) return event->ignore();
    const double far = event->modifiers().testFlag(Qt::ShiftModifier) ? 10.0 : 1.0;
    moveWipe(wipeAt_ + (right ? kWipeStep : -kWipeStep) * far);
}

void SampleView::mouseDoubleClickEvent(QMouseEvent*) {
    setZoom(0.0);
}

}  // namespace syper::ui
