// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QWidget>

namespace syper::ui {

/// One picture, as large as fits or at a chosen zoom, every pixel of it sharp: magnified by whole device pixels (or
/// smoothly, where wanted). A second picture may be compared with it: shown instead while a key is held, or beside it
/// behind a line that the mouse moves.
class SampleView : public QWidget {
    Q_OBJECT
public:
    explicit SampleView(QWidget* parent = nullptr);

    /// extent: the size that the picture takes, if it is a coarse stand-in for one of that size; it is shown smoothly
    /// then.
    void setImage(const QImage& image, QSize extent = {});
    [[nodiscard]] const QImage& image() const noexcept { return image_; }
    /// The picture to compare with; null for none.
    void setPinned(const QImage& image);
    [[nodiscard]] bool hasPinned() const noexcept { return !pinned_.isNull(); }
    void showPinned(bool shown);
    [[nodiscard]] bool showsPinned() const noexcept { return showsPinned_ && hasPinned(); }
    void setWipe(bool on);
    [[nodiscard]] bool wipes() const noexcept { return wipe_ && hasPinned(); }
    /// Interpolates when magnifying; off shows the pixels themselves.
    void setSmooth(bool smooth);
    /// Device pixels a picture's pixel; 0 fits the view.
    void setZoom(double zoom);
    [[nodiscard]] double zoom() const noexcept { return zoom_; }
    /// Where the picture lies, in widget coordinates.
    [[nodiscard]] QRectF pictureRect() const;

    [[nodiscard]] QSize minimumSizeHint() const override { return {160, 160}; }

Q_SIGNALS:
    void zoomChanged(double zoom);
    /// image() has been painted.
    void painted();

protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;

private:
    void drawPicture(QPainter& painter, const QImage& picture, const QRectF& where) const;
    void drawWipe(QPainter& painter, const QRectF& where) const;
    void drawTag(QPainter& painter, const QPointF& at, const QString& text) const;
    [[nodiscard]] double scale() const;

    QImage image_, pinned_;
    QSize extent_;  ///< of the picture in its own pixels; larger than image_ where that is coarse
    bool showsPinned_ = false, wipe_ = false, smooth_ = false;
    double wipeAt_ = 0.5;  ///< share of the picture's width
    double zoom_ = 0.0;
    QPointF pan_;  ///< of the picture's centre from the view's, logical pixels
    QPointF grabbed_;
};

}  // namespace syper::ui
